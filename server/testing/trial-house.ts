import type { Currency } from '@tessera/contract/money';
import type { MappingPlan, PerformancePlan, SeatFlag, SeatPlan } from '../../database/seed/plans.ts';

export type PerformanceWish = {
  /** Seated zone *Parterre*: rows A, B, C… of seats 1, 2, 3…, tier *Carré Or*. */
  rows?: number;
  seatsPerRow?: number;
  /** Seated zone *Balcon*, of the same width, with a tier of its own; none by default. */
  balconyRows?: number;
  balconyPriceMinor?: number;
  /** Places of the standing zone *Fosse*, with a tier of its own; no such zone by default. */
  standingCapacity?: number;
  standingPriceMinor?: number;
  /** So many wheelchair places, each with a companion seat on its right, at the left end of the last row of the Parterre. */
  wheelchairPlaces?: number;
  /** Full price; reduced is 80 % and child 50 % of it. The same fee comes on top of each. */
  priceMinor?: number;
  feeMinor?: number;
  taxBasisPoints?: number;
  currency?: Currency;
  holdMinutes?: number;
  paymentMinutes?: number;
  placesPerOrderMax?: number;
  /** 0: no limit. */
  placesPerPersonMax?: number;
  /** Off by default, so that a test may choose any seat. */
  loneSeats?: 'off' | 'lenient' | 'strict';
  /** false: doors open in thirty days. */
  doorsOpen?: boolean;
  /** not_yet: opens tomorrow. ended: closed an hour ago. */
  saleWindow?: 'open' | 'not_yet' | 'ended';
  /** planned: prices are there, stock is not. */
  state?: 'planned' | 'on_sale' | 'closed';
  /** Another performance of this organiser; a new organiser by default. */
  organiserId?: string;
};

/** A wish with every default filled in. */
export type SettledWish = { [key in keyof Omit<PerformanceWish, 'organiserId'>]-?: PerformanceWish[key] & {} };

export const defaultWish: SettledWish = {
  rows: 3,
  seatsPerRow: 12,
  balconyRows: 0,
  balconyPriceMinor: 2500,
  standingCapacity: 0,
  standingPriceMinor: 3000,
  wheelchairPlaces: 0,
  priceMinor: 4500,
  feeMinor: 300,
  taxBasisPoints: 550,
  currency: 'EUR',
  holdMinutes: 10,
  paymentMinutes: 15,
  placesPerOrderMax: 10,
  placesPerPersonMax: 0,
  loneSeats: 'off',
  doorsOpen: true,
  saleWindow: 'open',
  state: 'on_sale',
};

export const tierCodes = { parterre: 'carre-or', balcony: 'balcon', standing: 'fosse' } as const;

export function planMapping(wish: SettledWish): MappingPlan {
  const rowMetres = 1;
  const parterre = seatsOf(wish, { zone: 'parterre', rows: wish.rows, y: 6 });
  const balcony = seatsOf(wish, { zone: 'balcon', rows: wish.balconyRows, y: 8 + wish.rows * rowMetres });
  const zones: MappingPlan['zones'] = [
    { code: 'parterre', name: 'Parterre', kind: 'seated' },
    ...(wish.balconyRows > 0 ? [{ code: 'balcon', name: 'Balcon', kind: 'seated' } as const] : []),
    ...(wish.standingCapacity > 0
      ? [{ code: 'fosse', name: 'Fosse', kind: 'standing', capacity: wish.standingCapacity } as const]
      : []),
    { code: 'loges', name: 'Loges', kind: 'group' },
  ];
  return {
    name: 'Salle',
    width: wish.seatsPerRow * 0.5 + 4,
    height: 10 + (wish.rows + wish.balconyRows) * rowMetres,
    focalX: (wish.seatsPerRow * 0.5) / 2 + 2,
    focalY: 2,
    zones,
    seats: [...parterre, ...balcony],
    gates: [
      {
        code: 'A',
        name: 'Porte A',
        zones: zones.filter(({ kind }) => kind !== 'group').map(({ code }) => code),
        accessPoints: ['A1', 'A2'],
      },
      { code: 'Z', name: 'Entrée des artistes', zones: ['loges'], accessPoints: ['Z1'] },
    ],
  };
}

function seatsOf(wish: SettledWish, { zone, rows, y }: { zone: string; rows: number; y: number }): SeatPlan[] {
  return Array.from({ length: rows * wish.seatsPerRow }, (_, index) => {
    const row = Math.floor(index / wish.seatsPerRow);
    const number = index % wish.seatsPerRow;
    const isAccessible = zone === 'parterre' && row === rows - 1 && number < wish.wheelchairPlaces * 2;
    return {
      zone,
      row: rowLabel(row),
      rowPosition: row,
      number: String(number + 1),
      numberPosition: number,
      x: 2 + number * 0.5,
      y: y + row,
      flags: isAccessible ? [accessibleFlag(number)] : [],
      ...(isAccessible && number % 2 === 1 ? { companionOf: String(number) } : {}),
    };
  });
}

function accessibleFlag(number: number): SeatFlag {
  return number % 2 === 0 ? 'wheelchair' : 'companion';
}

/** A … Z, then AA, AB … */
function rowLabel(row: number): string {
  const letter = String.fromCharCode(65 + (row % 26));
  return row < 26 ? letter : rowLabel(Math.floor(row / 26) - 1) + letter;
}

export function planPerformance(wish: SettledWish, now: Date): PerformancePlan {
  const hour = 3_600_000;
  const day = 24 * hour;
  const from = (milliseconds: number) => new Date(now.getTime() + milliseconds);
  const doors = wish.doorsOpen ? -hour : 30 * day;
  const opens = wish.saleWindow === 'not_yet' ? day : -7 * day;
  const tiers = [
    { code: tierCodes.parterre, name: { fr: 'Carré Or', en: 'Carré Or' }, zones: ['parterre'], full: wish.priceMinor },
    ...(wish.balconyRows > 0
      ? [
          {
            code: tierCodes.balcony,
            name: { fr: 'Balcon', en: 'Balcony' },
            zones: ['balcon'],
            full: wish.balconyPriceMinor,
          },
        ]
      : []),
    ...(wish.standingCapacity > 0
      ? [
          {
            code: tierCodes.standing,
            name: { fr: 'Fosse', en: 'Pit' },
            zones: ['fosse'],
            full: wish.standingPriceMinor,
          },
        ]
      : []),
  ];
  const percentages = { full: 100, reduced: 80, child: 50 };
  return {
    doorsAt: from(doors),
    startsAt: from(doors + 2 * hour),
    endsAt: from(doors + 6 * hour),
    timeZone: 'Europe/Paris',
    currency: wish.currency,
    state: wish.state,
    saleOpensAt: from(opens),
    saleClosesAt: from(wish.saleWindow === 'ended' ? -hour : Math.max(opens, doors) + 5 * hour),
    holdMinutes: wish.holdMinutes,
    paymentMinutes: wish.paymentMinutes,
    placesPerOrderMax: wish.placesPerOrderMax,
    ...(wish.placesPerPersonMax > 0 ? { placesPerPersonMax: wish.placesPerPersonMax } : {}),
    loneSeats: wish.loneSeats,
    tiers,
    tariffs: [
      { code: 'full', kind: 'full', name: { fr: 'Plein tarif', en: 'Full price' } },
      {
        code: 'reduced',
        kind: 'reduced',
        name: { fr: 'Tarif réduit', en: 'Reduced' },
        condition: { fr: 'Moins de 26 ans', en: 'Under 26' },
      },
      { code: 'child', kind: 'child', name: { fr: 'Enfant', en: 'Child' } },
    ],
    prices: tiers.flatMap(({ code, full }) =>
      Object.entries(percentages).map(([tariff, percent]) => ({
        tier: code,
        tariff,
        priceMinor: Math.round((full * percent) / 100),
        feeMinor: wish.feeMinor,
        taxBasisPoints: wish.taxBasisPoints,
      })),
    ),
  };
}
