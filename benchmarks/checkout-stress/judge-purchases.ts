import type pg from 'pg';
import type { Findings } from '../report/findings.ts';
import type { Purchase } from './buy-and-cancel.ts';

type Standing = { id: string; status: string; kept: number; tickets: number };

/** What each buyer was told, against the tickets there are and the money the simulator has by its own books. */
export async function judgePurchases(pool: pg.Pool, purchases: readonly Purchase[]): Promise<Findings> {
  const { rows } = await pool.query<Standing>(
    `select o.id, o.status,
       (select count(*)::int from tickets.ticket t where t.order_id = o.id and t.status = 'valid') as tickets,
       (select coalesce(sum(s.amount_minor
           - coalesce((select sum(r.amount_minor) from simulator.refund r where r.payment_id = s.id), 0)), 0)::float8
         from simulator.payment s join payments.payment p on p.id::text = s.client_reference
         where p.reference = o.id::text and s.status = 'succeeded') as kept
     from orders."order" o where o.id = any($1::uuid[])`,
    [purchases.map(({ orderId }) => orderId)],
  );
  const standing = new Map(rows.map((row) => [row.id, row]));
  const differing = (of: (purchase: Purchase, row: Standing) => [is: unknown, told: unknown]): string[] =>
    purchases.flatMap((purchase) => {
      const row = standing.get(purchase.orderId);
      const [is, told] = row ? of(purchase, row) : ['gone', 'there'];
      return is === told ? [] : [`order ${purchase.orderId} (${purchase.outcome}): ${is}, told ${told}`];
    });
  return {
    'orders otherwise than told': differing(({ status }, row) => [row.status, status]),
    'tickets otherwise than told': differing(({ validTickets }, row) => [row.tickets, validTickets]),
    'money kept otherwise than told': differing(({ status, totalMinor, backMinor, cancellations }, row) => {
      const isGiven = status === 'confirmed' || status === 'part_refunded' || cancellations > 0;
      return [row.kept, isGiven ? totalMinor - backMinor : 0];
    }),
  };
}
