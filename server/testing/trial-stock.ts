import type { SaleTerms } from '../modules/inventory/holding.rules.ts';
import type { FoundSeat, Stock } from '../modules/inventory/stock-books.rules.ts';
import type { Offer } from '../modules/pricing/rules.ts';
import { drawChart } from './draw-chart.ts';

const now = new Date('2026-05-01T20:00:00Z');
export const { chart } = drawChart({ zones: [['......', '......'], ['....']] });
export const seatCount = chart.seatCount;
const tierOfZone = new Map([
  ['zone-0', 'stalls'],
  ['zone-1', 'gallery'],
  ['pit', 'standing'],
]);
const offers = ['stalls', 'gallery', 'standing'].flatMap((tierId) =>
  (['full', 'reduced'] as const).map(
    (tariffKind): Offer => ({
      id: `${tierId} ${tariffKind}`,
      tierId,
      tierCode: tierId,
      tierName: { fr: tierId },
      tierPosition: 0,
      tariffId: tariffKind,
      tariffCode: tariffKind,
      tariffName: { fr: tariffKind },
      tariffCondition: null,
      tariffKind,
      quantityMin: 1,
      placesMax: null,
      isHidden: false,
      priceMinor: 1_000,
      feeMinor: 0,
      absorbedFeeMinor: 0,
      taxBasisPoints: 0,
      feeTaxBasisPoints: null,
      saleOpensAt: null,
      saleClosesAt: null,
    }),
  ),
);
export const press = { id: 'press', code: 'PRESSE', isOpen: true, isActive: true };
const house = { id: 'house', code: null, isOpen: true, isActive: true };
export const over = { id: 'over', code: 'OVER', isOpen: false, isActive: true };
const allocations = [press, house, over];

/** A sale of two zones of seats and a pit, with an allocation of each kind. */
export const usualTerms: SaleTerms = {
  now,
  isOpen: true,
  placesPerOrderMax: 6,
  placesPerPersonMax: 4,
  loneSeats: 'off',
  list: offers,
  offers,
  tierOfZone,
  closedZoneIds: new Set(),
  allocations,
};

export function seatAt(ordinal: number, facts: Partial<FoundSeat> = {}): FoundSeat {
  return {
    seatId: chart.seatIds[ordinal] ?? 0,
    ordinal,
    isOurs: true,
    isBusy: false,
    allocationId: null,
    changeNumber: 0,
    ...facts,
  };
}

/** All of it free, unless said otherwise. */
export function stockOf(parts: Partial<Omit<Stock, 'seats'>> & { seats?: readonly FoundSeat[] } = {}): Stock {
  const seats = parts.seats ?? Array.from({ length: seatCount }, (_, ordinal) => seatAt(ordinal));
  return {
    chart,
    states: new Uint8Array(seatCount),
    zones: new Map([['pit', { tierId: 'standing', capacity: 5, used: 0, allocated: 0 }]]),
    busyZoneIds: new Set(),
    allocated: new Map(),
    quotas: [],
    persons: new Map(),
    unlocks: new Map(),
    ...parts,
    seats: new Map(seats.map((seat) => [seat.ordinal, seat])),
  };
}
