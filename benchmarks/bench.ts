import { bestAvailable } from './best-available/best-available.ts';
import { checkout } from './checkout/checkout.ts';
import { WrongUse } from './ground/options.ts';
import { onSaleRush } from './on-sale-rush/on-sale-rush.ts';

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
  'best-available': {
    what: 'CPU of choosing the best seats for 1 to 8 of 45,522, 0 to 99 % sold, beside a scan and objects  [--samples 25]',
    run: bestAvailable,
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
