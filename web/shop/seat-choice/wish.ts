import type { Input } from '@tessera/contract/api/operations';
import { textIn } from '../../client/read.ts';
import { bestWish, type TariffCounts, tariffWish, tiersOf } from '../offers.ts';
import type { Hold, Performance } from '../wire.ts';

type Body = Input<'holdSeats'>['body'];
type Wish = { readonly body: Body; readonly quantity: number };

/**
 * What a form asks for, as its fields: `seats` (ids with commas between), `zones` they are in, `zone`, `tier`, `n`,
 * `together`, `tariff:<id>` with a count each, `total` that was shown for it, and `key`. Sent again as they are they ask for the same; changed, for the
 * next best thing.
 */
export type WishFields = Readonly<Record<string, string>>;

const fieldNames = new Set(['way', 'seats', 'zones', 'zone', 'tier', 'n', 'together', 'performance', 'total', 'key']);

export function fieldsOf(form: FormData): WishFields {
  const names = [...form.keys()].filter((name) => fieldNames.has(name) || name.startsWith('tariff:'));
  return Object.fromEntries(names.map((name) => [name, textIn(form, name)]));
}

/** What a form asks for: named seats, standing places of a zone, or the best n. */
export function wishIn(form: FormData, performance: Performance, code: string): Wish {
  const total = Number(textIn(form, 'total'));
  const isShown = textIn(form, 'total') !== '' && Number.isInteger(total) && total >= 0;
  const opened = { ...(code === '' ? {} : { code }), ...(isShown ? { totalMaxMinor: total } : {}) };
  const seats = textIn(form, 'seats').split(',').filter(Boolean);
  const zone = textIn(form, 'zone');
  const tier = tiersOf(performance).find(({ id }) => id === textIn(form, 'tier'));
  const quantity = seats.length > 0 ? seats.length : Number(textIn(form, 'n'));
  const tariffs = tariffWish(tier, quantity, countsIn(form));
  if (seats.length > 0) return { body: { seats, ...tariffs, ...opened }, quantity };
  if (performance.zones.some(({ id, kind }) => id === zone && kind === 'standing')) {
    return { body: { zone, quantity, ...tariffs, ...opened }, quantity };
  }
  const wish = bestWish(performance, tier, quantity);
  if (!wish.best) return { body: { ...wish, ...tariffs, ...opened }, quantity };
  const together = textIn(form, 'together') && quantity > 1 ? { together: true as const } : {};
  const best = { ...wish.best, ...(zone ? { zone } : {}), ...together };
  return { body: { best, ...tariffs, ...opened }, quantity };
}

/** The same wish for fewer places; of the reduced tariffs as many as still fit. */
export function forFewer(asked: WishFields, quantity: number): WishFields {
  let left = quantity;
  const fewer = Object.entries(asked).map(([name, value]) => {
    if (!name.startsWith('tariff:')) return [name, value];
    const count = Math.min(Number(value), left);
    left -= count;
    return [name, String(count)];
  });
  return { ...Object.fromEntries(fewer), n: String(quantity) };
}

/** The same wish without reduced tariffs. */
export function atUsualTariff(asked: WishFields): WishFields {
  return Object.fromEntries(Object.entries(asked).filter(([name]) => !name.startsWith('tariff:')));
}

export function asksReducedTariffs(asked: WishFields): boolean {
  return Object.entries(asked).some(([name, value]) => name.startsWith('tariff:') && Number(value) > 0);
}

/** The fields that would ask for the places of a hold once more. */
export function fieldsOfHold({ places }: Hold, { offers }: Performance): WishFields {
  const seats = places.filter(({ zone }) => zone.kind === 'seated').map(({ id }) => id);
  const own = places.flatMap(({ offer }) => offers.find(({ id }) => id === offer) ?? []);
  const reduced = own.filter(({ tariff }) => tariff.kind !== 'full');
  const counts = [...Map.groupBy(reduced, ({ tariff }) => `tariff:${tariff.id}`)];
  return {
    n: String(places.length),
    tier: own[0]?.tier.id ?? '',
    ...(seats.length > 0 ? { seats: seats.join(',') } : { zone: places[0]?.zone.id ?? '' }),
    ...Object.fromEntries(counts.map(([name, found]) => [name, String(found.length)])),
  };
}

/** Fields named `tariff:<id>` with a count each. */
function countsIn(form: FormData): TariffCounts {
  const counts = [...form.keys()]
    .filter((name) => name.startsWith('tariff:'))
    .map((name) => [name.slice('tariff:'.length), Number(textIn(form, name))] as const);
  return Object.fromEntries(counts.filter(([, count]) => Number.isInteger(count) && count > 0));
}
