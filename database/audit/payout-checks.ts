const grace = `current_setting('audit.grace')::interval`;

/** Money sent to organisers' accounts. Each check is named after what its rows are. */
export const payoutChecks = {
  'payouts to accounts that stand otherwise than in the ledger, or the other way round': `
    with booked as (
      select split_part(p.reference, ':', 1) as payout, e.organiser_id, e.currency,
        coalesce(sum(e.amount_minor) filter (where e.account = 'organiser_payable'), 0) as payable_minor,
        coalesce(sum(e.amount_minor) filter (where e.account = 'payout_clearing'), 0) as clearing_minor,
        coalesce(sum(e.amount_minor) filter (where e.account = 'provider_clearing'), 0) as at_provider_minor
      from ledger.posting p join ledger.entry e on e.posting_id = p.id
      where p.kind in ('payout_request', 'payout_sent', 'payout_failed', 'payout_reversed')
      group by 1, e.organiser_id, e.currency
    ), standing as (
      select id::text as payout, organiser_id, currency,
        case state when 'failed' then 0 else amount_minor - reversed_minor end as payable_minor,
        case state when 'requested' then -amount_minor else 0 end as clearing_minor,
        case when state in ('sent', 'reversed') then reversed_minor - amount_minor else 0 end as at_provider_minor
      from settlement.payout
    )
    select payout, booked.payable_minor as booked_minor, standing.payable_minor
    from booked full join standing using (payout)
    where (booked.organiser_id, booked.currency, booked.payable_minor, booked.clearing_minor, booked.at_provider_minor)
      is distinct from (standing.organiser_id, standing.currency, standing.payable_minor, standing.clearing_minor,
        standing.at_provider_minor)`,

  'payouts the provider has neither sent nor refused': `
    select id as payout, tries, requested_at from settlement.payout
    where state = 'requested' and requested_at < clock_timestamp() - ${grace}`,

  'payouts to the account of another organiser or provider': `
    select p.id as payout from settlement.payout p join settlement.payout_account a on a.id = p.payout_account_id
    where (p.organiser_id, p.provider) <> (a.organiser_id, a.provider)`,

  'accounts of organisers that nobody has opened': `
    select id as payout_account, requested_at from settlement.payout_account
    where provider_account_id is null and ended_at is null and requested_at < clock_timestamp() - ${grace}`,
} as const;
