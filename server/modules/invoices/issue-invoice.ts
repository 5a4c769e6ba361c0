import { inLocale } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { amountsOf } from './amounts.rules.ts';
import type { Party } from './document.rules.ts';
import { listInvoiceIds } from './document.store.ts';
import { documentWords } from './document-words.ts';
import { issueDocuments, type Wish } from './issue-document.ts';
import {
  type BilledLine,
  type BilledOrder,
  findSellerFacts,
  listBilledLinesByOrder,
  listBuyerDetails,
  lockBilledOrders,
  type SellerFacts,
} from './store.ts';

/** The id of the one invoice of an order, issued now if it was not; undefined for an order never confirmed, or free. */
export async function issueInvoice(ctx: Ctx, orderId: string): Promise<string | undefined> {
  const [id] = (await issueInvoices(ctx, [orderId])).values();
  return id;
}

/** The same for several orders: the ids by order. */
export async function issueInvoices(ctx: Ctx, orderIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const locked = await lockBilledOrders(ctx, orderIds);
  const orders = locked.filter(({ confirmedAt, totalMinor }) => confirmedAt !== null && totalMinor > 0);
  const issued = await listInvoiceIds(
    ctx,
    orders.map(({ id }) => id),
  );
  const due = orders.filter(({ id }) => !issued.has(id));
  if (due.length === 0) return issued;
  const made = await issueDocuments(ctx, await wishesOf(ctx, due));
  return new Map([...issued, ...made.map(({ id, orderId }) => [orderId, id] as const)]);
}

async function wishesOf(ctx: Ctx, due: readonly BilledOrder[]): Promise<Wish[]> {
  const ids = due.map(({ id }) => id);
  const lines = await listBilledLinesByOrder(ctx, ids);
  const buyers = await listBuyerDetails(ctx, ids);
  const sellers = new Map<string, SellerFacts>();
  for (const id of new Set(due.map(({ organiserId }) => organiserId))) sellers.set(id, await findSellerFacts(ctx, id));
  return due.flatMap((order) => {
    const facts = sellers.get(order.organiserId);
    if (!facts) return [];
    const amounts = amountsOf(
      (lines.get(order.id) ?? []).map(({ id, ...line }) => {
        return { ...line, orderLineId: id, description: describe(order, line) };
      }),
      { feeWord: documentWords[order.locale].fee, exemptionReason: facts.exemptionReason },
    );
    return [{ kind: 'invoice', order, facts, buyer: buyers.get(order.id) ?? personOf(order), amounts }];
  });
}

function describe({ title, locale }: BilledOrder, line: Omit<BilledLine, 'id'>): string {
  const say = documentWords[locale];
  const seat = line.rowLabel === null ? [] : [`${say.row} ${line.rowLabel}`, `${say.seat} ${line.seatNumber ?? ''}`];
  return [inLocale(title, locale), line.zoneName, ...seat, inLocale(line.tariffName, locale)].join(', ');
}

function personOf({ buyerName, buyerEmail }: BilledOrder): Party {
  return { name: buyerName || buyerEmail, address: '', postalCode: '', city: '', country: '', vatId: '' };
}
