import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { holdExtended, holdReleased } from './announcements.ts';
import { giveBackCounts } from './hold-counts.ts';
import { decideExtension, extensionMinutes, holdStatus, isWhollyHeld } from './rules.ts';
import { type SeatChange, tellSeats } from './seat-news.ts';
import {
  type ChangedSeat,
  type HeldPlace,
  type Hold,
  listHeldPlaces,
  lockHold,
  lockSeats,
  saveExtension,
  saveHoldsEnded,
  savePaymentDeadline,
  savePaymentTime,
  saveSeatsDeadline,
  saveSeatsFree,
} from './store.ts';

/** Gives the places back at once. Releasing twice, or after the time is over, is no error. Throws hold_ended for a sold hold. */
export async function releaseHold(ctx: Ctx, holdId: string): Promise<void> {
  const hold = await lockedHold(ctx, holdId);
  if (hold.state === 'sold') throw new Refusal('hold_ended');
  if (hold.state !== 'active') return;
  const places = await listHeldPlaces(ctx, holdId);
  const seatIds = seatIdsOf(places);
  await lockSeats(ctx, hold.performanceId, seatIds);
  await saveHoldsEnded(ctx, [holdId], 'released');
  const freed = await saveSeatsFree(ctx, hold.performanceId, seatIds, holdId);
  const zones = await giveBackCounts(ctx, hold.performanceId, [holdId]);
  await tellSeats(ctx, { performanceId: hold.performanceId, seats: freed.map(freeSeat), zones });
  await announce(ctx, holdReleased(holdId, placesOf(hold, places)));
}

/** Five more minutes, ten times at most. Throws hold_expired, hold_ended, extension_limit. */
export async function extendHold(ctx: Ctx, holdId: string): Promise<void> {
  const { hold, places } = await lockWholeHold(ctx, holdId);
  const decision = decideExtension(hold);
  if (!decision.ok) throw new Refusal(decision.code);
  const expiresAt = await saveExtension(ctx, holdId, extensionMinutes);
  await moveDeadline(ctx, hold, places, expiresAt);
  await announce(ctx, holdExtended(holdId, placesOf(hold, places)));
}

/**
 * Gives a payment its own time the first time one is started, so that a slow bank does not lose the seats.
 * Returns the deadline. Throws hold_expired, hold_ended.
 */
export async function giveTimeToPay(ctx: Ctx, holdId: string, paymentMinutes: number): Promise<Date> {
  const { hold, places } = await lockWholeHold(ctx, holdId);
  const status = holdStatus(hold);
  if (status !== 'active') throw new Refusal(status === 'expired' ? 'hold_expired' : 'hold_ended');
  const expiresAt = await savePaymentTime(ctx, holdId, paymentMinutes);
  await moveDeadline(ctx, hold, places, expiresAt);
  return expiresAt;
}

/**
 * The same where money takes days to come, until an instant that its caller decides; a hold that lasts longer stays as it is.
 * Throws hold_expired, hold_ended.
 */
export async function giveDaysToPay(ctx: Ctx, holdId: string, until: Date): Promise<Date> {
  const { hold, places } = await lockWholeHold(ctx, holdId);
  const status = holdStatus(hold);
  if (status !== 'active') throw new Refusal(status === 'expired' ? 'hold_expired' : 'hold_ended');
  const expiresAt = await savePaymentDeadline(ctx, holdId, until);
  await moveDeadline(ctx, hold, places, expiresAt);
  return expiresAt;
}

async function moveDeadline(ctx: Ctx, hold: Hold, places: readonly HeldPlace[], expiresAt: Date): Promise<void> {
  const { id, performanceId } = hold;
  const moved = await saveSeatsDeadline(ctx, performanceId, seatIdsOf(places), { id, expiresAt });
  await tellSeats(ctx, { performanceId, seats: moved.map((seat) => heldSeat(seat, expiresAt)), zones: [] });
}

/**
 * A hold with all its places, locked, and judged after the wait: whoever waited for a lock past the deadline may find its
 * places with somebody else, and then the hold is over.
 */
export async function lockWholeHold(ctx: Ctx, holdId: string): Promise<{ hold: Hold; places: HeldPlace[] }> {
  const { performanceId } = await lockedHold(ctx, holdId);
  const places = await listHeldPlaces(ctx, holdId);
  const seats = await lockSeats(ctx, performanceId, seatIdsOf(places));
  const hold = await lockedHold(ctx, holdId);
  return { hold: { ...hold, isAlive: hold.isAlive && isWhollyHeld(holdId, seats, places) }, places };
}

export function seatIdsOf(places: readonly HeldPlace[]): number[] {
  return places.flatMap(({ seatId }) => (seatId === null ? [] : [seatId]));
}

export async function lockedHold(ctx: Ctx, holdId: string): Promise<Hold> {
  const hold = await lockHold(ctx, holdId);
  if (!hold) throw new Refusal('not_found');
  return hold;
}

export function freeSeat({ ordinal, changeNumber, isSetAside }: ChangedSeat): SeatChange {
  return { ordinal, changeNumber, state: isSetAside ? 3 : 0, heldUntilMs: 0 };
}

export function heldSeat({ ordinal, changeNumber, isSetAside }: ChangedSeat, until: Date): SeatChange {
  return { ordinal, changeNumber, state: isSetAside ? 4 : 1, heldUntilMs: until.getTime() };
}

export function placesOf({ performanceId, organiserId }: Hold, places: readonly HeldPlace[]) {
  return { performanceId, organiserId, places: places.length };
}
