import type { Currency } from '@tessera/contract/money';
import type { ChartFlag } from '@tessera/contract/seating/chart';
import type { LocalText } from '@tessera/contract/text';

export type ZonePlan = {
  readonly code: string;
  readonly name: string;
  readonly kind: 'group' | 'seated' | 'standing';
  /** Code of the group this zone is part of; the group comes before its zones. */
  readonly parent?: string;
  /** Of a standing zone; a seated zone has the capacity of its seats. */
  readonly capacity?: number;
};

export type SeatFlag = ChartFlag;

export type TablePlan = {
  readonly code: string;
  readonly label: string;
  readonly zone: string;
  /** To one buyer, all its seats or none. */
  readonly isSoldWhole: boolean;
};

/** Its ordinal is its place in the mapping's list of seats, where a row is one stretch. Coordinates in metres. */
export type SeatPlan = {
  readonly zone: string;
  readonly row: string;
  readonly rowPosition: number;
  readonly number: string;
  /** Neighbours of a row have consecutive positions, whatever their numbers say. */
  readonly numberPosition: number;
  readonly x: number;
  readonly y: number;
  readonly flags: readonly SeatFlag[];
  /** Code of its table. */
  readonly table?: string;
  /** Number of the wheelchair place it goes with, in its row. */
  readonly companionOf?: string;
};

export type GatePlan = {
  readonly code: string;
  readonly name: string;
  readonly zones: readonly string[];
  readonly accessPoints: readonly string[];
};

export type MappingPlan = {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly focalX: number;
  readonly focalY: number;
  readonly zones: readonly ZonePlan[];
  readonly tables?: readonly TablePlan[];
  readonly seats: readonly SeatPlan[];
  readonly gates: readonly GatePlan[];
};

export type VenuePlan = {
  readonly slug: string;
  readonly name: string;
  readonly address: string;
  readonly city: string;
  readonly country: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly accessNote: LocalText;
};

/** What goes back to buyers who cancel, until so many hours before the start. */
export type RefundPolicyPlan = {
  readonly discountRule: 'keep' | 'claw_back' | 're_price';
  readonly steps: readonly {
    readonly hoursBefore: number;
    readonly backBasisPoints: number;
    readonly cancellationFeeMinor?: number;
    readonly isFeeReturned: boolean;
  }[];
  readonly needsApproval?: boolean;
};

export type EventPlan = {
  readonly slug: string;
  readonly title: LocalText;
  readonly summary: LocalText;
  readonly description: LocalText;
  readonly category: 'football' | 'concert' | 'show' | 'theatre' | 'masterclass' | 'club';
  readonly poster: string;
  readonly refundRule: LocalText;
  /** Undefined: tickets cannot be cancelled. */
  readonly refundPolicy?: RefundPolicyPlan;
  readonly ageMinimum?: number;
};

export type TierPlan = { readonly code: string; readonly name: LocalText; readonly zones: readonly string[] };

export type TariffPlan = {
  readonly code: string;
  readonly kind: 'full' | 'reduced' | 'child' | 'early_bird' | 'group' | 'vip';
  readonly name: LocalText;
  readonly condition?: LocalText;
  readonly quantityMin?: number;
};

/** The buyer pays priceMinor + feeMinor; both contain their tax. */
export type PricePlan = {
  readonly tier: string;
  readonly tariff: string;
  readonly priceMinor: number;
  readonly feeMinor: number;
  readonly taxBasisPoints: number;
  readonly saleClosesAt?: Date;
};

export type PerformancePlan = {
  readonly doorsAt: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly currency: Currency;
  readonly state: 'planned' | 'on_sale' | 'closed';
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly holdMinutes?: number;
  readonly paymentMinutes?: number;
  readonly placesPerOrderMax?: number;
  readonly placesPerPersonMax?: number;
  readonly loneSeats?: 'off' | 'lenient' | 'strict';
  /** In the order of their position, the dearest first. */
  readonly tiers: readonly TierPlan[];
  readonly tariffs: readonly TariffPlan[];
  readonly prices: readonly PricePlan[];
};
