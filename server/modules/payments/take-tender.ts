import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { applyFact } from './apply-fact.ts';
import { ownTill, record } from './keep-till.ts';
import { counterPaymentId } from './providers/counter.ts';
import type { Payment } from './store.ts';
import { decideTender } from './till.rules.ts';

export type TenderWish = {
  readonly tillId: string;
  readonly givenMinor: number;
  readonly terminal: { readonly amountMinor: number; readonly receipt: string } | undefined;
};
export type TakenTender = { readonly cashMinor: number; readonly terminalMinor: number; readonly changeMinor: number };

/** The money of a payment that was opened at a counter is there. Whoever calls this gives what was bought and takes the tender. */
export async function captureAtCounter(ctx: Ctx, { id: paymentId, amountMinor, currency }: Payment): Promise<void> {
  const providerPaymentId = counterPaymentId(paymentId);
  await applyFact(ctx, { kind: 'captured', paymentId, providerPaymentId, amountMinor, currency });
}

/**
 * Takes what a buyer hands over for a payment captured at a counter, in the same transaction, and last: everybody who sells at
 * the organiser's tills waits for the end of the chain. Throws what ownTill does, till_currency, tender_short, tender_over.
 */
export async function takeTender(ctx: Ctx, payment: Payment, wish: TenderWish): Promise<TakenTender> {
  const till = await ownTill(ctx, wish.tillId);
  if (till.organiserId !== payment.organiserId) throw new Refusal('not_found');
  if (till.currency !== payment.currency) throw new Refusal('till_currency');
  const terminalMinor = wish.terminal?.amountMinor ?? 0;
  const decision = decideTender(payment.amountMinor, { givenMinor: wish.givenMinor, terminalMinor });
  if (!decision.ok) throw new Refusal(decision.code);
  const { cashMinor, changeMinor } = decision;
  await record(ctx, till, {
    kind: 'sale',
    cashMinor,
    terminalMinor,
    givenMinor: wish.givenMinor > 0 ? wish.givenMinor : null,
    receipt: wish.terminal?.receipt ?? null,
    paymentId: payment.id,
  });
  return { cashMinor, terminalMinor, changeMinor };
}
