import type { Input } from '@tessera/contract/api/operations';
import { textIn } from '../../client/read.ts';
import { type TariffCounts, tariffWish, tiersOf } from '../offers.ts';
import type { Performance } from '../wire.ts';

type Wish = { readonly body: Input<'holdSeats'>['body']; readonly quantity: number };

/** What a form of the seat chooser asks for: named seats, standing places of a zone, or the best n. */
export function wishIn(form: FormData, performance: Performance): Wish {
  const seats = textIn(form, 'seats').split(',').filter(Boolean);
  const zone = textIn(form, 'zone');
  const tier = tiersOf(performance).find(({ id }) => id === textIn(form, 'tier'));
  const quantity = seats.length > 0 ? seats.length : Number(textIn(form, 'n'));
  const tariffs = tariffWish(tier, quantity, countsIn(form));
  if (seats.length > 0) return { body: { seats, ...tariffs }, quantity };
  if (performance.zones.some(({ id, kind }) => id === zone && kind === 'standing')) {
    return { body: { zone, quantity, ...tariffs }, quantity };
  }
  const best = { quantity, ...(tier ? { tier: tier.id } : {}), ...(zone ? { zone } : {}) };
  return { body: { best, ...tariffs }, quantity };
}

/** Fields named `tariff:<id>` with a count each. */
function countsIn(form: FormData): TariffCounts {
  const counts = [...form.keys()]
    .filter((name) => name.startsWith('tariff:'))
    .map((name) => [name.slice('tariff:'.length), Number(textIn(form, name))] as const);
  return Object.fromEntries(counts.filter(([, count]) => Number.isInteger(count) && count > 0));
}
