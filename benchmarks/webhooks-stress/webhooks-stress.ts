import { onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { isNothingFound } from '../report/findings.ts';
import { stressWebhooks } from './stress-webhooks.ts';
import { tellWebhooks } from './tell-webhooks.ts';
import type { WebhooksWish } from './wish.ts';

/** Webhooks of Stripe, each many times, in disorder, some of them forged. Fails when any has another effect than one. */
export async function webhooksStress(words: readonly string[]): Promise<void> {
  const defaults = {
    events: '100000',
    times: '10',
    'forged-percent': '1',
    clients: '32',
    rate: '300',
    nodes: '1',
    seed: '1',
  };
  const options = readOptions(words, defaults, ['sabotage']);
  const wish: WebhooksWish = {
    events: options.numberOf('events'),
    times: options.numberOf('times'),
    forgedPercent: options.numberOf('forged-percent'),
    clients: options.numberOf('clients'),
    perSecond: options.numberOf('rate'),
    nodes: options.numberOf('nodes'),
    seed: options.numberOf('seed'),
    isSabotaged: options.has('sabotage'),
  };
  await onOwnGround(async (ground) => {
    const result = await stressWebhooks(ground, wish);
    tellWebhooks(result);
    if (!isNothingFound(result.findings)) process.exitCode = 1;
  });
}
