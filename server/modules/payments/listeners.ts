import type { Worker } from '../../platform/jobs.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { Providers } from './providers/index.ts';
import { applyProviderEvent } from './receive-webhook.ts';
import { sendRefund } from './refund.ts';
import { sendCapture, sendVoid } from './send-capture.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };

export function applyProviderEventListener(app: App): Worker['work'] {
  return ({ payload }) => applyProviderEvent(app, String(payload['provider']), String(payload['eventId']));
}

export function sendRefundListener(app: App): Worker['work'] {
  return ({ subjectId }) => sendRefund(app, subjectId);
}

/** On payments.capture_requested: take the money. */
export function sendCaptureListener(app: App): Worker['work'] {
  return ({ subjectId }) => sendCapture(app, subjectId);
}

/** On payments.void_requested: let go of it. */
export function sendVoidListener(app: App): Worker['work'] {
  return ({ subjectId }) => sendVoid(app, subjectId);
}
