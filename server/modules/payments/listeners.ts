import type { DeliveredAnnouncement } from '../../platform/context.ts';
import type { Work, Worker } from '../../platform/jobs.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { Providers } from './providers/index.ts';
import { applyProvenEvents, applyProviderEvent } from './receive-webhook.ts';
import { sendRefund } from './refund.ts';
import { sendCapture, sendVoid } from './send-capture.ts';
import type { EventName } from './store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };

/** On payments.provider_event_received: what webhooks say is applied; those of which a provider has to be asked, each alone. */
export function applyProviderEventListener(app: App): Work {
  return {
    work: (told) => applyProviderEvent(app, eventOf(told)),
    workTogether: async (told) => {
      const left = await applyProvenEvents(app, told.map(eventOf));
      return told.filter((one) => {
        const { provider, eventId } = eventOf(one);
        return left.some((event) => event.provider === provider && event.eventId === eventId);
      });
    },
  };
}

function eventOf({ payload }: DeliveredAnnouncement): EventName {
  return { provider: String(payload['provider']), eventId: String(payload['eventId']) };
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
