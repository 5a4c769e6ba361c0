import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Party } from './document.rules.ts';
import { listDocumentsOfOrder } from './document.store.ts';
import { saveBuyerDetails } from './store.ts';

type Details = Omit<Party, 'vatId'> & { readonly vatId?: string | undefined };

/** Whom the invoice will be made out to; refused once it is issued. The order is locked by the caller. */
export async function setInvoiceDetails(ctx: Ctx, orderId: string, details: Details): Promise<void> {
  const documents = await listDocumentsOfOrder(ctx, orderId);
  if (documents.length > 0) throw new Refusal('invoice_issued');
  await saveBuyerDetails(ctx, orderId, { ...details, vatId: details.vatId ?? '' });
}
