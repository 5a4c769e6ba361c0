import { system } from '../../platform/actor.ts';
import type { Worker } from '../../platform/jobs.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { Providers } from './providers/index.ts';
import { applyProviderEvent } from './receive-webhook.ts';
import { sendRefund } from './refund.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };

export function applyProviderEventListener({ inTransaction }: App): Worker['work'] {
  return async ({ payload }) => {
    const { provider, eventId } = payload;
    await inTransaction(system('apply-provider-event'), (ctx) =>
      applyProviderEvent(ctx, String(provider), String(eventId)),
    );
  };
}

export function sendRefundListener(app: App): Worker['work'] {
  return ({ subjectId }) => sendRefund(app, subjectId);
}
