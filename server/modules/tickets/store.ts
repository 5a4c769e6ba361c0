import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type SigningKey = { readonly id: number; readonly publicKey: Buffer; readonly privateKeySealed: Buffer };

export async function findCurrentKey(ctx: Ctx, organiserId: string): Promise<SigningKey | undefined> {
  return tx(ctx)
    .selectFrom('tickets.signingKey')
    .select(['id', 'publicKey', 'privateKeySealed'])
    .where('organiserId', '=', organiserId)
    .where('retiredAt', 'is', null)
    .executeTakeFirst();
}

export async function findKey(ctx: Ctx, keyId: number): Promise<(SigningKey & { organiserId: string }) | undefined> {
  return tx(ctx)
    .selectFrom('tickets.signingKey')
    .select(['id', 'publicKey', 'privateKeySealed', 'organiserId'])
    .where('id', '=', keyId)
    .executeTakeFirst();
}

/** undefined when another transaction made the organiser's key first. */
export async function saveKey(
  ctx: Ctx,
  key: { organiserId: string; publicKey: Buffer; privateKeySealed: Buffer },
): Promise<SigningKey | undefined> {
  return tx(ctx)
    .insertInto('tickets.signingKey')
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .returning(['id', 'publicKey', 'privateKeySealed'])
    .executeTakeFirst();
}

export type NewTicket = {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly organiserId: string;
  readonly performanceId: string;
  readonly serial: string;
  readonly zoneId: string;
  readonly seatId: number | null;
  readonly holderName: string;
  readonly tariffName: LocalText;
  readonly openedBy: string;
  readonly accountId: string | null;
};

type SavedTicket = Pick<NewTicket, 'orderId' | 'orderLineId' | 'zoneId'> & { readonly id: string };

/** Any number by the same statement. */
export async function saveTickets(ctx: Ctx, tickets: readonly NewTicket[]): Promise<SavedTicket[]> {
  const saved = await sql<SavedTicket>`
    insert into tickets.ticket (order_id, order_line_id, organiser_id, performance_id, serial, zone_id, seat_id, holder_name,
      tariff_name, opened_by, account_id)
    select * from jsonb_to_recordset(${JSON.stringify(tickets)}::jsonb) as given ("orderId" uuid, "orderLineId" uuid,
      "organiserId" uuid, "performanceId" uuid, serial text, "zoneId" uuid, "seatId" bigint, "holderName" text,
      "tariffName" jsonb, "openedBy" uuid, "accountId" uuid)
    returning id, order_id, order_line_id, zone_id`.execute(tx(ctx));
  return saved.rows;
}

type NewAccessRight = {
  readonly ticketId: string;
  readonly performanceId: string;
  readonly zoneId: string;
  /** Of which its product is read; null: none. */
  readonly offerId: string | null;
  readonly signingKeyId: number;
  readonly validFrom: Date;
  readonly validUntil: Date;
};

export async function saveAccessRights(ctx: Ctx, rights: readonly NewAccessRight[]): Promise<void> {
  await sql`
    insert into tickets.access_right (ticket_id, performance_id, zone_id, signing_key_id, valid_from, valid_until, product)
    select "ticketId", "performanceId", "zoneId", "signingKeyId", "validFrom", "validUntil", coalesce(f.code, '')
    from jsonb_to_recordset(${JSON.stringify(rights)}::jsonb) as given ("ticketId" uuid, "performanceId" uuid,
      "zoneId" uuid, "offerId" uuid, "signingKeyId" int, "validFrom" timestamptz, "validUntil" timestamptz)
    left join pricing.offer o on o.id = given."offerId" left join pricing.tariff f on f.id = o.tariff_id`.execute(
    tx(ctx),
  );
}

export type TicketRow = {
  readonly id: string;
  readonly orderId: string;
  readonly organiserId: string;
  readonly performanceId: string;
  readonly serial: string;
  readonly status: 'valid' | 'void';
  readonly holderName: string;
  readonly tariffName: LocalText;
  readonly openedBy: string;
  readonly accountId: string | null;
  readonly zoneId: string;
  readonly zoneName: string;
  readonly rowLabel: string | null;
  readonly seatNumber: string | null;
  readonly flags: readonly string[];
  readonly accessRightId: string | null;
  readonly epoch: number | null;
  readonly signingKeyId: number | null;
  readonly isSuspended: boolean;
  readonly suspendedFor: Suspension | null;
  readonly performanceNumber: number;
};

/**
 * The place in the words of the version the performance is on now, where a seat may have got another number and another
 * zone. A void ticket's place may be gone; nobody comes in by it.
 */
const placeOfTicket = sql`
  left join inventory.performance_seat ps on ps.performance_id = t.performance_id and ps.seat_id = t.seat_id
  left join venues.zone z on z.mapping_id = p.mapping_id and z.id = coalesce(ps.zone_id, t.zone_id)
  left join venues.seat s on s.mapping_id = p.mapping_id and s.id = t.seat_id`;

const ticketColumns = sql`
  t.id, t.order_id, t.organiser_id, t.performance_id, t.serial, t.status, t.holder_name, t.tariff_name, t.opened_by,
  t.account_id, coalesce(ps.zone_id, t.zone_id) as zone_id, coalesce(z.name, '') as zone_name, s.row_label, s.number as seat_number, coalesce(s.flags, '{}') as flags,
  r.id as access_right_id, r.epoch, r.signing_key_id, coalesce(r.state = 'suspended', false) as is_suspended, r.suspended_for, p.number as performance_number
  from tickets.ticket t join catalogue.performance p on p.id = t.performance_id ${placeOfTicket}
  left join tickets.access_right r on r.ticket_id = t.id and r.state in ('issued', 'suspended')`;

export async function findTicket(ctx: Ctx, ticketId: string): Promise<TicketRow | undefined> {
  const found = await sql<TicketRow>`select ${ticketColumns} where t.id = ${ticketId}`.execute(tx(ctx));
  return found.rows[0];
}

export async function listTickets(ctx: Ctx, ticketIds: readonly string[]): Promise<TicketRow[]> {
  const found = await sql<TicketRow>`
    select ${ticketColumns} where t.id = any(${ticketIds}::uuid[]) order by t.serial`.execute(tx(ctx));
  return found.rows;
}

/** These tickets as they are until the transaction ends: whoever voids one waits. */
export async function shareTickets(ctx: Ctx, ticketIds: readonly string[]): Promise<void> {
  await sql`
    select from tickets.ticket where id = any(${ticketIds}::uuid[]) order by id for share`.execute(tx(ctx));
}

export async function listTicketsOfOrder(ctx: Ctx, orderId: string): Promise<TicketRow[]> {
  const found = await sql<TicketRow>`select ${ticketColumns} where t.order_id = ${orderId} order by t.serial`.execute(
    tx(ctx),
  );
  return found.rows;
}

export async function findTicketOfSerial(
  ctx: Ctx,
  performanceId: string,
  serial: string,
): Promise<TicketRow | undefined> {
  const found = await sql<TicketRow>`
    select ${ticketColumns} where t.performance_id = ${performanceId} and t.serial = ${serial}`.execute(tx(ctx));
  return found.rows[0];
}

/** Valid tickets of a performance whose serial, seat, or holder or buyer if names may be searched, is like the text; at most ten. */
export async function listTicketsLike(
  ctx: Ctx,
  performanceId: string,
  text: string,
  searchesNames: boolean,
): Promise<(TicketRow & { readonly buyerName: string })[]> {
  const like = `%${text.trim().replaceAll(/[\\%_]/g, '\\$&')}%`;
  const found = await sql<TicketRow & { readonly buyerName: string }>`
    select * from (
      select (select o.buyer_name from orders."order" o where o.id = t.order_id) as buyer_name, ${ticketColumns}
      where t.performance_id = ${performanceId} and t.status = 'valid'
    ) found
    where serial ilike ${like} or concat_ws(' ', zone_name, row_label, seat_number) ilike ${like}
      or concat(row_label, seat_number) ilike ${like}
      or (${searchesNames} and (holder_name ilike ${like} or buyer_name ilike ${like}))
    order by serial limit 10`.execute(tx(ctx));
  return found.rows;
}

export type AccessRight = {
  readonly id: string;
  readonly ticketId: string;
  readonly organiserId: string;
  readonly performanceId: string;
  readonly performanceNumber: number;
  readonly mappingId: string;
  readonly zoneId: string;
  readonly signingKeyId: number;
  readonly state: 'issued' | 'suspended' | 'revoked' | 'replaced';
  readonly isUnpaid: boolean;
  /** The code of its tariff. */
  readonly product: string;
  /** What has to be shown for that tariff. */
  readonly check: LocalText | null;
  readonly serial: string;
  readonly epoch: number;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly holderName: string;
  readonly tariffName: LocalText;
  readonly place: string;
};

/**
 * The rights that there are of these, locked: two scans of one ticket are judged one after the other. Without `wait` those that
 * somebody else has locked are left out.
 */
export async function lockAccessRights(
  ctx: Ctx,
  accessRightIds: readonly string[],
  { wait }: { readonly wait: boolean },
): Promise<AccessRight[]> {
  const found = await sql<AccessRight>`
    select r.id, r.ticket_id, t.organiser_id, r.performance_id, p.number as performance_number, p.mapping_id,
      coalesce(ps.zone_id, r.zone_id) as zone_id, r.signing_key_id, r.state, r.product, t.serial,
      coalesce(r.suspended_for = 'unpaid', false) as is_unpaid,
      (select nullif(f.condition, '{}') from pricing.tariff f where f.performance_id = r.performance_id and f.code = r.product) as check,
      r.epoch, r.valid_from, r.valid_until, t.holder_name, t.tariff_name,
      concat_ws(' · ', z.name, s.row_label, s.number) as place
    from tickets.access_right r join tickets.ticket t on t.id = r.ticket_id
    join catalogue.performance p on p.id = r.performance_id ${placeOfTicket}
    where r.id = any(${accessRightIds}::uuid[]) order by r.id
    for update of r ${wait ? sql`` : sql`skip locked`}`.execute(tx(ctx));
  return found.rows;
}

/** Locks the access rights first, as a scan does: whoever is being let in at this moment comes before or after. */
export async function saveTicketsVoid(ctx: Ctx, orderId: string, lineIds: readonly string[] | null): Promise<string[]> {
  const ofLines = sql`t.order_id = ${orderId} and (${lineIds}::uuid[] is null or t.order_line_id = any(${lineIds}::uuid[]))`;
  await sql`
    select r.id from tickets.access_right r join tickets.ticket t on t.id = r.ticket_id
    where ${ofLines} order by r.id for update of r`.execute(tx(ctx));
  await sql`
    update tickets.access_right r set state = 'revoked', suspended_for = null from tickets.ticket t
    where t.id = r.ticket_id and ${ofLines} and r.state in ('issued', 'suspended')`.execute(tx(ctx));
  const voided = await sql<{ id: string }>`
    update tickets.ticket t set status = 'void', voided_at = clock_timestamp()
    where ${ofLines} and t.status = 'valid' returning id`.execute(tx(ctx));
  return voided.rows.map(({ id }) => id);
}

export type Suspension = 'unpaid' | 'lost' | 'dispute' | 'other';

/** Whether there was a right to suspend: one that is issued. Its row is locked by this, as by a scan. */
export async function saveSuspended(ctx: Ctx, ticketId: string, suspendedFor: Suspension): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('tickets.accessRight')
    .set({ state: 'suspended', suspendedFor })
    .where('ticketId', '=', ticketId)
    .where('state', '=', 'issued')
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

export async function saveResumed(ctx: Ctx, ticketId: string): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('tickets.accessRight')
    .set({ state: 'issued', suspendedFor: null })
    .where('ticketId', '=', ticketId)
    .where('state', '=', 'suspended')
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

/** The next epoch, signed with this key from now on. */
export async function saveNextEpoch(ctx: Ctx, ticketId: string, signingKeyId: number): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('tickets.accessRight')
    .set({ epoch: sql`epoch + 1`, signingKeyId })
    .where('ticketId', '=', ticketId)
    .where('state', 'in', ['issued', 'suspended'])
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

/** Every key an organiser ever signed with. */
export async function listKeys(ctx: Ctx, organiserId: string): Promise<{ id: number; publicKey: Buffer }[]> {
  return tx(ctx)
    .selectFrom('tickets.signingKey')
    .select(['id', 'publicKey'])
    .where('organiserId', '=', organiserId)
    .orderBy('id')
    .execute();
}

/** No new code is signed with it; those it signed stay good. */
export async function saveRetired(ctx: Ctx, organiserId: string): Promise<void> {
  await tx(ctx)
    .updateTable('tickets.signingKey')
    .set({ retiredAt: sql`clock_timestamp()` })
    .where('organiserId', '=', organiserId)
    .where('retiredAt', 'is', null)
    .execute();
}
