import type pg from 'pg';
import type { Findings } from '../report/findings.ts';
import type { OpenPayment } from './open-payments.ts';
import type { FakeStripe } from './stripe-events.ts';

export type StoredEvents = { readonly findings: Findings; readonly outcomes: ReadonlyMap<string, number> };

type StoredEvent = { id: string; stored: number; applied: number; told: number; outcome: string | null };

/** Every genuine event is stored once, told once and applied; nothing else is stored. */
export async function judgeEvents(
  pool: pg.Pool,
  genuine: ReadonlySet<string>,
  forged: ReadonlySet<string>,
): Promise<StoredEvents> {
  const { rows } = await pool.query<StoredEvent>(
    `select e.event_id as id, count(*)::int as stored, count(e.applied_at)::int as applied, max(e.outcome) as outcome,
       (select count(*)::int from platform.journal j
        where j.subject_id = 'stripe:' || e.event_id and j.kind = 'payments.provider_event_received') as told
     from payments.provider_event e where e.provider = 'stripe' group by e.event_id`,
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const outcomes = new Map<string, number>();
  for (const { outcome } of rows) outcomes.set(outcome ?? 'none', (outcomes.get(outcome ?? 'none') ?? 0) + 1);
  const idsWhere = (is: (row: StoredEvent) => boolean): string[] => rows.filter(is).map(({ id }) => id);
  return {
    outcomes,
    findings: {
      'forged events stored': idsWhere(({ id }) => forged.has(id)),
      'events stored that nobody sent': idsWhere(({ id }) => !forged.has(id) && !genuine.has(id)),
      'events lost': [...genuine].filter((id) => !stored.has(id)),
      'events stored more than once': idsWhere((row) => row.stored > 1),
      'events told other than once': idsWhere((row) => row.told !== 1),
      'events not applied': idsWhere((row) => row.applied !== row.stored),
    },
  };
}

type Standing = {
  id: string;
  payment: string;
  amountMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  order: string;
  captures: number;
  capturesTold: number;
  confirmations: number;
  lines: number;
  ticketed: number;
  tickets: number;
};

/** Every payment and its order stand where what was told of them ends, and each step there was taken once. */
export async function judgePayments(
  pool: pg.Pool,
  stripe: FakeStripe,
  payments: readonly OpenPayment[],
): Promise<Findings> {
  const { rows } = await pool.query<Standing>(standings);
  const standing = new Map(rows.map((row) => [row.id, row]));
  const found = (what: (row: Standing, payment: OpenPayment) => string | undefined): string[] =>
    payments.flatMap((payment) => {
      const row = standing.get(payment.id);
      const words = row ? what(row, payment) : 'is gone';
      return words === undefined ? [] : [`${payment.id} (${payment.story.name}): ${words}`];
    });
  const count = (is: boolean): number => (is ? 1 : 0);
  return {
    'payments otherwise than told': found((row, { ending }) => {
      const isCaptured = ending.payment === 'captured';
      const captured = isCaptured ? row.amountMinor : 0;
      const refunded = ending.order === 'refunded' ? captured : 0;
      const wanted = `${ending.payment} ${captured}/${refunded}`;
      return differs(`${row.payment} ${row.capturedMinor}/${row.refundedMinor}`, wanted);
    }),
    'captures other than one each': found((row, { ending }) => {
      const wanted = count(ending.payment === 'captured');
      return differs(`${row.captures} booked, ${row.capturesTold} told`, `${wanted} booked, ${wanted} told`);
    }),
    'orders otherwise than paid': found((row, { ending }) => {
      const wanted = `${ending.order}, confirmed ${count(ending.order === 'confirmed')} times`;
      return differs(`${row.order}, confirmed ${row.confirmations} times`, wanted);
    }),
    'tickets other than one a line': found((row, { ending, placeCount }) => {
      const tickets = ending.order === 'confirmed' ? placeCount : 0;
      const wanted = `${tickets} for ${tickets} of ${placeCount} lines`;
      return differs(`${row.tickets} for ${row.ticketed} of ${row.lines} lines`, wanted);
    }),
    'money at Stripe otherwise than in our books': found((row, { sessionId }) => {
      const { intent } = stripe.look(sessionId);
      return differs(`${row.capturedMinor}/${row.refundedMinor}`, `${intent?.held ?? 0}/${intent?.refunded ?? 0}`);
    }),
  };
}

function differs(is: string, wanted: string): string | undefined {
  return is === wanted ? undefined : `${is} instead of ${wanted}`;
}

const standings = `
  select p.id, p.status as payment, p.amount_minor::float8 as "amountMinor", p.captured_minor::float8 as "capturedMinor",
    p.refunded_minor::float8 as "refundedMinor", o.status as "order",
    (select count(*)::int from ledger.posting l where l.kind = 'capture' and l.reference = p.id::text) as captures,
    (select count(*)::int from platform.journal j
     where j.subject_id = p.id::text and j.kind = 'payments.payment_captured') as "capturesTold",
    (select count(*)::int from platform.journal j
     where j.subject_id = o.id::text and j.kind = 'orders.order_confirmed') as confirmations,
    (select count(*)::int from orders.order_line l where l.order_id = o.id) as lines,
    t.ticketed, t.tickets
  from payments.payment p join orders."order" o on o.id::text = p.reference
  cross join lateral (
    select count(*)::int as tickets, count(distinct order_line_id)::int as ticketed
    from tickets.ticket where order_id = o.id and status = 'valid') t`;
