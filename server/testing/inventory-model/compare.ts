import { expect } from 'vitest';
import { system } from '../../platform/actor.ts';
import { sql, tx } from '../../platform/sql.ts';
import { eventually } from '../given-a-server.ts';
import { zoneOf } from './choices.ts';
import type { World } from './holding.ts';
import { keeperOf, ownerOf, personUsed, quotaUsed, standingAllocated, standingUsed } from './model.ts';

/** What the product says of everything, without what it still counts of holds that are over. */
type Shown = {
  readonly seats: Readonly<Record<string, string>>;
  readonly capacity: number;
  readonly used: number;
  readonly allocated: number;
  readonly holds: Readonly<Record<string, string>>;
  readonly quotas: Readonly<Record<string, { size: number; used: number }>>;
  readonly persons: readonly number[];
  readonly allocations: Readonly<Record<string, number>>;
};

/** Throws with the difference. */
export async function compareAll(world: World): Promise<void> {
  const shown = await readShown(world);
  expect(shown).toEqual(expectedOf(world, shown));
  await compareBoard(world);
}

async function readShown({ product, house }: World): Promise<Shown> {
  return product.inTransaction(system('the model'), async (ctx) => {
    const found = await sql<{ shown: Shown }>`
      with h as (
        select *, state = 'active' and expires_at <= clock_timestamp() as is_over from inventory.hold
        where performance_id = ${house.performanceId}
      ), dead as (select id, person_key, allocation_id from h where is_over),
      dead_standing as (
        select dead.allocation_id from dead join inventory.hold_place p on p.hold_id = dead.id where p.seat_id is null
      ), due as (
        select coalesce(sum(z.quantity - z.used), 0)::int as places
        from inventory.allocation a join inventory.allocation_zone z on z.allocation_id = a.id
        where a.performance_id = ${house.performanceId} and a.release_at <= clock_timestamp()
      ), open_allocation as (
        select id from inventory.allocation where performance_id = ${house.performanceId} and state = 'active'
          and (release_at is null or release_at > clock_timestamp())
      )
      select jsonb_build_object(
        'seats', (select jsonb_object_agg(s.seat_id, case
            when s.state = 'sold' then 'sold ' || s.hold_id
            when s.state = 'held' and s.held_until > clock_timestamp() then 'held ' || s.hold_id
            when s.allocation_id in (select id from open_allocation) then 'kept ' || s.allocation_id
            else 'free' end)
          from inventory.performance_seat s where s.performance_id = ${house.performanceId}),
        'capacity', z.capacity,
        'used', z.used - (select count(*) from dead_standing),
        'allocated', z.allocated - (select places from due) + (select count(*) from dead_standing
          where allocation_id in (select id from open_allocation)),
        'holds', coalesce((select jsonb_object_agg(id, case when is_over then 'expired' else state end) from h), '{}'),
        'quotas', coalesce((select jsonb_object_agg(q.id, jsonb_build_object('size', q.size, 'used', q.used - (
            select coalesce(sum(c.places), 0) from inventory.hold_quota c join dead on dead.id = c.hold_id where c.quota_id = q.id)))
          from inventory.quota q where q.performance_id = ${house.performanceId}), '{}'),
        'persons', coalesce((select jsonb_agg(used order by used) from (
          select u.used - (select count(*) from dead join inventory.hold_place p on p.hold_id = dead.id
            where dead.person_key = u.person_key) as used
          from inventory.person_use u where u.performance_id = ${house.performanceId}) counted where used > 0), '[]'),
        'allocations', coalesce((select jsonb_object_agg(c.allocation_id, c.used - (
            select count(*) from dead_standing where allocation_id = c.allocation_id))
          from inventory.allocation_zone c where c.performance_id = ${house.performanceId}), '{}')) as shown
      from inventory.zone_stock z where z.performance_id = ${house.performanceId}`.execute(tx(ctx));
    const [row] = found.rows;
    if (!row) throw new Error('the pit is gone');
    return row.shown;
  });
}

function expectedOf({ model }: World, shown: Shown): Shown {
  const seat = (id: number): string => {
    const owner = ownerOf(model, id);
    if (owner) return `${owner.state === 'sold' ? 'sold' : 'held'} ${owner.id}`;
    const keeper = keeperOf(model, id);
    return keeper ? `kept ${keeper.id}` : 'free';
  };
  const people = [...new Set(model.holds.flatMap(({ person }) => person ?? []))];
  const used = people.map((person) => personUsed(model, person)).filter((count) => count > 0);
  return {
    seats: Object.fromEntries([...model.seats].map((id) => [id, seat(id)])),
    capacity: model.capacity,
    used: standingUsed(model),
    allocated: standingAllocated(model),
    holds: Object.fromEntries(
      model.holds.map(({ id, state }) => {
        const isOver = state === 'over' && ['expired', 'released'].includes(shown.holds[id] ?? '');
        return [id, isOver ? (shown.holds[id] ?? '') : state];
      }),
    ),
    quotas: Object.fromEntries(
      model.quotas.map((quota) => [quota.id, { size: quota.size, used: quotaUsed(model, quota) }]),
    ),
    // Where nobody is limited nobody is counted.
    persons: model.personMax === null ? shown.persons : used.sort((a, b) => a - b),
    allocations: Object.fromEntries(
      model.allocations
        .filter(({ standing }) => standing > 0)
        .map((allocation) => [allocation.id, standingUsed(model, allocation)]),
    ),
  };
}

/** What buyers see comes a moment after. */
async function compareBoard(world: World): Promise<void> {
  const { product, house } = world;
  const board = await product.boards.open(house.performanceId);
  const look = (): string[] =>
    [...board.ordinalOf].flatMap(([seat, ordinal]) => {
      const state = board.states[ordinal] ?? -1;
      return statesOf(world, seat).includes(state) ? [] : [`seat ${seat} shows ${state}, not ${statesOf(world, seat)}`];
    });
  const isSame = () => board.ordinalOf.size === world.model.seats.size && look().length === 0;
  if (isSame()) return;
  await eventually('the board', async () => isSame(), 5_000).catch(() => expect(look()).toEqual([]));
}

function statesOf({ model, house }: World, seat: number): number[] {
  if (!model.seats.has(seat)) return [];
  const owner = ownerOf(model, seat);
  if (owner) return [owner.state === 'sold' ? 2 : 1];
  if (model.closed.has(zoneOf(house, seat)) || keeperOf(model, seat)) return [3];
  // Of an allocation whose release date came, until that is written down.
  return model.allocations.some(({ seats }) => seats.has(seat)) ? [0, 3] : [0];
}
