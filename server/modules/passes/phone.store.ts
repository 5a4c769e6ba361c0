import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

/**
 * Whether the phone is new for this pass, and whether it is to be told of a change: one that came after it got the pass, and
 * before it was known here. A phone that comes again may be reached elsewhere now.
 */
export async function saveRegistration(
  ctx: Ctx,
  { phoneId, pushToken, ticketId }: { phoneId: string; pushToken: string; ticketId: string },
): Promise<{ readonly isNew: boolean; readonly isBehind: boolean }> {
  // Whoever changes the pass at this moment comes before, or after and then tells this phone too.
  await sql`select from passes.pass where ticket_id = ${ticketId} for share`.execute(tx(ctx));
  await sql`
    insert into passes.phone (id, push_token) values (${phoneId}, ${pushToken})
    on conflict (id) do update set push_token = excluded.push_token`.execute(tx(ctx));
  const saved = await sql<{ pushedNumber: string }>`
    insert into passes.registration (phone_id, ticket_id, pushed_number)
    select ${phoneId}, ticket_id, case when was_changed then 0 else change_number end from passes.pass
    where ticket_id = ${ticketId}
    on conflict do nothing returning pushed_number::text as pushed_number`.execute(tx(ctx));
  const [registration] = saved.rows;
  return { isNew: registration !== undefined, isBehind: registration?.pushedNumber === '0' };
}

/** A phone without passes is forgotten with its last one. */
export async function removeRegistration(ctx: Ctx, phoneId: string, ticketId: string): Promise<void> {
  // Its row first: whoever registers it at this moment comes before or after.
  await sql`select from passes.phone where id = ${phoneId} for update`.execute(tx(ctx));
  await sql`delete from passes.registration where phone_id = ${phoneId} and ticket_id = ${ticketId}`.execute(tx(ctx));
  await sql`
    delete from passes.phone d
    where id = ${phoneId} and not exists (select from passes.registration r where r.phone_id = d.id)`.execute(tx(ctx));
}

export async function isPhoneKnown(ctx: Ctx, phoneId: string): Promise<boolean> {
  const found = await sql`select from passes.phone where id = ${phoneId}`.execute(tx(ctx));
  return found.rows.length > 0;
}

/** Passes on a phone that changed after a number, and the greatest number among them. */
export async function listChangedOn(
  ctx: Ctx,
  phoneId: string,
  since: string,
): Promise<{ readonly ticketIds: readonly string[]; readonly lastNumber: string }> {
  const found = await sql<{ ticketId: string; changeNumber: string }>`
    select p.ticket_id, p.change_number::text as change_number from passes.registration r join passes.pass p on p.ticket_id = r.ticket_id
    where r.phone_id = ${phoneId} and p.change_number > ${since}::bigint order by p.change_number`.execute(tx(ctx));
  return {
    ticketIds: found.rows.map(({ ticketId }) => ticketId),
    lastNumber: found.rows.at(-1)?.changeNumber ?? since,
  };
}

export type DuePush = { readonly phoneId: string; readonly pushToken: string; readonly changeNumber: string };

/** Phones that were not told yet of the last change of a pass. */
export async function listDuePushes(ctx: Ctx, ticketId: string): Promise<DuePush[]> {
  const found = await sql<DuePush>`
    select d.id as phone_id, d.push_token, p.change_number::text as change_number
    from passes.pass p join passes.registration r on r.ticket_id = p.ticket_id join passes.phone d on d.id = r.phone_id
    where p.ticket_id = ${ticketId} and r.pushed_number < p.change_number order by d.id`.execute(tx(ctx));
  return found.rows;
}

export async function savePushed(ctx: Ctx, ticketId: string, { phoneId, changeNumber }: DuePush): Promise<void> {
  await sql`
    update passes.registration set pushed_number = greatest(pushed_number, ${changeNumber}::bigint)
    where phone_id = ${phoneId} and ticket_id = ${ticketId}`.execute(tx(ctx));
}

/** A phone that nobody reaches there any more is forgotten with all its registrations, unless it came back elsewhere. */
export async function removePhone(ctx: Ctx, { phoneId, pushToken }: DuePush): Promise<void> {
  await sql`delete from passes.phone where id = ${phoneId} and push_token = ${pushToken}`.execute(tx(ctx));
}

/** Phones are not known for longer than there is something to tell them: a month after the end of a performance. */
export async function removeOldRegistrations(ctx: Ctx): Promise<void> {
  await sql`
    delete from passes.registration r using passes.pass p, catalogue.performance e
    where p.ticket_id = r.ticket_id and e.id = p.performance_id and e.ends_at < clock_timestamp() - interval '30 days'`.execute(
    tx(ctx),
  );
  await sql`
    delete from passes.phone d where not exists (select from passes.registration r where r.phone_id = d.id)`.execute(
    tx(ctx),
  );
}
