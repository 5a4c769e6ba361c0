import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { countPromoPerson } from '../pricing/index.ts';
import { expireHolds } from './expire-holds.ts';
import { changeCounts } from './hold-counts.ts';
import { personKey } from './person-key.ts';
import { holdStatus } from './rules.ts';
import { awaitDeadHolds, type Hold, listHeldPlaces, saveOrdered } from './store.ts';

/**
 * Notes that a hold, which must be locked, has an order, so that its places stay as they are, and counts them for its buyer
 * where the performance limits its buyers, also when somebody else held them; so is the use of its promo code. Throws
 * person_limit { max }, promo_person_limit { max }, hold_expired, hold_ended.
 */
export async function orderHold(
  ctx: Ctx,
  hold: Hold,
  email: string,
  { placesPerPersonMax: max }: Pick<Performance, 'placesPerPersonMax'>,
): Promise<void> {
  const { id: holdId } = hold;
  const status = holdStatus(hold);
  if (status !== 'active') throw new Refusal(status === 'expired' ? 'hold_expired' : 'hold_ended');
  const key = personKey(ctx, email);
  if (max !== null && !hold.personKey?.equals(key)) {
    const places = (await listHeldPlaces(ctx, holdId)).length;
    const count = (counted: Buffer) => ({ standing: [], quotas: [], persons: [{ personKey: counted, places }] });
    // What the same person let expire does not stand in the way, also while a job is taking it back.
    await awaitDeadHolds(ctx, hold.performanceId, key);
    await expireHolds(ctx, hold.performanceId);
    if (hold.personKey) await changeCounts(ctx, hold.performanceId, count(hold.personKey), -1);
    if (!(await changeCounts(ctx, hold.performanceId, count(key), 1))) {
      throw new Refusal('person_limit', undefined, { max });
    }
  }
  await countPromoPerson(ctx, holdId, key);
  await saveOrdered(ctx, holdId, key);
}
