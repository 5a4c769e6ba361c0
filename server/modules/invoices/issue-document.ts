import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { type Amounts, dayOf, type Kind, numberOf } from './amounts.rules.ts';
import { documentIssued } from './announcements.ts';
import type { Party } from './document.rules.ts';
import { type NewDocument, saveDocuments, takeNumbers } from './document.store.ts';
import type { BilledOrder, SellerFacts } from './store.ts';

export type Wish = {
  readonly kind: Kind;
  readonly order: BilledOrder;
  readonly facts: SellerFacts;
  readonly buyer: Party;
  readonly amounts: Amounts;
  readonly originalId?: string;
  readonly returnId?: string;
};
type Unnumbered = Omit<NewDocument, 'number' | 'seriesNumber'> & Pick<SellerFacts, 'seriesPrefix'>;

/** Takes the next number of the series and writes the document; both are kept or neither is. */
export async function issueDocument(ctx: Ctx, wish: Wish): Promise<string> {
  const [issued] = await issueDocuments(ctx, [wish]);
  if (!issued) throw new Error(`no ${wish.kind} was written`);
  return issued.id;
}

type Issued = { readonly id: string; readonly orderId: string };

/** The same for several, numbered in their order within each series. */
export async function issueDocuments(ctx: Ctx, wishes: readonly Wish[]): Promise<Issued[]> {
  if (wishes.length === 0) return [];
  const series = Map.groupBy(
    wishes.map((wish) => draw(ctx, wish)),
    ({ organiserId, kind, seriesYear }) => `${organiserId} ${kind} ${seriesYear}`,
  );
  const numbered: NewDocument[] = [];
  // Whoever takes numbers of several series takes them in the same order as everybody.
  for (const [, documents] of [...series].sort(([a], [b]) => (a < b ? -1 : 1)))
    numbered.push(...(await number(ctx, documents)));
  const ids = await saveDocuments(ctx, numbered);
  const issued = numbered.map((document, index) => ({ ...document, id: ids[index] ?? '' }));
  for (const { kind, ...document } of issued) await announce(ctx, documentIssued(kind, document));
  return issued;
}

function draw({ now }: Ctx, { kind, order, facts, buyer, amounts, originalId, returnId }: Wish): Unnumbered {
  const issuedOn = dayOf(now, facts.timeZone);
  return {
    kind,
    organiserId: order.organiserId,
    orderId: order.id,
    seriesPrefix: facts.seriesPrefix,
    seriesYear: Number(issuedOn.slice(0, 4)),
    originalId: originalId ?? null,
    returnId: returnId ?? null,
    orderReference: order.reference,
    locale: order.locale,
    currency: order.currency,
    issuedOn,
    deliveredOn: dayOf(order.startsAt, order.timeZone),
    seller: facts.seller,
    buyer,
    amounts,
  };
}

/** Of one series. */
async function number(ctx: Ctx, documents: readonly Unnumbered[]): Promise<NewDocument[]> {
  const [first] = documents;
  if (!first) return [];
  const from = await takeNumbers(ctx, first, documents.length);
  return documents.map(({ seriesPrefix, ...document }, index) => {
    const seriesNumber = from + index;
    return {
      ...document,
      seriesNumber,
      number: numberOf(seriesPrefix, document.kind, document.seriesYear, seriesNumber),
    };
  });
}
