import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBreaches } from './walls.ts';

const inventory = 'server/modules/inventory';
const orders = 'server/modules/orders';

/** A tree that uses everything the walls allow: each planted file below adds one thing they refuse. */
const cleanTree: Record<string, string> = {
  'node_modules/kysely/package.json': '{ "name": "kysely", "version": "0.0.0", "exports": "./index.js" }',
  'node_modules/kysely/index.js': 'export const sql = 1;',
  'node_modules/pg/package.json': '{ "name": "pg", "version": "0.0.0", "exports": "./index.js" }',
  'node_modules/pg/index.js': 'export const Client = 1;',
  'node_modules/nodemailer/package.json': '{ "name": "nodemailer", "version": "0.0.0", "exports": "./index.js" }',
  'node_modules/nodemailer/index.js': 'export const createTransport = 1;',
  'node_modules/zod/package.json': '{ "name": "zod", "version": "0.0.0", "exports": "./index.js" }',
  'node_modules/zod/index.js': 'export const z = 1;',
  'contract/api/orders.ts': "import { z } from 'zod';\nexport const Order = z;\nexport type Order = string;\n",
  'contract/money.ts':
    "import { z } from 'zod';\nexport const money = z;\nexport const dayOf = (at: number) => new Date(at);\n",
  'database/migrate.ts': "import { Client } from 'pg';\nexport const migrate = Client;\n",
  'database/tables.gen.ts': 'export type DB = { one: 1 };\n',
  'server/platform/sql.ts': "import { sql } from 'kysely';\nexport const tx = sql;\n",
  'server/platform/database.ts': "export { Client as openDatabase } from 'pg';\nexport const violatedConstraint = 1;\n",
  'server/platform/context.ts': 'export const ground = Symbol();\n',
  'server/platform/http.ts': "import { createServer } from 'node:http';\nexport const serve = createServer;\n",
  [`${inventory}/index.ts`]: "export { holdSeats } from './hold-seats.ts';\n",
  [`${inventory}/rules.ts`]:
    "import { money } from '../../../contract/money.ts';\nexport const decideHold = () => money;\n",
  [`${inventory}/store.ts`]:
    "import { sql } from 'kysely';\nimport type { DB } from '../../../database/tables.gen.ts';\nimport { tx } from '../../platform/sql.ts';\nexport const lockSeats = (): DB[] => [sql, tx] as never;\n",
  [`${inventory}/hold-seats.ts`]:
    "import { decideHold } from './rules.ts';\nimport { lockSeats } from './store.ts';\nexport const holdSeats = async () => [await lockSeats(), decideHold(), crypto.randomUUID()];\n",
  [`${inventory}/http.ts`]: "import { holdSeats } from './hold-seats.ts';\nexport const routes = [holdSeats];\n",
  [`${inventory}/hold-seats.test.ts`]:
    "import { Client } from 'pg';\nimport { placeOrder } from '../orders/index.ts';\nexport const now = [Date.now(), Client, placeOrder];\n",
  [`${orders}/index.ts`]: "export { placeOrder } from './place-order.ts';\n",
  [`${orders}/rules.ts`]:
    "import { decideHold } from '../inventory/rules.ts';\nexport const decideOrder = decideHold;\n",
  [`${orders}/place-order.ts`]:
    "import { holdSeats } from '../inventory/index.ts';\nimport { decideOrder } from './rules.ts';\nexport const placeOrder = (fetch: () => void) => [holdSeats, decideOrder, fetch()];\n",
  [`${orders}/http.ts`]: "import { placeOrder } from './place-order.ts';\nexport const routes = [placeOrder];\n",
  'server/modules/payments/providers/stripe.ts': "export const start = () => fetch('https://payments.test');\n",
  'server/modules/notifications/mail-transport.ts':
    "import { createTransport } from 'nodemailer';\nexport const transport = createTransport;\n",
  'server/app.ts':
    "import { routes } from './modules/inventory/http.ts';\nimport { routes as more } from './modules/orders/http.ts';\nexport const app = [routes, more];\n",
  'web/shop/seat-choice.tsx':
    "import type { Order } from '../../contract/api/orders.ts';\nimport { money } from '../../contract/money.ts';\nexport const SeatChoice = (_order: Order) => money;\n",
  'scanner/gate.ts': "import { money } from '../contract/money.ts';\nexport const gate = money;\n",
};

type Planted = [what: string, rule: string, file: string, text: string];

const planted: Planted[] = [
  [
    'a page that carries a schema of the API',
    'pages-carry-no-schemas',
    'web/shop/order-page.tsx',
    "import { Order } from '../../contract/api/orders.ts';\nexport const page = Order;\n",
  ],
  [
    'an import from a module above',
    'calls-go-down',
    `${inventory}/sell-held.ts`,
    "import { placeOrder } from '../orders/index.ts';\nexport const sell = placeOrder;\n",
  ],
  [
    'a type imported from a module above',
    'calls-go-down',
    `${inventory}/sell-held.ts`,
    "import type { placeOrder } from '../orders/index.ts';\nexport type Sell = typeof placeOrder;\n",
  ],
  [
    'an import that goes round the door',
    'through-the-door',
    `${orders}/pay-order.ts`,
    "import { holdSeats } from '../inventory/hold-seats.ts';\nexport const pay = holdSeats;\n",
  ],
  [
    "another module's store",
    'through-the-door',
    `${orders}/pay-order.ts`,
    "import { lockSeats } from '../inventory/store.ts';\nexport const pay = lockSeats;\n",
  ],
  [
    'a module without a place in the order',
    'known-modules-only',
    'server/open-shop.ts',
    "import { sell } from './modules/merchandise/index.ts';\nexport const shop = sell;\n",
  ],
  [
    'an entry point that goes round a door',
    'doors-from-outside',
    'server/serve.ts',
    "import { holdSeats } from './modules/inventory/hold-seats.ts';\nexport const serve = holdSeats;\n",
  ],
  [
    'the app reading a store',
    'app-only-assembles',
    'server/app.ts',
    "import { lockSeats } from './modules/inventory/store.ts';\nexport const app = lockSeats;\n",
  ],
  [
    'a door that leads to the routes',
    'only-app-assembles',
    `${inventory}/index.ts`,
    "export { routes } from './http.ts';\n",
  ],
  [
    'the platform knowing a module',
    'platform-knows-no-module',
    'server/platform/jobs.ts',
    "import { holdSeats } from '../modules/inventory/index.ts';\nexport const jobs = holdSeats;\n",
  ],
  [
    'the contract using Node',
    'contract-is-pure',
    'contract/ids.ts',
    "import { createHash } from 'node:crypto';\nexport const id = createHash;\n",
  ],
  [
    'a rule that reads the store',
    'rules-are-pure',
    `${inventory}/best-seats.rules.ts`,
    "import { lockSeats } from './store.ts';\nexport const best = lockSeats;\n",
  ],
  [
    'a query builder outside a store',
    'sql-lives-in-stores',
    `${inventory}/release-hold.ts`,
    "import { sql } from 'kysely';\nexport const release = sql;\n",
  ],
  [
    'a database client outside a store',
    'sql-lives-in-stores',
    `${inventory}/http.ts`,
    "import { Client } from 'pg';\nexport const routes = Client;\n",
  ],
  [
    'the transaction reached outside a store',
    'sql-lives-in-stores',
    `${inventory}/release-hold.ts`,
    "import { tx } from '../../platform/sql.ts';\nexport const release = tx;\n",
  ],
  [
    'a module with a connection of its own',
    'no-way-round-the-transaction',
    `${inventory}/store.ts`,
    "import { openDatabase } from '../../platform/database.ts';\nexport const lockSeats = openDatabase;\n",
  ],
  [
    'a module that migrates',
    'no-way-round-the-transaction',
    `${inventory}/store.ts`,
    "import { migrate } from '../../../database/migrate.ts';\nexport const lockSeats = migrate;\n",
  ],
  [
    'a module that takes the transaction out of its ctx',
    'no-way-round-the-transaction',
    `${inventory}/release-hold.ts`,
    "import { ground as key } from '../../platform/context.ts';\nexport const release = key;\n",
  ],
  [
    'an HTTP client in an operation',
    'no-network-in-operations',
    `${orders}/pay-order.ts`,
    "import { request } from 'node:https';\nexport const pay = request;\n",
  ],
  [
    'a fetch in an operation',
    'no-network-in-operations',
    `${orders}/pay-order.ts`,
    "export const pay = () => fetch('https://payments.test');\n",
  ],
  [
    'a fetch through globalThis',
    'no-network-in-operations',
    `${orders}/pay-order.ts`,
    "export const pay = () => globalThis.fetch('https://payments.test');\n",
  ],
  [
    'a mail sent from an operation',
    'no-network-in-operations',
    `${orders}/pay-order.ts`,
    "import { createTransport } from 'nodemailer';\nexport const pay = createTransport;\n",
  ],
  [
    'a provider that reads a store',
    'provider-sees-no-store',
    'server/modules/payments/providers/paypal.ts',
    "import { open } from '../store.ts';\nexport const paypal = open;\n",
  ],
  [
    'a provider that calls into the simulator',
    'simulator-stands-outside',
    'server/modules/payments/providers/simulator.ts',
    "import { settle } from '../../../payment-simulator/settle.ts';\nexport const simulator = settle;\n",
  ],
  [
    'the simulator calling into a module',
    'simulator-stands-outside',
    'server/payment-simulator/deliver.ts',
    "import { holdSeats } from '../modules/inventory/index.ts';\nexport const deliver = holdSeats;\n",
  ],
  [
    'a page importing the server',
    'pages-know-the-contract-only',
    'web/shop/cart.ts',
    "import { holdSeats } from '../../server/modules/inventory/index.ts';\nexport const cart = holdSeats;\n",
  ],
  [
    'the scanner importing a page',
    'pages-know-the-contract-only',
    'scanner/queue.ts',
    "import { SeatChoice } from '../web/shop/seat-choice.tsx';\nexport const queue = SeatChoice;\n",
  ],
  [
    'the server importing a page',
    'server-knows-no-page',
    'server/serve.ts',
    "import { SeatChoice } from '../web/shop/seat-choice.tsx';\nexport const serve = SeatChoice;\n",
  ],
  [
    'product code leaning on a test',
    'no-product-on-tests',
    `${inventory}/release-hold.ts`,
    "import { now } from './hold-seats.test.ts';\nexport const release = now;\n",
  ],
  [
    'a test leaning on a benchmark',
    'nothing-imports-the-outermost',
    `${inventory}/rush.test.ts`,
    "import { rush } from '../../../benchmarks/rush.ts';\nexport const test = rush;\n",
  ],
  [
    'two files importing each other',
    'no-cycles',
    `${inventory}/best.rules.ts`,
    "import { decideHold } from './rules.ts';\nexport const best = Number(decideHold);\n",
  ],
  [
    'an import that leads nowhere',
    'imports-exist',
    `${inventory}/release-hold.ts`,
    "import { gone } from './gone.ts';\nexport const release = gone;\n",
  ],
  ['a clock in a rule', 'no-clock-in-rules', `${inventory}/rules.ts`, 'export const decideHold = () => Date.now();\n'],
  [
    'the date of today in a rule',
    'no-clock-in-rules',
    `${inventory}/window.rules.ts`,
    'export const isOpen = () => new Date();\n',
  ],
  [
    'a clock taken apart in a rule',
    'no-clock-in-rules',
    `${inventory}/window.rules.ts`,
    'const { now } = Date;\nexport const isOpen = () => now();\n',
  ],
  [
    'a stopwatch in the contract',
    'no-clock-in-rules',
    'contract/ids.ts',
    "export const started = globalThis['performance'].now();\n",
  ],
  ['dice in a rule', 'no-dice-in-rules', `${inventory}/rules.ts`, 'export const decideHold = () => Math.random();\n'],
  [
    'an id made by the contract',
    'no-dice-in-rules',
    'contract/ids.ts',
    'export const id = () => crypto.randomUUID();\n',
  ],
  [
    'a rule that reads the environment',
    'no-process-in-rules',
    `${inventory}/rules.ts`,
    'export const decideHold = () => process.env.HOLD;\n',
  ],
  ['a rule that waits', 'no-waiting-in-rules', `${inventory}/rules.ts`, 'export const decideHold = async () => 1;\n'],
  [
    'a timer in the contract',
    'no-waiting-in-rules',
    'contract/ids.ts',
    'setTimeout(() => {}, 1);\nexport const id = 1;\n',
  ],
  [
    "the machine's clock in an operation",
    'time-comes-from-ctx',
    `${inventory}/release-hold.ts`,
    'export const release = () => new Date();\n',
  ],
  [
    'dice in an operation',
    'no-dice-in-operations',
    `${inventory}/release-hold.ts`,
    'export const release = () => Math.random();\n',
  ],
  ['a name that fits every file', 'names-say-something', `${inventory}/seat-utils.ts`, 'export const seats = 1;\n'],
];

/** What a planted file needs to exist around it. */
const surroundings: Record<string, Record<string, string>> = {
  'known-modules-only': { 'server/modules/merchandise/index.ts': 'export const sell = 1;\n' },
  'simulator-stands-outside': { 'server/payment-simulator/settle.ts': 'export const settle = 1;\n' },
  'provider-sees-no-store': { 'server/modules/payments/store.ts': 'export const open = 1;\n' },
  'nothing-imports-the-outermost': { 'benchmarks/rush.ts': 'export const rush = 1;\n' },
  'no-cycles': {
    [`${inventory}/rules.ts`]:
      "import type { best } from './best.rules.ts';\nexport const decideHold = (): typeof best => 1;\n",
  },
};

describe('the walls', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tessera-walls-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  let treeCount = 0;
  async function breachesOf(tree: Record<string, string>): Promise<string[]> {
    treeCount += 1;
    const root = join(folder, `tree-${treeCount}`);
    for (const [file, text] of Object.entries(tree)) {
      await mkdir(join(root, dirname(file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    return (await findBreaches(root)).map(({ rule, where }) => `${rule} in ${where.split(/[: ]/)[0]}`);
  }

  test('let a tree through that keeps to them', async () => {
    expect(await breachesOf(cleanTree)).toEqual([]);
  });

  test('let each module call the one before it, and not the one after it', async () => {
    const order =
      'identity venues catalogue pricing inventory shop ledger gift-cards payments tickets blacklist passes subscriptions orders transfers access-control incidents authority notifications reporting audit';
    const doors = order.split(' ').map((name) => `server/modules/${name}/index.ts`);
    const treeWhereEachCalls = (offset: number) =>
      Object.fromEntries(
        doors.map((door, position) => {
          const called = doors[position + offset]?.replace('server/modules', '..');
          return [door, called ? `import { call } from '${called}';\nexport { call };\n` : 'export const call = 1;\n'];
        }),
      );
    expect(await breachesOf(treeWhereEachCalls(-1))).toEqual([]);
    const refused = await breachesOf(treeWhereEachCalls(1));
    expect(refused.sort()).toEqual(
      doors
        .slice(0, -1)
        .map((door) => `calls-go-down in ${door}`)
        .sort(),
    );
  });

  test.each(planted)('refuse %s by the rule %s', async (_, rule, file, text) => {
    const breaches = await breachesOf({ ...cleanTree, ...surroundings[rule], [file]: text });
    expect(breaches).toContain(`${rule} in ${file}`);
  });

  test('have no rule that no planted breach shows to work', async () => {
    const { default: importRules } = await import('../.dependency-cruiser.mjs');
    const shown = new Set(planted.map(([, rule]) => rule));
    expect(importRules.forbidden.map(({ name }) => name).filter((name) => !shown.has(name ?? ''))).toEqual([]);
  });
});
