import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { SaleFacts } from '../catalogue/index.ts';

export type EventRow = {
  readonly id: string;
  readonly slug: string;
  readonly title: LocalText;
  readonly summary: LocalText;
  readonly description: LocalText;
  readonly category:
    | 'football'
    | 'basketball'
    | 'concert'
    | 'show'
    | 'theatre'
    | 'conference'
    | 'cinema'
    | 'masterclass'
    | 'club';
  readonly poster: string;
  readonly refundRule: LocalText;
  readonly ageMinimum: number | null;
  readonly organiserSlug: string;
  readonly organiserName: string;
  readonly organiserLegalName: string;
  readonly sortAt: Date;
};

export type PerformanceRow = SaleFacts & {
  readonly id: string;
  readonly eventId: string;
  readonly doorsAt: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly currency: string;
  readonly venueName: string;
  readonly city: string;
  readonly country: string;
  readonly fromPriceMinor: number | null;
};

export type EventFilter = {
  readonly q?: string | undefined;
  readonly city?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly category?: string | undefined;
  readonly maxPriceMinor?: number | undefined;
  readonly after?: { readonly at: string; readonly id: string } | undefined;
  readonly limit: number;
};

const eventColumns = sql`
  e.id, e.slug, e.title, e.summary, e.description, e.category, e.poster, e.refund_rule, e.age_minimum,
  o.slug as organiser_slug, o.name as organiser_name, o.legal_name as organiser_legal_name`;

/** The lowest price one adult pays for one place now, fees included; conditional tariffs do not count. */
const fromPrice = sql`(
  select min(f.price_minor + f.fee_minor) from pricing.offer f join pricing.tariff t on t.id = f.tariff_id
  where f.performance_id = p.id and t.kind in ('full', 'early_bird', 'vip') and f.quantity_min = 1 and not f.is_hidden
    and (f.places_max is null or exists (
      select from inventory.quota q join inventory.quota_scope s on s.quota_id = q.id
      where q.performance_id = p.id and q.is_first_places and q.used < q.size
        and s.tier_id = f.tier_id and s.tariff_id = f.tariff_id))
    and f.price_list_version = (select max(version) from pricing.price_list l where l.performance_id = p.id)
    and (f.sale_opens_at is null or f.sale_opens_at <= now()) and (f.sale_closes_at is null or f.sale_closes_at > now()))`;

/**
 * Published events that have a performance to come and match the filter, by their next date.
 * Words are sought in titles, summaries, venues and cities; % and _ are letters here.
 */
export async function listEvents(ctx: Ctx, filter: EventFilter): Promise<EventRow[]> {
  const words = filter.q === undefined ? null : `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`;
  const found = await sql<EventRow>`
    select ${eventColumns}, next.starts_at as sort_at
    from catalogue.event e
    join identity.organiser o on o.id = e.organiser_id
    join lateral (
      -- A cursor carries milliseconds; finer instants would show an event on two pages.
      select min(date_trunc('milliseconds', p.starts_at)) as starts_at
      from catalogue.performance p
      join venues.mapping m on m.id = p.mapping_id join venues.venue v on v.id = m.venue_id
      where p.event_id = e.id and p.ends_at > now()
        and (${filter.city ?? null}::text is null or lower(v.city) = lower(${filter.city ?? null}))
        and (${filter.from ?? null}::timestamptz is null or p.starts_at >= ${filter.from ?? null})
        and (${filter.to ?? null}::timestamptz is null or p.starts_at < ${filter.to ?? null})
        and (${filter.maxPriceMinor ?? null}::bigint is null or ${fromPrice} <= ${filter.maxPriceMinor ?? null})
        and (${words}::text is null or v.name ilike ${words} or v.city ilike ${words}
          or exists (select 1 from jsonb_each_text(e.title) told where told.value ilike ${words})
          or exists (select 1 from jsonb_each_text(e.summary) told where told.value ilike ${words}))
    ) next on next.starts_at is not null
    where e.state = 'published'
      and (${filter.category ?? null}::text is null or e.category = ${filter.category ?? null})
      and (${filter.after?.at ?? null}::timestamptz is null
        or (next.starts_at, e.id) > (${filter.after?.at ?? null}::timestamptz, ${filter.after?.id ?? null}::uuid))
    order by next.starts_at, e.id limit ${filter.limit}`.execute(tx(ctx));
  return found.rows;
}

export async function findEvent(ctx: Ctx, slug: string): Promise<EventRow | undefined> {
  const found = await sql<EventRow>`
    select ${eventColumns}, now() as sort_at from catalogue.event e join identity.organiser o on o.id = e.organiser_id
    where e.slug = ${slug} and e.state in ('published', 'cancelled')`.execute(tx(ctx));
  return found.rows[0];
}

export async function listPerformances(ctx: Ctx, eventIds: readonly string[]): Promise<PerformanceRow[]> {
  const found = await sql<PerformanceRow>`
    select p.id, p.event_id, p.doors_at, p.starts_at, p.ends_at, p.time_zone, p.currency, p.state, p.sale_opens_at,
      p.sale_closes_at, v.name as venue_name, v.city, v.country, ${fromPrice} as from_price_minor
    from catalogue.performance p
    join venues.mapping m on m.id = p.mapping_id join venues.venue v on v.id = m.venue_id
    where p.event_id = any(${eventIds}::uuid[]) order by p.starts_at`.execute(tx(ctx));
  return found.rows;
}

/** Places left and in all, by performance, of those whose stock exists. Standing places of dead holds are left. */
export async function countStock(ctx: Ctx): Promise<ReadonlyMap<string, { remaining: number; capacity: number }>> {
  const found = await sql<{ performanceId: string; remaining: number; capacity: number }>`
    select performance_id, sum(remaining)::int as remaining, sum(capacity)::int as capacity from (
      select performance_id, count(*) as capacity,
        count(*) filter (where state = 'free' or (state = 'held' and held_until <= clock_timestamp())) as remaining
      from inventory.performance_seat group by performance_id
      union all
      select performance_id, sum(capacity), sum(capacity - used) from inventory.zone_stock group by performance_id
      union all
      select p.performance_id, 0, count(*) from inventory.hold_place p join inventory.hold h on h.id = p.hold_id
      where p.seat_id is null and not p.returned
        and h.state <> 'sold' and (h.state = 'released' or h.expires_at <= clock_timestamp())
      group by p.performance_id
    ) stock group by performance_id`.execute(tx(ctx));
  return new Map(found.rows.map(({ performanceId, remaining, capacity }) => [performanceId, { remaining, capacity }]));
}
