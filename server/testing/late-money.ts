import { audit, type Violation } from '../../database/audit.ts';
import { confirmOrder } from '../modules/orders/confirm-order.ts';
import { applyFact } from '../modules/payments/apply-fact.ts';
import type { PaymentFact, PaymentProvider } from '../modules/payments/providers/provider.ts';
import { sendRefund } from '../modules/payments/refund.ts';
import { sendCapture, sendVoid } from '../modules/payments/send-capture.ts';
import { system } from '../platform/actor.ts';
import { openDatabase } from '../platform/database.ts';
import { deriveSecrets } from '../platform/secrets.ts';
import { type InTransaction, transactionsOn } from '../platform/transaction.ts';
import { type PaymentStarted, placeAnOrder, startToPay } from './buy.ts';
import { type GivenPerformance, givenAPerformance } from './given-a-performance.ts';
import { type GivenServer, givenAServer, testSecret } from './given-a-server.ts';

export const actor = system('late-money-test');

export type Cashier = {
  readonly server: GivenServer;
  readonly at: GivenPerformance;
  /** Nobody is told of what happens in it: the test does what each listener would, in the order it wants. */
  readonly inTransaction: InTransaction;
  /** Seats that no other test has. */
  freshSeats(): string[];
  close(): Promise<void>;
};

export async function givenACashier(): Promise<Cashier> {
  const server = await givenAServer();
  const database = openDatabase(server.databaseUrl, { onError: () => undefined });
  const at = await givenAPerformance(server.pool, { rows: 220, seatsPerRow: 4 });
  const rows = at.rows.values();
  return {
    server,
    at,
    inTransaction: transactionsOn({
      database,
      secrets: deriveSecrets(testSecret),
      listenersOf: () => [],
      deliver: async () => undefined,
    }),
    freshSeats: () => (rows.next().value ?? []).slice(0, 2),
    close: async () => {
      await database.close();
      await server.stop();
    },
  };
}

export type Books = ReturnType<typeof providerThat>;

/** A provider by its own books: what it was asked for is done, once for each payment. */
export function providerThat(captures: PaymentProvider['captures']) {
  const taken = new Map<string, number>();
  const released = new Set<string>();
  const refunded = new Map<string, number>();
  const factOf = (kind: PaymentFact['kind'], { paymentId, providerPaymentId }: Asked): PaymentFact => ({
    kind,
    paymentId,
    providerPaymentId,
    amountMinor: 9_600,
    currency: 'EUR',
  });
  type Asked = { readonly paymentId: string; readonly providerPaymentId: string };
  const provider: PaymentProvider = {
    name: 'simulator',
    captures,
    refunds: 'partial',
    takes: () => true,
    start: async () => ({ providerPaymentId: '', next: { kind: 'none' } }),
    readWebhook: async () => ({ ok: false }),
    capture: async (asked) => {
      taken.set(asked.paymentId, asked.amountMinor);
      return factOf('captured', asked);
    },
    void: async (asked) => {
      if (taken.has(asked.paymentId)) return factOf('captured', asked);
      released.add(asked.paymentId);
      return factOf('cancelled', asked);
    },
    refund: async ({ refundId, ...asked }) => {
      refunded.set(asked.paymentId, asked.amountMinor);
      return { kind: 'refund', ...asked, refundId, providerRefundId: `r-${refundId}`, status: 'succeeded' };
    },
  };
  return { provider, taken, released, refunded };
}

export const takings = ['separate', 'at_once'] as const;
export const comings = ['before D', 'at D', 'D + 1 ms', 'D + 1 h', 'D + 72 h'] as const;
const claims = ['free', 'held by another', 'sold to another', 'event cancelled'] as const;
const ways = ['webhook', 'return', 'both', 'both, reordered', 'poll'] as const;
/** How money is taken, when its word comes (D is the deadline), whose the places are by then, and how we hear of it. */
export type Cell = {
  readonly captures: (typeof takings)[number];
  readonly coming: (typeof comings)[number];
  readonly claim: (typeof claims)[number];
  readonly way: (typeof ways)[number];
};
export const cells: readonly Cell[] = takings.flatMap((captures) =>
  comings.flatMap((coming) => claims.flatMap((claim) => ways.map((way) => ({ captures, coming, claim, way })))),
);

const seconds: Record<Cell['coming'], number> = {
  'before D': -60,
  'at D': 0,
  'D + 1 ms': 0.001,
  'D + 1 h': 3_600,
  'D + 72 h': 259_200,
};

/** Moves the end of the hold so that the provider's word comes then. */
async function moveDeadline({ server }: Cashier, holdId: string, { coming }: Cell): Promise<void> {
  await server.pool.query(
    `with moved as (
       update inventory.hold set held_at = held_at - interval '5 days',
         expires_at = clock_timestamp() - make_interval(secs => $2) where id = $1 returning expires_at)
     update inventory.performance_seat set held_until = (select expires_at from moved), change_number = change_number + 1
     where hold_id = $1`,
    [holdId, seconds[coming]],
  );
}

async function giveToAnother({ server }: Cashier, seats: string[], { claim }: Cell, performanceId: string) {
  if (claim === 'free') return;
  if (claim === 'event cancelled') {
    await server.pool.query(`update catalogue.performance set state = 'cancelled' where id = $1`, [performanceId]);
    return;
  }
  const held = await server.ask('holdSeats', { params: { performanceId }, body: { seats } });
  if (held.status !== 201 || claim === 'held by another') return;
  await server.pool.query(
    `with sold as (update inventory.hold set state = 'sold', ended_at = clock_timestamp() where id = $1)
     update inventory.performance_seat set state = 'sold', held_until = null, change_number = change_number + 1 where hold_id = $1`,
    [held.body.id],
  );
}

export type Paying = PaymentStarted & {
  /** What the provider will say, but for its kind. */
  readonly known: Omit<PaymentFact, 'kind'>;
};

/** Two seats whose buyer has begun to pay. */
export async function startPaying({ server, at }: Cashier, seats: string[], performanceId = at.performanceId) {
  const started = await startToPay(server, await placeAnOrder(server, performanceId, seats));
  const { payment, simulatedId: providerPaymentId } = started;
  const known = { paymentId: payment.id, providerPaymentId, amountMinor: 9_600, currency: 'EUR' };
  return { ...started, known } satisfies Paying;
}

/** The same, and what has become of its places when the provider's word comes. */
export async function startPayingLate(cashier: Cashier, cell: Cell, given?: string[]): Promise<Paying> {
  const isOwnHouse = cell.claim === 'event cancelled';
  const house = isOwnHouse ? await givenAPerformance(cashier.server.pool, { rows: 1, seatsPerRow: 4 }) : cashier.at;
  const seats = given ?? (isOwnHouse ? (house.rows[0] ?? []).slice(0, 2) : cashier.freshSeats());
  const paying = await startPaying(cashier, seats, house.performanceId);
  await moveDeadline(cashier, paying.hold.id, cell);
  await giveToAnother(cashier, seats, cell, house.performanceId);
  return paying;
}

export function learn({ inTransaction }: Cashier, { known }: Paying, kind: PaymentFact['kind']) {
  return inTransaction(actor, (ctx) => applyFact(ctx, { ...known, kind }));
}

export function decide({ inTransaction }: Cashier, { order, payment }: Paying): Promise<void> {
  return inTransaction(actor, (ctx) => confirmOrder(ctx, order.id, payment.id));
}

/** The word of the provider, as often and in the order in which this way brings it. No job has run afterwards. */
export async function hear(cashier: Cashier, cell: Cell, paying: Paying): Promise<void> {
  const kind = cell.captures === 'separate' ? 'authorised' : 'captured';
  if (cell.way === 'return') await learn(cashier, paying, 'pending');
  await learn(cashier, paying, kind);
  if (cell.way === 'both, reordered') await learn(cashier, paying, 'pending');
  await decide(cashier, paying);
  if (cell.way === 'both') await learn(cashier, paying, kind);
  if (cell.way.startsWith('both')) await decide(cashier, paying);
}

/** What the jobs would do: take or release promised money, send refunds. */
export async function doJobs({ server, inTransaction }: Cashier, { provider }: Books, paymentId: string) {
  const app = { inTransaction, providers: new Map([[provider.name, provider]]) };
  await sendCapture(app, paymentId);
  await sendVoid(app, paymentId);
  const { rows } = await server.pool.query<{ id: string }>(
    `select id from payments.refund where payment_id = $1 and status = 'requested'`,
    [paymentId],
  );
  for (const { id } of rows) await sendRefund(app, id);
}

export type Ending = {
  readonly order: string;
  readonly tickets: number;
  readonly payment: string;
  readonly captured: number;
  readonly refunded: number;
  readonly told: readonly string[];
  readonly clearing: number;
};

export async function endingOf({ server }: Cashier, { order }: Paying): Promise<Ending> {
  const { rows } = await server.pool.query<Ending>(
    `select o.status as "order", p.status as payment, p.captured_minor::int as captured, p.refunded_minor::int as refunded,
       (select count(*)::int from tickets.ticket t where t.order_id = o.id and t.status = 'valid') as tickets,
       array(select j.kind || coalesce(' ' || (j.payload->>'reason'), '') || case when j.payload ? 'notCharged' then ' not charged' else '' end
         from platform.journal j where j.subject_id = o.id::text and j.kind in ('orders.order_confirmed', 'orders.order_refunded')
         order by j.id) as told,
       coalesce((select sum(e.amount_minor)::int from ledger.entry e join ledger.posting g on g.id = e.posting_id
         where e.account = 'order_clearing' and (g.reference in (o.id::text, p.id::text)
           or g.reference in (select r.id::text from payments.refund r where r.payment_id = p.id))), 0) as clearing
     from orders."order" o join payments.payment p on p.reference = o.id::text where o.id = $1`,
    [order.id],
  );
  const [ending] = rows;
  if (!ending) throw new Error(`order ${order.id} is gone`);
  return ending;
}

/** What the audit says, but for mails that wait for a listener nobody calls, and seats that were sold by hand, without an order. */
export async function contradictionsIn({ server }: Cashier): Promise<Violation[]> {
  const byHand = [
    'holds that are sold without a paid order, or the other way round',
    'sold seats, valid tickets and paid order lines that are not one to one',
  ];
  const violations = await audit(server.databaseUrl, { graceSeconds: 600 });
  return violations.filter(({ query }) => !byHand.includes(query));
}
