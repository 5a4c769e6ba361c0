import type pg from 'pg';
import { expect } from 'vitest';
import { audit } from '../../database/audit.ts';
import { eventually } from './given-a-server.ts';

/** Everything the database and the provider know of one order, in the order in which it came to be. */
export type Books = {
  order: string;
  closingReason: string | null;
  hold: string;
  /** As everybody sees them; `… by another` once they are somebody else's. */
  seats: string[];
  /** `status captured/refunded`, in minor units. */
  payments: string[];
  refunds: string[];
  /** Balances that are not zero, over every posting of the order. */
  ledger: Record<string, number>;
  tickets: string[];
  accessRights: string[];
  messages: string[];
  /** How often each kind was told of the order, its hold, payments, refunds and messages. */
  journal: Record<string, number>;
  /** What the provider took and gave back by its own books. */
  provider: string[];
};

const totalMinor = 9_600;
const feesMinor = 600;

/** Two seats at 45 € and 3 € of fees each, bought at the simulator. */
export const paidAndGiven: Omit<Books, 'journal'> = {
  order: 'confirmed',
  closingReason: null,
  hold: 'sold',
  seats: ['sold', 'sold'],
  payments: [`captured ${totalMinor}/0`],
  refunds: [],
  ledger: { provider_clearing: totalMinor, organiser_payable: feesMinor - totalMinor, platform_fee: -feesMinor },
  tickets: ['valid', 'valid'],
  accessRights: ['issued', 'issued'],
  messages: ['order_confirmed sent'],
  provider: [`succeeded ${totalMinor}`],
};

export async function booksOf({ pool }: { pool: pg.Pool }, orderId: string): Promise<Books> {
  const { rows } = await pool.query<Books>(statement, [orderId]);
  const [books] = rows;
  if (!books) throw new Error(`there is no order ${orderId}`);
  return books;
}

/** Waits until the books, or a part of them, are as expected. Fails with the difference when they never are. */
export async function expectBooks(
  server: { pool: pg.Pool },
  orderId: string,
  expected: Partial<Books>,
  patienceMs = 20_000,
): Promise<void> {
  let found: Books | undefined;
  await eventually(
    'the books',
    async () => {
      found = await booksOf(server, orderId);
      return matches(found, expected);
    },
    patienceMs,
  ).catch(() => expect(found).toMatchObject(expected));
}

/** Nothing contradicts itself now, but for what may be open for so many seconds, and soon nothing is left open either. */
export async function auditAll(
  { databaseUrl }: { databaseUrl: string },
  patienceMs = 20_000,
  graceSeconds = 120,
): Promise<void> {
  expect(await audit(databaseUrl, { graceSeconds })).toEqual([]);
  let violations: unknown;
  await eventually(
    'an audit without a violation',
    async () => {
      const found = await audit(databaseUrl, { graceSeconds: 0 });
      violations = found;
      return found.length === 0;
    },
    patienceMs,
  ).catch(() => expect(violations).toEqual([]));
}

function matches(found: Books, expected: Partial<Books>): boolean {
  try {
    expect(found).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
}

const statement = `
  with o as (select * from orders."order" where id = $1),
  p as (select p.* from payments.payment p join o on p.reference = o.id::text),
  r as (select r.* from payments.refund r join p on p.id = r.payment_id),
  t as (select t.* from tickets.ticket t join o on t.order_id = o.id),
  m as (select m.* from notifications.message m join o on m.subject_id = o.id::text),
  postings as (
    select id from ledger.posting where reference in
      (select id::text from o union all select id::text from p union all select id::text from r
       union all select c.id::text from orders.cancellation c join o on c.order_id = o.id)),
  subjects as (
    select id::text from o union all select hold_id::text from o union all select id::text from p
    union all select id::text from r union all select id::text from m)
  select o.status as "order", o.closing_reason as "closingReason", h.state as hold,
    array(
      select case when s.hold_id is distinct from o.hold_id and s.state in ('sold', 'held')
          and (s.state = 'sold' or s.held_until > clock_timestamp()) then s.state || ' by another'
        when s.state = 'held' and s.held_until <= clock_timestamp() then 'free' else s.state end
      from inventory.hold_place hp join inventory.performance_seat s using (performance_id, seat_id)
      where hp.hold_id = o.hold_id order by hp.place) as seats,
    array(select status || ' ' || captured_minor || '/' || refunded_minor from p order by opened_at) as payments,
    array(select status || ' ' || amount_minor || ' ' || reason from r order by requested_at) as refunds,
    coalesce((
      select jsonb_object_agg(account, balance) from (
        select account, sum(amount_minor)::int as balance from ledger.entry where posting_id in (select id from postings)
        group by account having sum(amount_minor) <> 0) accounts), '{}') as ledger,
    array(select status from t order by serial) as tickets,
    array(select a.state from tickets.access_right a join t on t.id = a.ticket_id order by t.serial) as "accessRights",
    array(select kind || ' ' || status || coalesce(' ' || (payload->>'reason'), '')
      || case payload->>'late' when 'true' then ' late' else '' end from m order by created_at) as messages,
    (select jsonb_object_agg(kind, times) from (
      select kind, count(*) as times from platform.journal where subject_id in (select id from subjects) group by kind) told
    ) as journal,
    array(
      select s.status || ' ' || s.amount_minor || coalesce(
        (select ', back ' || string_agg(b.amount_minor::text, ' ' order by b.created_at) from simulator.refund b where b.payment_id = s.id), '')
      from simulator.payment s join p on p.id::text = s.client_reference order by s.created_at) as provider
  from o join inventory.hold h on h.id = o.hold_id`;
