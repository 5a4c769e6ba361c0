import { WrongUse } from './ground/options.ts';
import { inventoryStress } from './inventory-stress/inventory-stress.ts';

const help = `npm run stress -- inventory [--minutes 2] [--buyers 40] [--sabotage]

Holds, releases and lets expire what is scarce on two nodes while one of them is killed every few seconds, then compares
what every buyer was told with the database. Fails when anything was given twice, lost, or ended early.
--sabotage breaks holds on purpose: the run must then fail.`;

const [name = '--help', ...words] = process.argv.slice(2);
try {
  if (name === 'inventory') await inventoryStress(words);
  else if (name === '--help' || name === '-h') console.log(help);
  else throw new WrongUse(`There is no stress test ${name}.\n\n${help}`);
} catch (error) {
  console.error(error instanceof WrongUse ? error.message : error);
  process.exitCode = error instanceof WrongUse ? 2 : 1;
}
