import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { reserveCard, takeOff } from '../gift-cards/index.ts';
import { findHold } from '../inventory/index.ts';
import { findPaymentUnderWay } from '../payments/index.ts';
import { giftCardApplied, giftCardRemoved } from './announcements.ts';
import { decideGiftCardChange } from './rules.ts';
import type { Order } from './store.ts';

/**
 * A gift card pays what it can of what is left of an order, which is locked: so much of it is reserved until the order is paid
 * or ends. The same card again changes nothing. Throws order_paid, hold_expired, order_state, payment_in_progress, and what
 * reserveCard does.
 */
export async function applyGiftCard(ctx: Ctx, order: Order, code: string): Promise<void> {
  await expectChangeable(ctx, order);
  const { id: reference, organiserId, currency, totalMinor } = order;
  const { cardId, amountMinor } = await reserveCard(ctx, { code, reference, organiserId, currency, totalMinor });
  if (amountMinor > 0) await announce(ctx, giftCardApplied(order, cardId, amountMinor));
}

/**
 * Takes a gift card off an order again, which is locked. Safe to repeat. Throws not_found, and what applyGiftCard does of
 * the order.
 */
export async function removeGiftCard(ctx: Ctx, order: Order, giftCardId: string): Promise<void> {
  await expectChangeable(ctx, order);
  const amountMinor = await takeOff(ctx, order.id, giftCardId);
  if (amountMinor > 0) await announce(ctx, giftCardRemoved(order, giftCardId, amountMinor));
}

async function expectChangeable(ctx: Ctx, order: Order): Promise<void> {
  const hold = await findHold(ctx, order.holdId);
  const underWay = await findPaymentUnderWay(ctx, order.id);
  const decision = decideGiftCardChange(order.status, hold?.isAlive === true, underWay !== undefined);
  if (!decision.ok) throw new Refusal(decision.code);
}
