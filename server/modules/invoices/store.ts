import type { Locale, LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Amounts, Kind, Line } from './amounts.rules.ts';
import type { Document, DocumentHead, Party, Seller } from './document.rules.ts';

export type SellerFacts = {
  readonly seller: Seller;
  readonly seriesPrefix: string;
  readonly exemptionReason: string;
  readonly timeZone: string;
};

export type BilledOrder = {
  readonly id: string;
  readonly organiserId: string;
  readonly holdId: string;
  readonly accountId: string | null;
  readonly reference: string;
  readonly locale: Locale;
  readonly currency: string;
  readonly totalMinor: number;
  readonly buyerName: string;
  readonly buyerEmail: string;
  readonly confirmedAt: Date | null;
  readonly startsAt: Date;
  readonly timeZone: string;
  readonly title: LocalText;
};
export type BilledLine = {
  readonly id: string;
  readonly zoneName: string;
  readonly rowLabel: string | null;
  readonly seatNumber: string | null;
  readonly tariffName: LocalText;
  readonly priceMinor: number;
  readonly feeMinor: number;
  readonly taxMinor: number;
  readonly taxBasisPoints: number;
};

export type NewDocument = Pick<
  DocumentHead,
  | 'kind'
  | 'organiserId'
  | 'orderId'
  | 'number'
  | 'orderReference'
  | 'locale'
  | 'currency'
  | 'issuedOn'
  | 'deliveredOn'
  | 'seller'
  | 'buyer'
> & {
  readonly seriesYear: number;
  readonly seriesNumber: number;
  readonly originalId: string | null;
  readonly returnId: string | null;
  readonly amounts: Amounts;
};

/** The order's row is locked: documents of one order are issued one after the other. */
export async function lockBilledOrder(ctx: Ctx, orderId: string): Promise<BilledOrder | undefined> {
  const found = await sql<BilledOrder>`
    select o.id, o.organiser_id, o.hold_id, o.account_id, o.reference, o.locale, o.currency, o.total_minor, o.buyer_name,
      o.buyer_email, o.confirmed_at, p.starts_at, p.time_zone, e.title
    from orders."order" o join catalogue.performance p on p.id = o.performance_id join catalogue.event e on e.id = p.event_id
    where o.id = ${orderId} for update of o`.execute(tx(ctx));
  return found.rows[0];
}

export async function listBilledLines(ctx: Ctx, orderId: string): Promise<BilledLine[]> {
  const found = await sql<BilledLine>`
    select l.id, l.zone_name, l.row_label, l.seat_number, l.tariff_name, l.price_minor, l.fee_minor, l.tax_minor,
      f.tax_basis_points
    from orders.order_line l join pricing.offer f on f.id = l.offer_id
    where l.order_id = ${orderId} order by l.place`.execute(tx(ctx));
  return found.rows;
}

export type SellerRow = {
  readonly legalName: string;
  readonly address: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
  readonly registrationId: string;
  readonly vatId: string;
  readonly seriesPrefix: string;
  readonly exemptionReason: string;
  readonly legalMentions: string;
  readonly timeZone: string;
};

export async function findSeller(ctx: Ctx, organiserId: string): Promise<SellerRow | undefined> {
  return tx(ctx)
    .selectFrom('invoices.seller')
    .select([
      'legalName',
      'address',
      'postalCode',
      'city',
      'country',
      'registrationId',
      'vatId',
      'seriesPrefix',
      'exemptionReason',
      'legalMentions',
      'timeZone',
    ])
    .where('organiserId', '=', organiserId)
    .executeTakeFirst();
}

export async function saveSeller(ctx: Ctx, organiserId: string, seller: SellerRow): Promise<void> {
  await tx(ctx)
    .insertInto('invoices.seller')
    .values({ ...seller, organiserId })
    .onConflict((conflict) => conflict.column('organiserId').doUpdateSet(seller))
    .execute();
}

/** What is known of the seller; its legal name alone when nobody entered more. */
export async function findSellerFacts(ctx: Ctx, organiserId: string): Promise<SellerFacts> {
  const found = await sql<SellerFacts>`
    select jsonb_build_object('name', coalesce(s.legal_name, o.legal_name), 'address', coalesce(s.address, ''),
        'postalCode', coalesce(s.postal_code, ''), 'city', coalesce(s.city, ''), 'country', coalesce(s.country, ''),
        'vatId', coalesce(s.vat_id, ''), 'registrationId', coalesce(s.registration_id, ''),
        'legalMentions', coalesce(s.legal_mentions, '')) as seller,
      coalesce(s.series_prefix, o.reference_prefix) as series_prefix, coalesce(s.exemption_reason, '') as exemption_reason,
      coalesce(s.time_zone, 'Europe/Paris') as time_zone
    from identity.organiser o left join invoices.seller s on s.organiser_id = o.id where o.id = ${organiserId}`.execute(
    tx(ctx),
  );
  const [facts] = found.rows;
  if (!facts) throw new Error(`there is no organiser ${organiserId}`);
  return facts;
}

export async function findBuyerDetails(ctx: Ctx, orderId: string): Promise<Party | undefined> {
  return tx(ctx)
    .selectFrom('invoices.buyerDetails')
    .select(['name', 'address', 'postalCode', 'city', 'country', 'vatId'])
    .where('orderId', '=', orderId)
    .executeTakeFirst();
}

export async function saveBuyerDetails(ctx: Ctx, orderId: string, details: Party): Promise<void> {
  await tx(ctx)
    .insertInto('invoices.buyerDetails')
    .values({ ...details, orderId })
    .onConflict((conflict) =>
      conflict.column('orderId').doUpdateSet({ ...details, recordedAt: sql`clock_timestamp()` }),
    )
    .execute();
}

/** The next number of a series; nobody else gets one until the transaction ends, and one that is rolled back was not given. */
export async function takeNumber(ctx: Ctx, organiserId: string, kind: Kind, year: number): Promise<number> {
  const found = await sql<{ lastNumber: number }>`
    insert into invoices.series as s (organiser_id, kind, year, last_number) values (${organiserId}, ${kind}, ${year}, 1)
    on conflict (organiser_id, kind, year) do update set last_number = s.last_number + 1
    returning last_number`.execute(tx(ctx));
  const [series] = found.rows;
  if (!series) throw new Error(`no ${kind} can be numbered in ${year}`);
  return series.lastNumber;
}

export async function saveDocument(ctx: Ctx, { amounts, seller, buyer, ...head }: NewDocument): Promise<string> {
  const { id } = await tx(ctx)
    .insertInto('invoices.document')
    .values({ ...head, ...amounts.totals, seller: JSON.stringify(seller), buyer: JSON.stringify(buyer) })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx(ctx)
    .insertInto('invoices.line')
    .values(amounts.lines.map((line, index) => ({ ...line, documentId: id, position: index + 1 })))
    .execute();
  await tx(ctx)
    .insertInto('invoices.tax')
    .values(amounts.taxes.map((tax) => ({ ...tax, documentId: id })))
    .execute();
  return id;
}

const head = sql`d.id, d.kind, d.organiser_id, d.order_id, d.number, d.order_reference, d.locale, d.currency,
  d.issued_on::text as issued_on, d.delivered_on::text as delivered_on, d.issued_at, d.seller, d.buyer, d.net_minor, d.tax_minor,
  d.gross_minor, case when f.id is null then null
    else jsonb_build_object('number', f.number, 'issuedOn', f.issued_on::text) end as original`;

export async function listDocumentsOfOrder(ctx: Ctx, orderId: string): Promise<DocumentHead[]> {
  const found = await sql<DocumentHead>`
    select ${head} from invoices.document d left join invoices.document f on f.id = d.original_id
    where d.order_id = ${orderId} order by d.issued_at, d.id`.execute(tx(ctx));
  return found.rows;
}

export async function findDocument(ctx: Ctx, documentId: string): Promise<Document | undefined> {
  const found = await sql<DocumentHead>`
    select ${head} from invoices.document d left join invoices.document f on f.id = d.original_id
    where d.id = ${documentId}`.execute(tx(ctx));
  const [document] = found.rows;
  if (!document) return undefined;
  const lines = await tx(ctx)
    .selectFrom('invoices.line')
    .select([
      'orderLineId',
      'part',
      'description',
      'taxCategory',
      'taxBasisPoints',
      'netMinor',
      'taxMinor',
      'grossMinor',
    ])
    .where('documentId', '=', documentId)
    .orderBy('position')
    .execute();
  const taxes = await tx(ctx)
    .selectFrom('invoices.tax')
    .select(['taxCategory', 'taxBasisPoints', 'netMinor', 'taxMinor', 'exemptionReason'])
    .where('documentId', '=', documentId)
    .orderBy('taxBasisPoints', 'desc')
    .execute();
  return { ...document, lines, taxes };
}

export async function hasReturn(ctx: Ctx, returnId: string): Promise<boolean> {
  const row = await tx(ctx)
    .selectFrom('invoices.document')
    .select('id')
    .where('returnId', '=', returnId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function listCredited(
  ctx: Ctx,
  originalId: string,
): Promise<Pick<Line, 'orderLineId' | 'part' | 'grossMinor'>[]> {
  return tx(ctx)
    .selectFrom('invoices.line')
    .innerJoin('invoices.document', 'invoices.document.id', 'invoices.line.documentId')
    .select(['invoices.line.orderLineId', 'invoices.line.part', 'invoices.line.grossMinor'])
    .where('invoices.document.originalId', '=', originalId)
    .execute();
}

/** Whose order a document is of, for those who ask for it. */
export async function findOrderOwner(
  ctx: Ctx,
  orderId: string,
): Promise<{ holdId: string; organiserId: string; accountId: string | null } | undefined> {
  return tx(ctx)
    .selectFrom('orders.order')
    .select(['holdId', 'organiserId', 'accountId'])
    .where('id', '=', orderId)
    .executeTakeFirst();
}
