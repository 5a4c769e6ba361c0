import type { ProviderFact } from '../rules.ts';

export type StartRequest = {
  /** Our id: the idempotency key at the provider, and carried back in every fact. */
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
  readonly returnUrl: string;
  /** When the provider must stop taking money for it: before our claim on the places ends. */
  readonly expiresAt: Date;
};
export type Next = { readonly kind: 'redirect'; readonly url: string } | { readonly kind: 'none' };
export type Started = { readonly providerPaymentId: string; readonly next: Next };

export type WebhookDelivery = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as they came: a signature is over them, not over what they parse to. */
  readonly body: string;
  readonly now: Date;
};
export type WebhookReading =
  | { readonly ok: true; readonly eventId: string; readonly kind: string; readonly fact: ProviderFact }
  | { readonly ok: false };

export type RefundRequest = {
  /** Our id: the idempotency key at the provider. */
  readonly refundId: string;
  readonly providerPaymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
};

/**
 * Where money is taken. A provider translates and returns facts: it holds no business rule and never sees a store.
 * `start` and `refund` may be called again with the same id and must then have one effect. Failures throw ProviderDown.
 */
export type PaymentProvider = {
  readonly name: string;
  start(request: StartRequest): Promise<Started>;
  readWebhook(delivery: WebhookDelivery): WebhookReading;
  /** What the provider knows now; closes what webhooks miss. */
  poll?(payment: { readonly paymentId: string; readonly providerPaymentId: string }): Promise<ProviderFact>;
  refund?(request: RefundRequest): Promise<{ readonly providerRefundId: string }>;
};

/** The provider did not answer, or not in a way that says what happened: the outcome is unknown. */
export class ProviderDown extends Error {
  constructor(provider: string, cause: unknown) {
    super(`${provider} did not answer`, { cause });
    this.name = 'ProviderDown';
  }
}
