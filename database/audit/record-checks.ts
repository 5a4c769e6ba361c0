const grace = `current_setting('audit.grace')::interval`;

/** Webhooks, messages, the journal, and the simulator's books. Each check is named after what its rows are. */
export const recordChecks = {
  'webhooks that were stored and not applied': `
    select provider, event_id, kind, received_at from payments.provider_event
    where applied_at is null and received_at < clock_timestamp() - ${grace}`,

  'payments of which the provider took another amount than it was asked for': `
    select provider, event_id, payment_id, facts from payments.provider_event where outcome = 'mismatch'`,

  'payments the simulator took and we did not, or the other way round': `
    with theirs as (
      select client_reference as payment_id, amount_minor, currency, coalesce(settles_at, created_at) as at
      from simulator.payment where status = 'succeeded'
    ), ours as (
      select id::text as payment_id, captured_minor as amount_minor, currency, captured_at as at
      from payments.payment where provider = 'simulator' and captured_minor > 0
    )
    select payment_id, theirs.amount_minor as theirs_minor, ours.amount_minor as ours_minor
    from theirs full join ours using (payment_id)
    where (theirs.amount_minor, theirs.currency) is distinct from (ours.amount_minor, ours.currency)
      and coalesce(theirs.at, ours.at) < clock_timestamp() - ${grace}`,

  'refunds the simulator paid and we did not ask for, or the other way round': `
    with theirs as (
      select r.idempotency_key as refund_id, r.amount_minor, p.client_reference as payment_id, r.created_at as at
      from simulator.refund r join simulator.payment p on p.id = r.payment_id
    ), ours as (
      select r.id::text as refund_id, r.amount_minor, r.payment_id::text as payment_id, r.requested_at as at
      from payments.refund r join payments.payment p on p.id = r.payment_id
      where p.provider = 'simulator' and r.status <> 'failed' and r.by_hand_for is null
    )
    select refund_id, theirs.amount_minor as theirs_minor, ours.amount_minor as ours_minor
    from theirs full join ours using (refund_id)
    where (theirs.amount_minor, theirs.payment_id) is distinct from (ours.amount_minor, ours.payment_id)
      and coalesce(theirs.at, ours.at) < clock_timestamp() - ${grace}`,

  // Orders of the demo data were confirmed before there was anybody to write to.
  'buyers who were not written to about their order': `
    select j.subject_id as order_id, j.kind, j.happened_at from platform.journal j
    where j.kind in ('orders.order_confirmed', 'orders.order_refunded', 'orders.tickets_cancelled') and j.actor_id is distinct from 'demo'
      and j.happened_at < clock_timestamp() - ${grace}
      and not exists (select from notifications.message m
        where m.subject_id = j.subject_id and m.kind = replace(j.kind, 'orders.', ''))`,

  'gift cards whose code was not mailed': `
    select c.id as card_id, c.issued_at from gift_cards.card c
    where c.issued_at < clock_timestamp() - ${grace} and not exists (
      select from notifications.message m where m.subject_id = c.id::text and m.kind = 'gift_card_issued')`,

  'messages nobody tried to send': `
    select id as message_id, kind, recipient, created_at from notifications.message
    where status = 'queued' and attempt_count = 0 and created_at < clock_timestamp() - ${grace}`,

  'facts without exactly one journal row': `
    with facts as (
      select 'orders.order_confirmed' as kind, id::text as subject_id from orders."order" where confirmed_at is not null
      union all select 'orders.tickets_cancelled', id::text from orders.cancellation where status = 'done'
      union all select 'tickets.tickets_issued', id::text from orders."order" where confirmed_at is not null
      union all select 'payments.payment_captured', id::text from payments.payment where captured_minor > 0
      union all select case reason when 'begun_at_provider' then 'payments.refund_noticed' else 'payments.refund_requested' end,
        id::text from payments.refund
      union all select 'payments.refund_succeeded', id::text from payments.refund where status = 'succeeded'
      union all select 'settlement.payout_requested', id::text from settlement.payout
      union all select 'settlement.payout_sent', id::text from settlement.payout where sent_at is not null
      union all select 'notifications.message_sent', id::text from notifications.message where status = 'sent'
    ), told as (
      select kind, coalesce(payload->>'refundId', payload->>'cancellationId', subject_id) as subject_id, count(*) as times from platform.journal
      where kind in (select kind from facts) group by 1, 2
    )
    select kind, subject_id, coalesce(told.times, 0) as times from facts full join told using (kind, subject_id)
    where facts.kind is null or coalesce(told.times, 0) <> 1`,

  'admissions without a journal row': `
    select s.id as scan_id from access_control.scan s
    where s.verdict = 'admitted' and not exists (
      select from platform.journal j where j.kind = 'access_control.ticket_admitted'
        and j.subject_id = s.access_right_id::text and j.payload->>'scanId' = s.id::text)`,
} as const;
