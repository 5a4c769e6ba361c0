import type { Currency } from '@tessera/contract/money';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findOrganiser } from '../identity/index.ts';
import type { DocumentHead } from './document.rules.ts';
import { findDocument, listDocumentsOfOrder } from './document.store.ts';
import { invoicePdf } from './invoice-pdf.ts';
import { setInvoiceDetails } from './set-invoice-details.ts';
import { setSeller } from './set-seller.ts';
import { findOrderOwner, findSeller, lockBilledOrder } from './store.ts';

const whoMayRead = allow('capability', 'owner', 'agent', 'director', 'admin');

export function invoiceRoutes(routes: Routes, { inTransaction }: { readonly inTransaction: InTransaction }): void {
  routes.inTransaction('listOrderInvoices', whoMayRead, async (ctx, { params, authorise }) => {
    authorise(ctx, guarded(await findOrderOwner(ctx, params.orderId)));
    const documents = await listDocumentsOfOrder(ctx, params.orderId);
    return { items: documents.map(describe) };
  });

  routes.inTransaction(
    'setInvoiceDetails',
    allow('capability', 'owner', 'agent', 'admin'),
    async (ctx, { params, body, authorise }) => {
      const order = await lockBilledOrder(ctx, params.orderId);
      authorise(ctx, guarded(order));
      await setInvoiceDetails(ctx, params.orderId, body);
      return undefined;
    },
  );

  routes.inTransaction('getSeller', allow('agent', 'director', 'admin'), async (ctx, { params, authorise }) => {
    authorise(ctx, { organiserId: params.organiserId });
    if (!(await findOrganiser(ctx, params.organiserId))) throw new Refusal('not_found');
    return { seller: (await findSeller(ctx, params.organiserId)) ?? null };
  });

  routes.inTransaction('setSeller', allow('director', 'admin'), async (ctx, { params, body, authorise }) => {
    authorise(ctx, { organiserId: params.organiserId });
    if (!(await findOrganiser(ctx, params.organiserId))) throw new Refusal('not_found');
    return setSeller(ctx, params.organiserId, body);
  });

  routes.outside('getInvoicePdf', whoMayRead, async ({ params, actor, reply, authorise }) => {
    const document = await inTransaction(actor, async (ctx) => {
      const found = await findDocument(ctx, params.invoiceId);
      if (!found) throw new Refusal('not_found');
      authorise(ctx, guarded(await findOrderOwner(ctx, found.orderId)));
      return found;
    });
    return reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${document.number.replace(/[^\w-]/g, '')}.pdf"`)
      .header('cache-control', 'no-store')
      .send(await invoicePdf(document));
  });
}

type Owned = { readonly holdId: string; readonly organiserId: string; readonly accountId: string | null };

function guarded(order: Owned | undefined) {
  if (!order) throw new Refusal('not_found');
  return { capabilityOf: order.holdId, organiserId: order.organiserId, ownerId: order.accountId };
}

function describe(document: DocumentHead) {
  const { id, kind, number, issuedOn, original } = document;
  const money = (amountMinor: number) => ({ amountMinor, currency: document.currency as Currency });
  return {
    id,
    kind,
    number,
    corrects: original?.number ?? null,
    issuedOn,
    net: money(document.netMinor),
    tax: money(document.taxMinor),
    total: money(document.grossMinor),
  };
}
