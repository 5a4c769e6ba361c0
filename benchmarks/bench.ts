import { bestAvailable } from './best-available/best-available.ts';
import { checkout } from './checkout/checkout.ts';
import { gateRush } from './gate-rush/gate-rush.ts';
import { WrongUse } from './ground/options.ts';
import { growth } from './growth/growth.ts';
import { offlineGate } from './offline-gate/offline-gate.ts';
import { onSaleRush } from './on-sale-rush/on-sale-rush.ts';
import { seatMap } from './seat-map/seat-map.ts';
import { severalNodes } from './several-nodes/several-nodes.ts';
import { standingPit } from './standing-pit/standing-pit.ts';
import { watchers } from './watchers/watchers.ts';

type Benchmark = { readonly what: string; run(words: readonly string[]): Promise<void> };

const benchmarks: Readonly<Record<string, Benchmark>> = {
  'on-sale-rush': {
    what: 'holds of two seats of 45,000 over HTTP, beside a bare statement and a plain server  [--clients 64,512] [--seconds 10]',
    run: onSaleRush,
  },
  checkout: {
    what: 'hold, order, pay, tickets, through the API and the payment simulator  [--clients 16,64] [--seconds 20]',
    run: checkout,
  },
  'gate-rush': {
    what: 'scans at doors that are online, each ticket once or twice, beside a bare insert and a plain server  [--devices 20] [--seconds 10]',
    run: gateRush,
  },
  'best-available': {
    what: 'CPU of choosing the best seats for 1 to 8 of 45,522, 0 to 99 % sold, beside a scan and objects  [--samples 25]',
    run: bestAvailable,
  },
  'standing-pit': {
    what: 'holds of 1 to 4 places of one counter until it is full, beside a bare counter and a plain server  [--clients 64,512] [--places 40000]',
    run: standingPit,
  },
  growth: {
    what: 'the same requests with 10,000, 1,000,000 and (--large, 12 GB of disk) 10,000,000 seats in the table  [--requests 20000] [--rounds 3]',
    run: growth,
  },
  'seat-map': {
    what: 'geometry and states of 45,522 seats, beside a constant answer and JSON from the database  [--clients 32] [--seconds 5]',
    run: seatMap,
  },
  'several-nodes': {
    what: 'from a hold on one of three nodes to the watchers of the two others  [--holds 300]',
    run: severalNodes,
  },
  'offline-gate': {
    what: 'a phone without a network in a real browser: ready, decided, shown, beside the signature check alone  [--tickets 50000] [--decisions 2500] [--readings 200] [--rounds 3]',
    run: offlineGate,
  },
  watchers: {
    what: 'live connections to one server while seats change, beside a frame for each change  [--watchers 5000] [--changes 1000] [--seconds 15]',
    run: watchers,
  },
};

const help = `npm run bench -- <name>

${Object.entries(benchmarks)
  .map(([name, { what }]) => `  ${name.padEnd(16)}${what}`)
  .join('\n')}

Prints a table and writes it as JSON; --record also adds it to benchmarks/results.md.`;

const [name = '--help', ...words] = process.argv.slice(2);
const benchmark = benchmarks[name];
try {
  if (benchmark !== undefined) await benchmark.run(words);
  else if (name === '--help' || name === '-h') console.log(help);
  else throw new WrongUse(`There is no benchmark ${name}.\n\n${help}`);
} catch (error) {
  console.error(error instanceof WrongUse ? error.message : error);
  process.exitCode = error instanceof WrongUse ? 2 : 1;
}
