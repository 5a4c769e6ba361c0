import { WrongUse } from './ground/options.ts';
import { inventoryStress } from './inventory-stress/inventory-stress.ts';

const help = `npm run stress -- inventory [--attempts 1000000] [--minutes 30] [--buyers 1000] [--nodes 3] [--kill-seconds 6]
    [--kills 1] [--restarts 10] [--sabotage]

Buyers fight for what is scarce on several nodes, one of which is killed every few seconds; the database is killed too. Then
what every buyer was told is compared with the database. Fails when anything was given twice, lost, or ended early.
Ends after so many attempts or minutes, whichever comes first, but not before so many nodes were killed.
--sabotage takes locks and constraints away: the run must then fail.`;

const [name = '--help', ...words] = process.argv.slice(2);
try {
  if (name === 'inventory') await inventoryStress(words);
  else if (name === '--help' || name === '-h') console.log(help);
  else throw new WrongUse(`There is no stress test ${name}.\n\n${help}`);
} catch (error) {
  console.error(error instanceof WrongUse ? error.message : error);
  process.exitCode = error instanceof WrongUse ? 2 : 1;
}
