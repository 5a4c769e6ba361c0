import { tellFindings } from '../report/findings.ts';
import { formatTable } from '../report/table.ts';
import type { CheckoutStressResult } from './stress-checkout.ts';

/** Prints how purchases went at the simulator and ended, and what was found. */
export function tellCheckout({ wish, purchases, seconds, kills, repeated, findings }: CheckoutStressResult): void {
  const groups = Map.groupBy(purchases, ({ evening, status }) => `${evening}, ${status}`);
  const rows = [...groups].sort().map(([purchase, own]) => ({
    purchase,
    count: own.length,
    cancellations: own.reduce((sum, { cancellations }) => sum + cancellations, 0),
    'back, minor units': own.reduce((sum, { backMinor }) => sum + backMinor, 0),
  }));
  const outcomes = [...Map.groupBy(purchases, ({ outcome }) => outcome)].sort();
  console.log(`\n${formatTable(rows)}\n`);
  console.log(
    `${formatTable(outcomes.map(([outcome, own]) => ({ 'at the simulator': outcome, purchases: own.length })))}\n`,
  );
  tellFindings(findings);
  console.log(`
seed ${wish.seed}; ${purchases.length.toLocaleString('en')} purchases in ${Math.round(seconds)} s by ${wish.buyers} buyers;
nodes killed: ${kills}; requests sent again: ${repeated.toLocaleString('en')}.`);
}
