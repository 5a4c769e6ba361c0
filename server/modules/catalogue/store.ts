import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { SaleFacts } from './rules.ts';

export type Performance = SaleFacts & {
  readonly id: string;
  readonly number: number;
  readonly organiserId: string;
  readonly mappingId: string;
  readonly doorsAt: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly currency: string;
  readonly holdMinutes: number;
  readonly paymentMinutes: number;
  readonly placesPerOrderMax: number;
  /** Places one person may have in all; null: no limit. */
  readonly placesPerPersonMax: number | null;
  readonly loneSeats: 'off' | 'lenient' | 'strict';
  /** Whether the codes of its tickets change all the time; required: others are not let in. */
  readonly rotating: 'off' | 'preferred' | 'required';
  readonly event: {
    readonly id: string;
    readonly slug: string;
    readonly title: LocalText;
    readonly poster: string;
    readonly category: string;
    readonly refundRule: LocalText;
    readonly state: 'draft' | 'published' | 'cancelled';
  };
};

const performanceColumns = sql`
  p.id, p.number, p.organiser_id, p.mapping_id, p.doors_at, p.starts_at, p.ends_at, p.time_zone, p.currency, p.state,
  p.sale_opens_at, p.sale_closes_at, p.hold_minutes, p.payment_minutes, p.places_per_order_max,
  p.places_per_person_max, p.lone_seats, p.rotating,
  jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title, 'poster', e.poster, 'category', e.category,
    'refundRule', e.refund_rule, 'state', e.state) as event
  from catalogue.performance p join catalogue.event e on e.id = p.event_id`;

export async function findPerformance(ctx: Ctx, performanceId: string): Promise<Performance | undefined> {
  const found = await sql<Performance>`select ${performanceColumns} where p.id = ${performanceId}`.execute(tx(ctx));
  return found.rows[0];
}

/** The performance as it stays until the transaction ends: its sale and its mapping change only when nobody is buying. */
export async function sharePerformance(ctx: Ctx, performanceId: string): Promise<Performance | undefined> {
  const found = await sql<Performance>`
    select ${performanceColumns} where p.id = ${performanceId} for share of p`.execute(tx(ctx));
  return found.rows[0];
}

/** The performance, locked so that its sale changes one step at a time. */
export async function lockPerformance(ctx: Ctx, performanceId: string): Promise<Performance | undefined> {
  const found = await sql<Performance>`
    select ${performanceColumns} where p.id = ${performanceId} for update of p`.execute(tx(ctx));
  return found.rows[0];
}

export async function saveSaleState(ctx: Ctx, performanceId: string, state: Performance['state']): Promise<void> {
  await tx(ctx).updateTable('catalogue.performance').set({ state }).where('id', '=', performanceId).execute();
}

/** Performances on these mappings whose doors are, or soon will be, open: from twelve hours before to two after. */
export async function listPerformancesAtDoors(ctx: Ctx, mappingIds: readonly string[]): Promise<Performance[]> {
  const found = await sql<Performance>`
    select ${performanceColumns}
    where p.mapping_id = any(${mappingIds}::uuid[]) and p.state in ('on_sale', 'closed')
      and p.doors_at < now() + interval '12 hours' and p.ends_at > now() - interval '2 hours'
    order by p.starts_at`.execute(tx(ctx));
  return found.rows;
}

export async function saveMapping(ctx: Ctx, performanceId: string, mappingId: string): Promise<void> {
  await tx(ctx).updateTable('catalogue.performance').set({ mappingId }).where('id', '=', performanceId).execute();
}

/** Performances on these versions that are neither over nor cancelled, by id. */
export async function listPerformancesToCome(ctx: Ctx, mappingIds: readonly string[]): Promise<Performance[]> {
  const found = await sql<Performance>`
    select ${performanceColumns}
    where p.mapping_id = any(${mappingIds}::uuid[]) and p.ends_at > now() and p.state <> 'cancelled'
    order by p.id`.execute(tx(ctx));
  return found.rows;
}

export type Limits = Pick<Performance, 'placesPerOrderMax' | 'placesPerPersonMax' | 'loneSeats'>;

export async function saveLimits(ctx: Ctx, performanceId: string, limits: Limits): Promise<void> {
  const { placesPerOrderMax, placesPerPersonMax, loneSeats } = limits;
  await tx(ctx)
    .updateTable('catalogue.performance')
    .set({ placesPerOrderMax, placesPerPersonMax, loneSeats })
    .where('id', '=', performanceId)
    .execute();
}

export type Upcoming = {
  readonly eventId: string;
  readonly title: LocalText;
  readonly performanceId: string;
  readonly startsAt: Date;
  readonly timeZone: string;
};

/** What of an organiser is to come, an event after the other, by date; what is not published yet too. */
export async function listUpcoming(ctx: Ctx, organiserId: string, limit: number): Promise<Upcoming[]> {
  const found = await sql<Upcoming>`
    select e.id as event_id, e.title, p.id as performance_id, p.starts_at, p.time_zone
    from catalogue.performance p join catalogue.event e on e.id = p.event_id
    where p.organiser_id = ${organiserId} and p.ends_at > now() and p.state <> 'cancelled'
    order by min(p.starts_at) over (partition by e.id), e.id, p.starts_at limit ${limit}`.execute(tx(ctx));
  return found.rows;
}

export async function isEventOf(ctx: Ctx, eventId: string, organiserId: string): Promise<boolean> {
  const found = await tx(ctx)
    .selectFrom('catalogue.event')
    .select('id')
    .where('id', '=', eventId)
    .where('organiserId', '=', organiserId)
    .executeTakeFirst();
  return found !== undefined;
}

export async function saveRotating(ctx: Ctx, performanceId: string, rotating: Performance['rotating']): Promise<void> {
  await tx(ctx).updateTable('catalogue.performance').set({ rotating }).where('id', '=', performanceId).execute();
}
