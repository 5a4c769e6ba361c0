import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Amounts, Line } from './amounts.rules.ts';
import type { Document, DocumentHead } from './document.rules.ts';

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

/** The first of so many new numbers of a series; nobody else gets one until the transaction ends, and what is rolled back was not given. */
export async function takeNumbers(
  ctx: Ctx,
  { organiserId, kind, seriesYear }: Pick<NewDocument, 'organiserId' | 'kind' | 'seriesYear'>,
  count: number,
): Promise<number> {
  const found = await sql<{ lastNumber: number }>`
    insert into invoices.series as s (organiser_id, kind, year, last_number)
    values (${organiserId}, ${kind}, ${seriesYear}, ${count})
    on conflict (organiser_id, kind, year) do update set last_number = s.last_number + excluded.last_number
    returning last_number`.execute(tx(ctx));
  const [series] = found.rows;
  if (!series) throw new Error(`no ${kind} can be numbered in ${seriesYear}`);
  return series.lastNumber - count + 1;
}

/** Their ids, in their order. */
export async function saveDocuments(ctx: Ctx, documents: readonly NewDocument[]): Promise<string[]> {
  const given = documents.map(({ amounts: { lines, taxes, totals }, ...document }) => {
    return { ...document, ...totals, lines: lines.map((line, index) => ({ ...line, position: index + 1 })), taxes };
  });
  const saved = await sql<{ id: string }>`
    with given as materialized (
      select uuidv7() as id, document.* from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as document (kind text,
        "organiserId" uuid, "orderId" uuid, number text, "seriesYear" int, "seriesNumber" int, "originalId" uuid,
        "returnId" uuid, "orderReference" text, locale text, currency text, "issuedOn" date, "deliveredOn" date,
        seller jsonb, buyer jsonb, "netMinor" bigint, "taxMinor" bigint, "grossMinor" bigint, lines jsonb, taxes jsonb)
    ), saved as (
      insert into invoices.document (id, kind, organiser_id, order_id, number, series_year, series_number, original_id,
        return_id, order_reference, locale, currency, issued_on, delivered_on, seller, buyer, net_minor, tax_minor, gross_minor)
      select id, kind, "organiserId", "orderId", number, "seriesYear", "seriesNumber", "originalId", "returnId",
        "orderReference", locale, currency, "issuedOn", "deliveredOn", seller, buyer, "netMinor", "taxMinor", "grossMinor"
      from given
    ), lined as (
      insert into invoices.line (document_id, position, order_line_id, part, description, tax_category, tax_basis_points,
        net_minor, tax_minor, gross_minor)
      select given.id, line.* from given, jsonb_to_recordset(given.lines) as line (position int, "orderLineId" uuid,
        part text, description text, "taxCategory" text, "taxBasisPoints" int, "netMinor" bigint, "taxMinor" bigint,
        "grossMinor" bigint)
    ), taxed as (
      insert into invoices.tax (document_id, tax_category, tax_basis_points, net_minor, tax_minor, exemption_reason)
      select given.id, tax.* from given, jsonb_to_recordset(given.taxes) as tax ("taxCategory" text, "taxBasisPoints" int,
        "netMinor" bigint, "taxMinor" bigint, "exemptionReason" text)
    )
    select id from given`.execute(tx(ctx));
  return saved.rows.map(({ id }) => id);
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

/** The ids of the invoices that were issued of these orders, by order. */
export async function listInvoiceIds(ctx: Ctx, orderIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await sql<{ id: string; orderId: string }>`
    select id, order_id from invoices.document
    where order_id = any(${orderIds}::uuid[]) and kind = 'invoice'`.execute(tx(ctx));
  return new Map(found.rows.map(({ id, orderId }) => [orderId, id]));
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
