const grace = `current_setting('audit.grace')::interval`;

/** Transfers, and tills with their chain. Each check is named after what its rows are. */
export const counterChecks = {
  'transfers captured without the money that came for them, or money for one that is not captured': `
    select p.id as payment_id, p.status, e.id as bank_entry_id
    from payments.payment p full join payments.bank_entry e on e.payment_id = p.id
    where (p.provider = 'bank_transfer' and p.captured_minor > 0 and e.id is null)
      or (e.payment_id is not null
        and ((p.provider, p.amount_minor, p.currency) is distinct from ('bank_transfer', e.amount_minor, e.currency)
          or (p.captured_minor = 0 and coalesce(e.decided_at, e.imported_at) < clock_timestamp() - ${grace})))`,

  'payments at the counter that are not a sale of a till with their amount, or the other way round': `
    select p.id as payment_id, e.number, p.captured_minor, e.cash_minor + e.terminal_minor as tendered_minor
    from payments.payment p full join (select * from payments.till_entry where kind = 'sale') e on e.payment_id = p.id
    where (p.provider = 'counter' and p.captured_minor > 0 and e.number is null)
      or (e.number is not null and (p.provider, p.captured_minor, p.currency, p.organiser_id)
        is distinct from ('counter', e.cash_minor + e.terminal_minor, e.currency, e.organiser_id))`,

  'refunds at the counter that are not in a till with their amount, or the other way round': `
    select r.id as refund_id, e.number, r.amount_minor, e.cash_minor + e.terminal_minor as given_minor
    from (select r.*, p.currency, p.organiser_id from payments.refund r join payments.payment p on p.id = r.payment_id
      where p.provider = 'counter' and r.status = 'succeeded') r
    full join (select * from payments.till_entry where kind = 'refund') e on e.refund_id = r.id
    where (r.amount_minor, r.currency, r.organiser_id, r.payment_id)
      is distinct from (-(e.cash_minor + e.terminal_minor), e.currency, e.organiser_id, e.payment_id)`,

  'till entries that are not what was sealed when they were written': `
    select organiser_id, currency, number from payments.till_entry
    where sealed::jsonb is distinct from jsonb_build_object('organiserId', organiser_id, 'currency', currency, 'number', number,
      'tillId', till_id, 'kind', kind, 'cashMinor', cash_minor, 'terminalMinor', terminal_minor, 'givenMinor', given_minor,
      'receipt', receipt, 'paymentId', payment_id, 'refundId', refund_id, 'countedMinor', counted_minor,
      'perpetualMinor', perpetual_minor, 'note', note, 'recordedBy', recorded_by,
      'recordedAt', to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,

  'till entries out of their chain: altered, missing or in another order': `
    with chain as (
      select *, lag(hash, 1, repeat('0', 64)) over ordered as hash_before, lag(number, 1, 0::bigint) over ordered as number_before,
        lag(perpetual_minor, 1, 0::bigint) over ordered as perpetual_before
      from payments.till_entry window ordered as (partition by organiser_id, currency order by number)
    )
    select organiser_id, currency, number from chain
    where number <> number_before + 1 or previous_hash <> hash_before
      or hash <> encode(sha256(convert_to(previous_hash || '|' || sealed, 'UTF8')), 'hex')
      or perpetual_minor <> perpetual_before + case when kind = 'sale' then cash_minor + terminal_minor else 0 end`,

  'chains of till entries that end otherwise than they should': `
    select c.organiser_id, c.currency, c.last_number, e.number
    from payments.till_chain c
    left join lateral (select * from payments.till_entry t where (t.organiser_id, t.currency) = (c.organiser_id, c.currency)
      order by t.number desc limit 1) e on true
    where (c.last_number, c.last_hash, c.perpetual_minor)
      is distinct from (coalesce(e.number, 0), coalesce(e.hash, repeat('0', 64)), coalesce(e.perpetual_minor, 0))`,

  'tills that were not closed with what their entries say': `
    select t.id as till_id, t.expected_minor, sum(e.cash_minor) as cash_minor, t.counted_minor
    from payments.till t left join payments.till_entry e on e.till_id = t.id
    group by t.id
    having (t.closed_at is null) <> (count(*) filter (where e.kind = 'close') = 0)
      or count(*) filter (where e.kind = 'float') <> 1 or bool_or((e.organiser_id, e.currency) <> (t.organiser_id, t.currency))
      or (t.closed_at is not null and ((t.expected_minor, t.counted_minor)
        is distinct from (sum(e.cash_minor), max(e.counted_minor)) or count(*) filter (where e.kind = 'close') <> 1))`,
} as const;
