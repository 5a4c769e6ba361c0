import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type DoorPerformance = {
  readonly id: string;
  readonly title: LocalText;
  readonly venue: string;
  readonly startsAt: Date;
  readonly timeZone: string;
};

/** What has doors: to come, and over for less than a week, as what devices found out is looked into afterwards. By date. */
export async function listDoorPerformances(ctx: Ctx, organiserId: string, limit: number): Promise<DoorPerformance[]> {
  const found = await sql<DoorPerformance>`
    select p.id, e.title, v.name as venue, p.starts_at, p.time_zone
    from catalogue.performance p join catalogue.event e on e.id = p.event_id
    join venues.mapping m on m.id = p.mapping_id join venues.venue v on v.id = m.venue_id
    where p.organiser_id = ${organiserId} and p.ends_at > now() - interval '7 days' and p.state <> 'cancelled'
    order by p.starts_at, p.id limit ${limit}`.execute(tx(ctx));
  return found.rows;
}
