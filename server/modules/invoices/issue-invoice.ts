import { inLocale } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { amountsOf } from './amounts.rules.ts';
import type { Party } from './document.rules.ts';
import { documentWords } from './document-words.ts';
import { issueDocument } from './issue-document.ts';
import {
  type BilledLine,
  type BilledOrder,
  findBuyerDetails,
  findSellerFacts,
  listBilledLines,
  listDocumentsOfOrder,
  lockBilledOrder,
} from './store.ts';

/** The id of the one invoice of an order, issued now if it was not; undefined for an order never confirmed, or free. */
export async function issueInvoice(ctx: Ctx, orderId: string): Promise<string | undefined> {
  const order = await lockBilledOrder(ctx, orderId);
  if (!order?.confirmedAt || order.totalMinor === 0) return undefined;
  const documents = await listDocumentsOfOrder(ctx, orderId);
  const issued = documents.find(({ kind }) => kind === 'invoice');
  if (issued) return issued.id;
  const facts = await findSellerFacts(ctx, order.organiserId);
  const lines = await listBilledLines(ctx, orderId);
  const amounts = amountsOf(
    lines.map(({ id, ...line }) => ({ ...line, orderLineId: id, description: describe(order, line) })),
    { feeWord: documentWords[order.locale].fee, exemptionReason: facts.exemptionReason },
  );
  const buyer = (await findBuyerDetails(ctx, orderId)) ?? personOf(order);
  return issueDocument(ctx, { kind: 'invoice', order, facts, buyer, amounts });
}

function describe({ title, locale }: BilledOrder, line: Omit<BilledLine, 'id'>): string {
  const say = documentWords[locale];
  const seat = line.rowLabel === null ? [] : [`${say.row} ${line.rowLabel}`, `${say.seat} ${line.seatNumber ?? ''}`];
  return [inLocale(title, locale), line.zoneName, ...seat, inLocale(line.tariffName, locale)].join(', ');
}

function personOf({ buyerName, buyerEmail }: BilledOrder): Party {
  return { name: buyerName || buyerEmail, address: '', postalCode: '', city: '', country: '', vatId: '' };
}
