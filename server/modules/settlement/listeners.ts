import type { Worker } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { Providers } from '../payments/index.ts';
import { askAccount } from './open-account.ts';
import { askTransfer, sendPayout } from './send-payout.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers; readonly log: Log };

export function sendPayoutListener(app: App): Worker['work'] {
  return ({ subjectId }) => sendPayout(app, subjectId);
}

/** On payments.payout_account_mentioned: how does it stand? */
export function askAccountListener(app: App): Worker['work'] {
  return ({ subjectId, payload }) =>
    askAccount(app, { provider: String(payload['provider']), providerAccountId: subjectId });
}

/** On payments.payout_mentioned: was it sent, has it come back? */
export function askTransferListener(app: App): Worker['work'] {
  return ({ subjectId, payload }) => askTransfer(app, { provider: String(payload['provider']), transferId: subjectId });
}
