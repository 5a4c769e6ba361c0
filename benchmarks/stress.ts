import { agreementStress } from './agreement-stress/agreement-stress.ts';
import { checkoutStress } from './checkout-stress/checkout-stress.ts';
import { gateStress } from './gate-stress/gate-stress.ts';
import { WrongUse } from './ground/options.ts';
import { inventoryStress } from './inventory-stress/inventory-stress.ts';
import { webhooksStress } from './webhooks-stress/webhooks-stress.ts';

const help = `npm run stress -- inventory [--attempts 1000000] [--minutes 30] [--buyers 1000] [--nodes 3] [--kill-seconds 6]
    [--kills 1] [--restarts 10] [--sabotage]

Buyers fight for what is scarce on several nodes, one of which is killed every few seconds; the database is killed too. Then
what every buyer was told is compared with the database. Fails when anything was given twice, lost, or ended early.
Ends after so many attempts or minutes, whichever comes first, but not before so many nodes were killed.
--sabotage takes locks and constraints away: the run must then fail.

npm run stress -- webhooks [--events 100000] [--times 10] [--forged-percent 1] [--clients 32] [--rate 300] [--nodes 1]
    [--seed 1] [--sabotage]

Webhooks of Stripe about payments the product has opened, each so many times, shuffled, and forged ones among them: so many
a second, and as many under way as there are clients. Fails when a genuine one has not exactly one effect, or a forged one
has any. Prints how long acknowledging takes.
--sabotage tells the forger the secret, and takes row locks away: the run must then fail.

npm run stress -- checkout [--purchases 3000] [--minutes 20] [--buyers 24] [--nodes 2] [--kill-seconds 10] [--kills 1] [--seed 1]
    [--sabotage]

Buyers order, pay at the simulator that misbehaves in every way it can, and cancel tickets under every policy, on nodes of
which one is killed every few seconds. Fails when the books do not balance, clearing is not empty, the simulator's statement says
something else than our books, or a buyer was told something else than what was done.
--sabotage loses a refund of the simulator's books: the run must then fail.

npm run stress -- gate [--devices 20] [--tickets 5000] [--doors 3] [--loss-percent 30] [--offline-tickets 10000]
    [--doubles 500] [--seed 1] [--sabotage]

Each ticket is shown at several doors at once, whose phones lose so many requests or answers. Then tickets are shown at doors
without a network, some at two of them, once where the tickets are shared out among the doors and once where they are not;
and all phones come back. Fails when a ticket lets in twice and nobody is told, or is used and let nobody in.
--sabotage takes row locks away, lets phones not confirm, gives each every lane, and loses one phone: the run must then fail.

npm run stress -- agreement [--cases 1000000] [--through-server 20000] [--codes 1000000] [--seed 1] [--sabotage]

Drawn evenings, tickets, histories and moments, judged by the rule of the door itself, by a door that has nothing but a list,
and by the server over rows written for the case. Fails when two of them differ in verdict or reason, except for what a list
cannot know, which is counted; or when a code that was changed is taken for genuine.
--sabotage judges by a rule that forgets an hour: the run must then fail.`;

const [name = '--help', ...words] = process.argv.slice(2);
try {
  if (name === 'inventory') await inventoryStress(words);
  else if (name === 'webhooks') await webhooksStress(words);
  else if (name === 'checkout') await checkoutStress(words);
  else if (name === 'gate') await gateStress(words);
  else if (name === 'agreement') await agreementStress(words);
  else if (name === '--help' || name === '-h') console.log(help);
  else throw new WrongUse(`There is no stress test ${name}.\n\n${help}`);
} catch (error) {
  console.error(error instanceof WrongUse ? error.message : error);
  process.exitCode = error instanceof WrongUse ? 2 : 1;
}
