import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type Pass = {
  readonly ticketId: string;
  readonly performanceId: string;
  readonly print: Buffer;
  readonly changedAt: Date;
  readonly googleAskedAt: Date | null;
  readonly googlePrint: Buffer | null;
};
export type Print = { readonly ticketId: string; readonly print: Buffer };

const columns = sql`
  ticket_id, performance_id, print, changed_at, google_asked_at, google_print from passes.pass`;

/** As the passes of a performance first say it; what is there stays. */
export async function saveEvening(ctx: Ctx, performanceId: string, print: Buffer): Promise<void> {
  await tx(ctx)
    .insertInto('passes.evening')
    .values({ performanceId, print })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Passes that are handed out for the first time; the others stay as they are. */
export async function saveHandedOut(
  ctx: Ctx,
  passes: readonly (Print & { readonly performanceId: string })[],
): Promise<void> {
  await tx(ctx)
    .insertInto('passes.pass')
    .values([...passes])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function findPass(ctx: Ctx, ticketId: string): Promise<Pass | undefined> {
  const found = await sql<Pass>`select ${columns} where ticket_id = ${ticketId}`.execute(tx(ctx));
  return found.rows[0];
}

/** Those of these tickets that were handed out, locked in the order of their ids. */
export async function lockPasses(ctx: Ctx, ticketIds: readonly string[]): Promise<Pass[]> {
  const found = await sql<Pass>`
    select ${columns} where ticket_id = any(${ticketIds}::uuid[]) order by ticket_id for update`.execute(tx(ctx));
  return found.rows;
}

/** A page of the passes of a performance, by ticket. */
export async function listPassesOf(
  ctx: Ctx,
  performanceId: string,
  { afterId, limit }: { readonly afterId: string | null; readonly limit: number },
): Promise<string[]> {
  const found = await sql<{ ticketId: string }>`
    select ticket_id from passes.pass
    where performance_id = ${performanceId} and (${afterId}::uuid is null or ticket_id > ${afterId}::uuid)
    order by ticket_id limit ${limit}`.execute(tx(ctx));
  return found.rows.map(({ ticketId }) => ticketId);
}

/**
 * What passes say from now on. Changes take turns from here to their commit, so that their numbers are in the order of
 * commits: a phone that was told of one has missed none before it.
 */
export async function saveChanged(ctx: Ctx, prints: readonly Print[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('changes of passes', 0))`.execute(tx(ctx));
  await sql`
    update passes.pass p set print = given.print, was_changed = true, change_number = nextval('passes.change_number'),
      changed_at = greatest(date_trunc('second', clock_timestamp()), p.changed_at + interval '1 second')
    from unnest(${prints.map(({ ticketId }) => ticketId)}::uuid[], ${prints.map(({ print }) => print)}::bytea[])
      as given (ticket_id, print)
    where p.ticket_id = given.ticket_id`.execute(tx(ctx));
}

/** Tickets of these that somebody has to be told about: phones that are registered, or Google. */
export async function listAwaited(ctx: Ctx, ticketIds: readonly string[]): Promise<string[]> {
  const found = await sql<{ ticketId: string }>`
    select p.ticket_id from passes.pass p
    where p.ticket_id = any(${ticketIds}::uuid[])
      and (p.google_asked_at is not null or exists (select from passes.registration r where r.ticket_id = p.ticket_id))
    order by p.ticket_id`.execute(tx(ctx));
  return found.rows.map(({ ticketId }) => ticketId);
}

/** From now on Google is told of every change of these. */
export async function saveGoogleAsked(ctx: Ctx, ticketIds: readonly string[]): Promise<void> {
  await sql`
    update passes.pass set google_asked_at = clock_timestamp()
    where ticket_id = any(${ticketIds}::uuid[]) and google_asked_at is null`.execute(tx(ctx));
}

export type GooglePrints = { readonly performanceId: string; readonly class: Buffer; readonly object: Print };

/** What Google was told last of a performance and of a ticket. */
export async function saveAtGoogle(ctx: Ctx, prints: GooglePrints): Promise<void> {
  await sql`
    update passes.evening set google_print = ${prints.class}
    where performance_id = ${prints.performanceId} and google_print is distinct from ${prints.class}`.execute(tx(ctx));
  await sql`
    update passes.pass set google_print = ${prints.object.print}
    where ticket_id = ${prints.object.ticketId}`.execute(tx(ctx));
}

export async function findEveningAtGoogle(ctx: Ctx, performanceId: string): Promise<Buffer | null> {
  const found = await tx(ctx)
    .selectFrom('passes.evening')
    .select('googlePrint')
    .where('performanceId', '=', performanceId)
    .executeTakeFirst();
  return found?.googlePrint ?? null;
}

/** Performances with passes that are not over for a day yet, with the hash of what those said. */
export async function listEvenings(ctx: Ctx): Promise<{ performanceId: string; print: Buffer }[]> {
  const found = await sql<{ performanceId: string; print: Buffer }>`
    select e.performance_id, e.print from passes.evening e join catalogue.performance p on p.id = e.performance_id
    where p.ends_at > clock_timestamp() - interval '1 day' order by e.performance_id`.execute(tx(ctx));
  return found.rows;
}

/** Whether it was another before. */
export async function saveEveningPrint(ctx: Ctx, performanceId: string, print: Buffer): Promise<boolean> {
  const saved = await sql`
    update passes.evening set print = ${print}
    where performance_id = ${performanceId} and print <> ${print}`.execute(tx(ctx));
  return (saved.numAffectedRows ?? 0n) > 0n;
}
