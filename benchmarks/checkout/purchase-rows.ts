import pg from 'pg';
import { z } from 'zod';

/** Of a row: a column and its value as a parameter; `json` is written as text. */
const Cell = z.object({ column: z.string(), type: z.enum(['json', 'array', 'plain']), value: z.unknown() });
const TableRows = z.object({ table: z.string(), rows: z.array(z.array(Cell)) });
/** The rows that one purchase left, and what names it in them. */
export const PurchaseRows = z.object({
  tables: z.array(TableRows),
  /** Ids that were made for it. */
  ids: z.array(z.string()),
  reference: z.string(),
  /** Other names that may be given once only. */
  names: z.array(z.string()),
  seatIds: z.array(z.string()),
});
export type PurchaseRows = z.infer<typeof PurchaseRows>;

/** What a purchase has to leave whoever sells it; the queue of jobs and remembered answers are our own way. */
const tables = [
  'inventory.hold',
  'inventory.hold_place',
  'orders."order"',
  'orders.order_line',
  'payments.payment',
  'payments.provider_event',
  'tickets.ticket',
  'tickets.access_right',
  'ledger.posting',
  'ledger.entry',
  'invoices.document',
  'invoices.line',
  'invoices.tax',
  'notifications.message',
  'platform.journal',
] as const;

type Found = { readonly table: string; readonly row: Readonly<Record<string, unknown>> };
type Kinds = ReadonlyMap<string, { readonly type: 'json' | 'array' | 'plain' }>;

/** The rows of an order that is confirmed, told and invoiced. */
export async function readPurchaseRows(databaseUrl: string, orderId: string): Promise<PurchaseRows> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found = await followIds(client, orderId);
    const ids = [...found.ids];
    const of = (table: string) => found.rows.filter((one) => one.table === table).map(({ row }) => row);
    const [order] = of('orders."order"');
    const names = [...of('payments.payment'), ...of('payments.provider_event'), ...of('invoices.document')];
    const kept: PurchaseRows['tables'] = [];
    for (const table of tables) {
      const kinds = await columnsOf(client, table);
      kept.push({ table, rows: of(table).map((row) => cellsOf(row, kinds)) });
    }
    return {
      ids,
      reference: String(order?.['reference']),
      names: names.flatMap((row) =>
        [row['provider_payment_id'], row['event_id'], row['number']].flatMap((name) => (name ? [String(name)] : [])),
      ),
      seatIds: of('inventory.hold_place').map((row) => String(row['seat_id'])),
      tables: kept,
    };
  } finally {
    await client.end();
  }
}

/** Rows that name the order, and those that name them, until there are no more. */
async function followIds(client: pg.Client, orderId: string): Promise<{ ids: Set<string>; rows: Found[] }> {
  const ids = new Set([orderId]);
  const { rows: orders } = await client.query<{ hold_id: string; payment_id: string }>(
    'select hold_id, payment_id from orders."order" where id = $1',
    [orderId],
  );
  for (const order of orders) ids.add(order.hold_id).add(order.payment_id);
  for (;;) {
    const before = ids.size;
    const rows: Found[] = [];
    for (const table of tables) {
      const found = await client.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from ${table} t where to_jsonb(t)::text ~ $1`,
        [[...ids].join('|')],
      );
      for (const { row } of found.rows) {
        rows.push({ table, row });
        if (typeof row['id'] === 'string') ids.add(row['id']);
      }
    }
    if (ids.size === before) return { ids, rows };
  }
}

async function columnsOf(client: pg.Client, table: string): Promise<Kinds> {
  const { rows } = await client.query<{ column: string; type: 'json' | 'array' | 'plain' }>(
    `select attname as column, case when t.typname = 'jsonb' then 'json' when t.typcategory = 'A' then 'array' else 'plain' end as type
     from pg_attribute a join pg_type t on t.oid = a.atttypid
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity <> 'a' and attgenerated = ''`,
    [table],
  );
  return new Map(rows.map(({ column, type }) => [column, { type }]));
}

function cellsOf(row: Readonly<Record<string, unknown>>, kinds: Kinds): z.infer<typeof Cell>[] {
  return [...kinds].map(([column, { type }]) => {
    const value = row[column] ?? null;
    return { column, type, value: type === 'json' && value !== null ? JSON.stringify(value) : value };
  });
}
