/** Tickets, admissions, and the places they are for. Each check is named after what its rows are. */
export const placeChecks = {
  'sold seats, valid tickets and paid order lines that are not one to one': `
    with sold as (
      select performance_id, seat_id, hold_id from inventory.performance_seat where state = 'sold'
    ), ticketed as (
      select performance_id, seat_id, order_line_id as line_id from tickets.ticket
      where status = 'valid' and seat_id is not null
    ), paid as (
      select o.performance_id, l.seat_id, o.hold_id, l.id as line_id
      from orders."order" o join orders.order_line l on l.order_id = o.id
      where l.seat_id is not null and l.state = 'live' and o.status in ('confirmed', 'part_refunded')
    )
    select performance_id, seat_id, sold.hold_id as sold_to, paid.hold_id as paid_by, ticketed.line_id as ticketed_line,
      paid.line_id as paid_line
    from sold full join ticketed using (performance_id, seat_id) full join paid using (performance_id, seat_id)
    where sold.hold_id is distinct from paid.hold_id or ticketed.line_id is distinct from paid.line_id`,

  'paid order lines without exactly one valid ticket, or unpaid ones with any': `
    select o.id as order_id, o.status, l.id as line_id, count(t.id) as tickets
    from orders."order" o join orders.order_line l on l.order_id = o.id
    left join tickets.ticket t on t.order_line_id = l.id and t.status = 'valid'
    group by o.id, o.status, l.id
    having count(t.id) <> case when o.status in ('confirmed', 'part_refunded') and l.state = 'live' then 1 else 0 end`,

  'tickets that say something else than their order line': `
    select t.id as ticket_id, l.id as line_id
    from tickets.ticket t left join orders.order_line l on l.id = t.order_line_id left join orders."order" o on o.id = l.order_id
    where (t.order_id, t.performance_id, t.organiser_id, t.zone_id, t.opened_by)
        is distinct from (o.id, o.performance_id, o.organiser_id, l.zone_id, o.hold_id)
      or t.seat_id is distinct from l.seat_id`,

  'valid tickets without exactly one live access right of their zone, or void ones with any': `
    select t.id as ticket_id, t.status, count(r.id) as live_rights
    from tickets.ticket t
    left join tickets.access_right r on r.ticket_id = t.id and r.state in ('issued', 'suspended')
    group by t.id
    having count(r.id) <> case t.status when 'valid' then 1 else 0 end
      or bool_or(r.id is not null and (r.performance_id, r.zone_id) is distinct from (t.performance_id, t.zone_id))`,

  'holds that are sold without a paid order, or the other way round': `
    select h.id as hold_id, h.state, o.id as order_id, o.status
    from inventory.hold h left join orders."order" o on o.hold_id = h.id
    where (h.state = 'sold' and exists (select from inventory.hold_place p where p.hold_id = h.id and not p.returned))
        <> (coalesce(o.status, 'pending') in ('confirmed', 'part_refunded'))
      and coalesce(o.status, 'pending') <> 'refunded'`,

  'access rights admitted more than once': `
    select a.access_right_id, count(*) as stays from access_control.admission a
    left join access_control.entry_policy p on p.performance_id = a.performance_id
    where p.performance_id is null or (not p.may_return and a.admitted_at >= p.changed_at)
    group by a.access_right_id, p.performance_id, p.uses_max
    having count(*) > case when p.performance_id is null then 1 else p.uses_max end`,

  'scans that let somebody in who neither stayed nor is a conflict, and stays without such a scan': `
    select coalesce(s.id, a.scan_id) as scan_id, s.access_right_id, a.access_right_id as stayed
    from (select * from access_control.scan where verdict = 'admitted') s
    full join access_control.admission a on a.scan_id = s.id
    left join access_control.scan_conflict c on c.scan_id = s.id
    where (a.scan_id is null and c.id is null) or s.access_right_id is distinct from coalesce(a.access_right_id, c.access_right_id)`,

  'zones that count others inside than came in and did not leave': `
    select l.performance_id, l.zone_id, l.inside from access_control.zone_limit l
    where l.inside <> (select count(*) from access_control.admission a
      where a.performance_id = l.performance_id and a.zone_id = l.zone_id and a.left_at is null)`,

  'admissions that the ticket did not give': `
    select s.id as scan_id, s.access_right_id, t.status, s.scanned_at, r.valid_from, r.valid_until, t.voided_at
    from access_control.scan s
    left join tickets.access_right r on r.id = s.access_right_id left join tickets.ticket t on t.id = r.ticket_id
    where s.verdict = 'admitted' and not exists (select from access_control.scan_conflict c where c.scan_id = s.id)
      and (t.id is null or s.organiser_id <> t.organiser_id
      or s.performance_id is distinct from t.performance_id or s.scanned_at >= t.voided_at)`,
} as const;
