/** A place counts from its hold's first second to its end, or to the day it is given back. */
const counts = `h.state in ('active', 'sold') and not p.returned`;

/** Seats, standing places and what limits them. Each check is named after what its rows are. */
export const stockChecks = {
  'holds with fewer or more places than they were made with': `
    select h.id as hold_id, h.place_count, count(p.place) as places
    from inventory.hold h left join inventory.hold_place p on p.hold_id = h.id
    group by h.id having count(p.place) <> h.place_count`,

  'places without their hold, or of another performance than it': `
    select p.hold_id, p.place, p.performance_id, h.performance_id as held_for
    from inventory.hold_place p left join inventory.hold h on h.id = p.hold_id
    where p.performance_id is distinct from h.performance_id`,

  'holds for no performance': `
    select h.id as hold_id, h.performance_id
    from inventory.hold h left join catalogue.performance f on f.id = h.performance_id where f.id is null`,

  'places at a price that is not their hold’s or not their tier’s': `
    select p.hold_id, p.place, p.offer_id
    from inventory.hold_place p join inventory.hold h on h.id = p.hold_id left join pricing.offer o on o.id = p.offer_id
    where (o.performance_id, o.price_list_version, o.tier_id)
      is distinct from (h.performance_id, h.price_list_version, p.tier_id)`,

  'places that went back without having been sold': `
    select h.id as hold_id, h.state, p.place from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
    where p.returned and h.state <> 'sold'`,

  'held or sold seats that are not their holds’, and holds whose seats are not theirs': `
    with claimed as (
      select p.performance_id, p.seat_id, h.id as hold_id, case h.state when 'active' then 'held' else 'sold' end as state,
        case h.state when 'active' then h.expires_at end as held_until
      from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
      where p.seat_id is not null and not p.returned
        and (h.state = 'sold' or (h.state = 'active' and h.expires_at > now()))
    ), shown as (
      select performance_id, seat_id, hold_id, state, held_until from inventory.performance_seat
      where state = 'sold' or (state = 'held' and held_until > now())
    )
    select performance_id, seat_id, claimed.hold_id as claimed_by, claimed.state as claimed, shown.hold_id as shown_of,
      shown.state as shown
    from claimed full join shown using (performance_id, seat_id)
    where (claimed.hold_id, claimed.state, claimed.held_until) is distinct from (shown.hold_id, shown.state, shown.held_until)`,

  'seats claimed by two at once': `
    select p.performance_id, p.seat_id, array_agg(h.id) as holds
    from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
    where p.seat_id is not null and not p.returned
      and (h.state = 'sold' or (h.state = 'active' and h.expires_at > now()))
    group by p.performance_id, p.seat_id having count(*) > 1`,

  'seats in stock that the plan does not have, or has elsewhere': `
    select s.performance_id, s.seat_id, s.ordinal, s.zone_id
    from inventory.performance_seat s join catalogue.performance f on f.id = s.performance_id
    left join venues.seat v on v.mapping_id = f.mapping_id and v.id = s.seat_id
    where (v.ordinal, v.zone_id) is distinct from (s.ordinal, s.zone_id)`,

  'places of a zone other than their seat’s, or of no standing zone of the plan': `
    select p.hold_id, p.place, p.seat_id, p.zone_id
    from inventory.hold_place p join inventory.hold h on h.id = p.hold_id
    join catalogue.performance f on f.id = h.performance_id
    left join inventory.performance_seat s on s.performance_id = p.performance_id and s.seat_id = p.seat_id
    left join venues.zone z on z.mapping_id = f.mapping_id and z.id = p.zone_id and z.kind = 'standing'
    where ${counts} and (h.state = 'sold' or h.expires_at > now())
      and p.zone_id is distinct from case when p.seat_id is null then z.id else s.zone_id end`,

  'standing zones in stock that the plan does not have, or has of another size': `
    select k.performance_id, k.zone_id, k.capacity, z.capacity as plan_capacity
    from inventory.zone_stock k join catalogue.performance f on f.id = k.performance_id
    left join venues.zone z on z.mapping_id = f.mapping_id and z.id = k.zone_id and z.kind = 'standing'
    where z.capacity is distinct from k.capacity`,

  'standing zones whose stock disagrees with their holds': `
    with counted as (
      select p.performance_id, p.zone_id, count(*) as places
      from inventory.hold_place p join inventory.hold h on h.id = p.hold_id
      where ${counts} and p.seat_id is null group by p.performance_id, p.zone_id
    )
    select performance_id, zone_id, k.capacity, k.used, counted.places
    from inventory.zone_stock k full join counted using (performance_id, zone_id)
    where k.used is distinct from coalesce(counted.places, 0)`,

  'standing zones whose places set aside are not those their allocations have left': `
    with kept as (
      select performance_id, zone_id, sum(quantity - used) as places
      from inventory.allocation_zone group by performance_id, zone_id
    )
    select performance_id, zone_id, k.allocated, kept.places
    from inventory.zone_stock k full join kept using (performance_id, zone_id)
    where coalesce(k.allocated, 0) <> coalesce(kept.places, 0)`,

  'allocations whose use disagrees with their holds': `
    with counted as (
      select h.allocation_id, p.zone_id, count(*) as places
      from inventory.hold_place p join inventory.hold h on h.id = p.hold_id
      where ${counts} and p.seat_id is null and h.allocation_id is not null group by h.allocation_id, p.zone_id
    )
    select allocation_id, zone_id, a.quantity, a.used, counted.places
    from inventory.allocation_zone a full join counted using (allocation_id, zone_id)
    where a.used is distinct from coalesce(counted.places, 0)`,

  'allocations that are over and still keep places, or keep some of another performance': `
    select a.id as allocation_id, a.state, s.seat_id, null as zone_id
    from inventory.allocation a join inventory.performance_seat s on s.allocation_id = a.id
    where a.state = 'released' or s.performance_id <> a.performance_id
    union all
    select a.id, a.state, null, z.zone_id from inventory.allocation a join inventory.allocation_zone z on z.allocation_id = a.id
    where (a.state = 'released' and z.used <> z.quantity) or z.performance_id <> a.performance_id`,

  'quotas whose use disagrees with their holds': `
    select q.id as quota_id, q.name, q.used, coalesce(counted.places, 0) as places
    from inventory.quota q left join (
      select c.quota_id, sum(c.places) as places
      from inventory.hold_quota c join inventory.hold h on h.id = c.hold_id
      where h.state in ('active', 'sold') group by c.quota_id
    ) counted on counted.quota_id = q.id
    where q.used <> coalesce(counted.places, 0)`,

  'holds that count more in a quota than they have places, or in one of another performance': `
    select c.hold_id, c.quota_id, c.places, count(p.place) as has
    from inventory.hold_quota c join inventory.hold h on h.id = c.hold_id join inventory.quota q on q.id = c.quota_id
    left join inventory.hold_place p on p.hold_id = h.id and not p.returned
    group by c.hold_id, c.quota_id, c.places, q.performance_id, h.performance_id
    having c.places > count(p.place) or q.performance_id <> h.performance_id`,

  'first places that are counted otherwise than holds and orders have them': `
    select q.id as quota_id, q.name, q.used, count(p.place) filter (where ${counts}) as places
    from inventory.quota q join inventory.quota_scope s on s.quota_id = q.id
    left join pricing.offer o on o.tier_id = s.tier_id and o.tariff_id = s.tariff_id
    left join inventory.hold_place p on p.offer_id = o.id left join inventory.hold h on h.id = p.hold_id
    where q.is_first_places group by q.id having q.used <> count(p.place) filter (where ${counts})`,

  'prices for the first places without their counter, and counters without their price': `
    with priced as (
      select o.performance_id, o.tier_id, o.tariff_id, o.places_max from pricing.offer o
      where o.places_max is not null
        and o.price_list_version = (select max(version) from pricing.price_list l where l.performance_id = o.performance_id)
    ), counted as (
      select q.performance_id, s.tier_id, s.tariff_id, q.size
      from inventory.quota q left join inventory.quota_scope s on s.quota_id = q.id where q.is_first_places
    )
    select performance_id, tier_id, tariff_id, places_max, size
    from priced full join counted using (performance_id, tier_id, tariff_id) where places_max is distinct from size`,

  'hidden prices that somebody has without a code that opened them': `
    select p.hold_id, p.place, p.offer_id from inventory.hold_place p join pricing.offer o on o.id = p.offer_id
    where o.is_hidden and not exists (select from pricing.promo_use u where u.hold_id = p.hold_id and u.is_unlock)`,

  // Where a performance limits nobody, nobody is counted; when a limit is set, everybody is.
  'persons whose use disagrees with their holds': `
    with limited as (
      select id as performance_id from catalogue.performance where places_per_person_max is not null
    ), counted as (
      select h.performance_id, h.person_key, count(*) as places
      from inventory.hold_place p join inventory.hold h on h.id = p.hold_id
      where ${counts} and h.person_key is not null group by h.performance_id, h.person_key
    )
    select performance_id, encode(person_key, 'hex') as person, coalesce(u.used, 0) as used, coalesce(counted.places, 0) as places
    from inventory.person_use u full join counted using (performance_id, person_key) join limited using (performance_id)
    where coalesce(u.used, 0) <> coalesce(counted.places, 0)`,
} as const;
