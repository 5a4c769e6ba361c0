import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { type Amounts, dayOf, type Kind, numberOf } from './amounts.rules.ts';
import { documentIssued } from './announcements.ts';
import type { Party } from './document.rules.ts';
import { type BilledOrder, type SellerFacts, saveDocument, takeNumber } from './store.ts';

type Wish = {
  readonly kind: Kind;
  readonly order: BilledOrder;
  readonly facts: SellerFacts;
  readonly buyer: Party;
  readonly amounts: Amounts;
  readonly originalId?: string;
  readonly returnId?: string;
};

/** Takes the next number of the series and writes the document; both are kept or neither is. */
export async function issueDocument(ctx: Ctx, wish: Wish): Promise<string> {
  const { kind, order, facts, buyer, amounts } = wish;
  const issuedOn = dayOf(ctx.now, facts.timeZone);
  const seriesYear = Number(issuedOn.slice(0, 4));
  const seriesNumber = await takeNumber(ctx, order.organiserId, kind, seriesYear);
  const number = numberOf(facts.seriesPrefix, kind, seriesYear, seriesNumber);
  const id = await saveDocument(ctx, {
    kind,
    organiserId: order.organiserId,
    orderId: order.id,
    number,
    seriesYear,
    seriesNumber,
    originalId: wish.originalId ?? null,
    returnId: wish.returnId ?? null,
    orderReference: order.reference,
    locale: order.locale,
    currency: order.currency,
    issuedOn,
    deliveredOn: dayOf(order.startsAt, order.timeZone),
    seller: facts.seller,
    buyer,
    amounts,
  });
  await announce(ctx, documentIssued(kind, { id, organiserId: order.organiserId, orderId: order.id, number }));
  return id;
}
