import type { MappingPlan, SeatPlan, TariffPlan } from './plans.ts';
import type { DemoPerformance } from './programme/programme.ts';
import type { Chance } from './random.ts';

export type SoldPlace = {
  /** Index into the mapping's seats; undefined: a standing place. */
  readonly ordinal: number | undefined;
  readonly zone: string;
  readonly tariff: string;
};

/** What one buyer took. */
export type SoldParty = readonly SoldPlace[];

type Seat = { readonly ordinal: number; readonly seat: SeatPlan };

/** Parties of one to four side by side, denser towards the focal point, until about the wished share is sold. */
export function choosePlaces(performance: DemoPerformance, mapping: MappingPlan, chance: Chance): SoldParty[] {
  const rows = rowsOf(performance, mapping);
  const seatParties = rows.flatMap(({ seats, fill }) => fillRow(seats, fill, chance));
  const parties = [...seatParties, ...chooseStanding(performance, mapping, chance)];
  return parties.map((places) => giveTariffs(places, performance, chance));
}

type Row = { seats: readonly Seat[]; fill: number };

function rowsOf({ plan, seatsSold }: DemoPerformance, mapping: MappingPlan): Row[] {
  if (seatsSold === 0) return [];
  const onSale = new Set(plan.tiers.flatMap(({ zones }) => zones));
  const rows = new Map<string, Seat[]>();
  for (const [ordinal, seat] of mapping.seats.entries()) {
    if (!onSale.has(seat.zone)) continue;
    const key = `${seat.zone} ${seat.row}`;
    const row = rows.get(key);
    if (row) row.push({ ordinal, seat });
    else rows.set(key, [{ ordinal, seat }]);
  }
  const ranked = [...rows.values()].sort((a, b) => distanceOf(a, mapping) - distanceOf(b, mapping));
  return ranked.map((seats, rank) => {
    const nearness = 1 - rank / ranked.length;
    return { seats, fill: seatsSold === 1 ? 1 : Math.min(0.97, seatsSold * (0.6 + 0.8 * nearness)) };
  });
}

function distanceOf(row: readonly Seat[], { focalX, focalY }: MappingPlan): number {
  const middle = row[row.length >> 1];
  return middle ? Math.hypot(middle.seat.x - focalX, middle.seat.y - focalY) : 0;
}

/** Walks along a row, each step a party that sits down or a gap as long as a party would be. */
function fillRow(row: readonly Seat[], fill: number, chance: Chance): SoldPlace[][] {
  if (row[0]?.seat.flags.includes('table')) return chance.next() < fill ? [row.map(placeOf)] : [];
  const parties: SoldPlace[][] = [];
  for (let position = 0; position < row.length; ) {
    const party = row.slice(position, position + partySize(chance));
    position += party.length;
    if (chance.next() >= fill) continue;
    // Only a full house sells its wheelchair places.
    const places = fill === 1 ? party : party.filter(({ seat }) => !isAccessible(seat));
    if (places.length > 0) parties.push(places.map(placeOf));
  }
  return parties;
}

function isAccessible({ flags }: SeatPlan): boolean {
  return flags.includes('wheelchair') || flags.includes('companion');
}

function placeOf({ ordinal, seat }: Seat): SoldPlace {
  return { ordinal, zone: seat.zone, tariff: 'full' };
}

function chooseStanding({ standingSold }: DemoPerformance, mapping: MappingPlan, chance: Chance): SoldPlace[][] {
  if (standingSold === 0) return [];
  return mapping.zones.flatMap(({ code, kind, capacity = 0 }) => {
    const parties: SoldPlace[][] = [];
    let left = kind === 'standing' ? Math.round(capacity * standingSold) : 0;
    while (left > 0) {
      const size = Math.min(left, partySize(chance));
      parties.push(Array.from({ length: size }, () => ({ ordinal: undefined, zone: code, tariff: 'full' })));
      left -= size;
    }
    return parties;
  });
}

function partySize(chance: Chance): number {
  const roll = chance.next();
  if (roll < 0.12) return 1;
  if (roll < 0.62) return 2;
  return roll < 0.78 ? 3 : 4;
}

/** The first of a party pays full price (or what takes its place); each of the others may have a reduction. */
function giveTariffs(places: readonly SoldPlace[], { plan }: DemoPerformance, chance: Chance): SoldPlace[] {
  const early = chance.next() < 0.4;
  return places.map((place, index) => {
    const tier = plan.tiers.find(({ zones }) => zones.includes(place.zone));
    const priced = plan.prices.filter((price) => price.tier === tier?.code).map(({ tariff }) => tariff);
    const offered = plan.tariffs.filter(({ code, kind }) => priced.includes(code) && kind !== 'group');
    return { ...place, tariff: pickTariff(offered, { early, first: index === 0 }, chance) };
  });
}

function pickTariff(
  offered: readonly TariffPlan[],
  { early, first }: { early: boolean; first: boolean },
  chance: Chance,
): string {
  const codeOf = (kind: TariffPlan['kind']) => offered.find((tariff) => tariff.kind === kind)?.code;
  const roll = chance.next();
  const special = early ? codeOf('early_bird') : undefined;
  const reduction = first || roll > 0.35 ? undefined : codeOf(roll < 0.15 ? 'child' : 'reduced');
  const tariff = codeOf('vip') ?? special ?? reduction ?? codeOf('full');
  if (tariff === undefined) throw new RangeError('a tier without a tariff cannot be sold');
  return tariff;
}
