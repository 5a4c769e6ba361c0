import type { Ctx } from '../../platform/context.ts';
import { findCancellation, listBack, listBackLines } from '../orders/index.ts';
import { amountsOf, isWithin, type Line } from './amounts.rules.ts';
import { findDocument, hasReturn, listCredited } from './document.store.ts';
import { documentWords } from './document-words.ts';
import { issueDocument } from './issue-document.ts';
import { issueInvoice } from './issue-invoice.ts';
import { findSellerFacts, listBilledLines, lockBilledOrder } from './store.ts';

/** What was given back of an order, in minor units of its currency; the tax is contained in price + fee. */
export type ExecutedReturn = {
  readonly returnId: string;
  readonly orderId: string;
  readonly lines: readonly {
    readonly lineId: string;
    readonly priceMinor: number;
    readonly feeMinor: number;
    readonly taxMinor: number;
  }[];
};

/** The credit note of an order that was taken back, once: of everything its invoice asked for and no cancellation gave back. */
export async function creditRest(ctx: Ctx, orderId: string, returnId: string): Promise<string | undefined> {
  const lines = await listBilledLines(ctx, orderId);
  const back = await listBack(ctx, orderId);
  return issueCreditNote(ctx, {
    returnId,
    orderId,
    lines: lines.map(({ id: lineId, priceMinor, feeMinor, taxMinor }) => ({
      lineId,
      priceMinor: priceMinor - (back.get(lineId)?.priceMinor ?? 0),
      feeMinor: feeMinor - (back.get(lineId)?.feeMinor ?? 0),
      taxMinor: taxMinor - (back.get(lineId)?.taxMinor ?? 0),
    })),
  });
}

/** The credit note of cancelled tickets, once; undefined when nothing goes back. */
export async function creditCancellation(ctx: Ctx, cancellationId: string): Promise<string | undefined> {
  const cancellation = await findCancellation(ctx, cancellationId);
  if (!cancellation) return undefined;
  const lines = await listBackLines(ctx, cancellationId);
  return issueCreditNote(ctx, { returnId: cancellationId, orderId: cancellation.orderId, lines });
}

/**
 * The credit note of a return, once; undefined when it was issued before, or nothing of an invoice came back. The invoice is
 * issued first if its turn has not come. Throws when more would be credited than was invoiced: that is a bug, not a refusal.
 */
export async function issueCreditNote(ctx: Ctx, back: ExecutedReturn): Promise<string | undefined> {
  const order = await lockBilledOrder(ctx, back.orderId);
  const invoiceId = await issueInvoice(ctx, back.orderId);
  if (!order || invoiceId === undefined || (await hasReturn(ctx, back.returnId))) return undefined;
  const invoice = await findDocument(ctx, invoiceId);
  if (!invoice) return undefined;
  const exemptionReason = invoice.taxes.find(({ taxCategory }) => taxCategory === 'E')?.exemptionReason ?? '';
  const amounts = amountsOf(
    back.lines
      .filter(({ priceMinor, feeMinor }) => priceMinor + feeMinor > 0)
      .map(({ lineId, priceMinor, feeMinor, taxMinor }) => ({
        priceMinor,
        feeMinor,
        taxMinor,
        orderLineId: lineId,
        ...wordsOf(invoice.lines, lineId),
      })),
    { feeWord: documentWords[order.locale].fee, exemptionReason },
  );
  if (amounts.lines.length === 0) return undefined;
  if (!isWithin(invoice.lines, [...(await listCredited(ctx, invoiceId)), ...amounts.lines]))
    throw new Error(`return ${back.returnId} gives back more than invoice ${invoice.number} asked for`);
  const { buyer, seller } = invoice;
  const facts = { ...(await findSellerFacts(ctx, order.organiserId)), seller };
  return issueDocument(ctx, {
    kind: 'credit_note',
    order,
    facts,
    buyer,
    amounts,
    originalId: invoiceId,
    returnId: back.returnId,
  });
}

/** A part is worded and taxed as it was on the invoice. */
function wordsOf(lines: readonly Line[], lineId: string): Pick<Line, 'description' | 'taxBasisPoints'> {
  const own = lines.filter(({ orderLineId }) => orderLineId === lineId);
  const [line] = own;
  if (!line) throw new Error(`order line ${lineId} is not on the invoice`);
  return { description: line.description, taxBasisPoints: line.taxBasisPoints };
}
