import type { Locale, LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Party, Seller } from './document.rules.ts';

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

/** Documents of one order are issued one after the other. */
export async function lockBilledOrder(ctx: Ctx, orderId: string): Promise<BilledOrder | undefined> {
  const [order] = await lockBilledOrders(ctx, [orderId]);
  return order;
}

/**
 * The same for several, in the order of their ids. By a lock of their own and not by the rows of the orders: invoices are issued
 * many at a time, and whoever cancels or pays one of these orders would wait for all of them.
 */
export async function lockBilledOrders(ctx: Ctx, orderIds: readonly string[]): Promise<BilledOrder[]> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended('documents of ' || id, 0))
    from (select id from unnest(${orderIds}::uuid[]) as asked (id) order by id) asked`.execute(tx(ctx));
  const found = await sql<BilledOrder>`
    select o.id, o.organiser_id, o.hold_id, o.account_id, o.reference, o.locale, o.currency, o.total_minor, o.buyer_name,
      o.buyer_email, o.confirmed_at, p.starts_at, p.time_zone, e.title
    from orders."order" o join catalogue.performance p on p.id = o.performance_id join catalogue.event e on e.id = p.event_id
    where o.id = any(${orderIds}::uuid[]) order by o.id`.execute(tx(ctx));
  return found.rows;
}

export async function listBilledLines(ctx: Ctx, orderId: string): Promise<BilledLine[]> {
  const [lines = []] = (await listBilledLinesByOrder(ctx, [orderId])).values();
  return lines;
}

export async function listBilledLinesByOrder(
  ctx: Ctx,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, BilledLine[]>> {
  const found = await sql<BilledLine & { orderId: string }>`
    select l.order_id, l.id, l.zone_name, l.row_label, l.seat_number, l.tariff_name, l.price_minor, l.fee_minor, l.tax_minor,
      f.tax_basis_points
    from orders.order_line l join pricing.offer f on f.id = l.offer_id
    where l.order_id = any(${orderIds}::uuid[]) order by l.order_id, l.place`.execute(tx(ctx));
  return Map.groupBy(found.rows, ({ orderId }) => orderId);
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

/** Of those orders whose buyers entered any. */
export async function listBuyerDetails(ctx: Ctx, orderIds: readonly string[]): Promise<ReadonlyMap<string, Party>> {
  const found = await sql<Party & { orderId: string }>`
    select order_id, name, address, postal_code, city, country, vat_id from invoices.buyer_details
    where order_id = any(${orderIds}::uuid[])`.execute(tx(ctx));
  return new Map(found.rows.map(({ orderId, ...party }) => [orderId, party]));
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
