import { onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { isNothingFound } from '../report/findings.ts';
import { type CheckoutWish, stressCheckout } from './stress-checkout.ts';
import { tellCheckout } from './tell-checkout.ts';

/** Purchases and cancellations at a provider that misbehaves, on nodes that are killed. Fails when a book does not agree. */
export async function checkoutStress(words: readonly string[]): Promise<void> {
  const defaults = {
    purchases: '3000',
    minutes: '20',
    buyers: '24',
    nodes: '2',
    'kill-seconds': '10',
    kills: '1',
    seed: '1',
  };
  const options = readOptions(words, defaults, ['sabotage']);
  const wish: CheckoutWish = {
    purchases: options.numberOf('purchases'),
    minutes: options.numberOf('minutes'),
    buyers: options.numberOf('buyers'),
    nodes: options.numberOf('nodes'),
    killSeconds: options.numberOf('kill-seconds'),
    kills: options.numberOf('kills'),
    seed: options.numberOf('seed'),
    isSabotaged: options.has('sabotage'),
  };
  await onOwnGround(async (ground) => {
    const result = await stressCheckout(ground, wish);
    tellCheckout(result);
    if (!isNothingFound(result.findings)) process.exitCode = 1;
  });
}
