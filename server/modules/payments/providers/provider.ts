import type { DisputeFact, PaymentFact, ProviderFact, RefundFact } from '../rules.ts';
import type { PayoutMention, PayoutsAtProvider } from './payouts.ts';

export type StartRequest = {
  /** Our id: the idempotency key at the provider, and carried back in every fact. */
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
  readonly returnUrl: string;
  /** When the provider must stop taking money for it: before our claim on the places ends. */
  readonly expiresAt: Date;
  readonly buyerEmail?: string;
  readonly locale?: string;
};
export type Next = { readonly kind: 'redirect'; readonly url: string } | { readonly kind: 'none' };
export type Started = { readonly providerPaymentId: string; readonly next: Next };

export type WebhookDelivery = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as they came: a signature is over them, not over what they parse to. */
  readonly body: string;
  readonly now: Date;
};
/** `ask`: the delivery proves nothing, or not enough; the provider is asked how the payment stands. */
export type WebhookReading =
  | {
      readonly ok: true;
      readonly eventId: string;
      readonly kind: string;
      readonly facts: readonly ProviderFact[];
      readonly mentions?: readonly PayoutMention[];
    }
  | { readonly ok: true; readonly eventId: string; readonly kind: string; readonly ask: KnownPayment }
  | { readonly ok: false };

/** One of the two is enough to find a payment. */
export type KnownPayment = { readonly paymentId: string | null; readonly providerPaymentId: string };
export type AskedPayment = { readonly paymentId: string; readonly providerPaymentId: string };
export type CaptureRequest = AskedPayment & { readonly amountMinor: number; readonly currency: string };
export type RefundRequest = {
  /** Our id: the idempotency key at the provider. */
  readonly refundId: string;
  readonly paymentId: string;
  readonly providerPaymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
};

/** A movement of money on a provider's own statement. */
export type StatementLine = {
  /** The provider's, the same however often it is read. */
  readonly lineId: string;
  /** The last two: money sent to an organiser's account, and what came back of it. */
  readonly kind: 'capture' | 'refund' | 'payout' | 'payout_reversal';
  readonly bookedAt: Date;
  /** Ours, where the provider carries them. */
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly payoutId?: string | null;
  /** Of a payout: the provider's id of the transfer. */
  readonly providerPaymentId: string;
  /** In minor units: positive came in, negative went out. */
  readonly amountMinor: number;
  /** What the provider kept of it, in minor units of the same currency; negative: given back. */
  readonly feeMinor: number;
  readonly currency: string;
};
/** Movements booked from the one instant until before the other; `cursor` is the `next` of the page before. */
export type StatementRequest = { readonly from: Date; readonly until: Date; readonly cursor: string | null };
export type StatementPage = { readonly lines: readonly StatementLine[]; readonly next: string | null };

/**
 * Where money is taken. A provider translates and returns facts: it holds no business rule and never sees a store.
 * Every call may be made again with the same ids and must then have one effect. What the provider says no to comes back as
 * a fact (`failed`, a refund that `failed`); ProviderDown means that nobody knows what happened.
 * No function is called while a transaction is open.
 */
export type PaymentProvider = {
  readonly name: string;
  /**
   * How the money comes, where there is no page to pay on. transfer: within days, to the organiser's own account. counter: staff
   * take it, and buyers are not offered it.
   */
  readonly manner?: 'transfer' | 'counter';
  /** separate: `start` leads to `authorised`, and `capture` takes the money or `void` lets it go. */
  readonly captures: 'separate' | 'at_once';
  /** whole: only all of a payment at once. */
  readonly refunds: 'partial' | 'whole';
  /** Whether it takes this currency (ISO 4217). */
  takes(currency: string): boolean;
  start(request: StartRequest): Promise<Started>;
  readWebhook(delivery: WebhookDelivery): Promise<WebhookReading>;
  /** Our id of a payment under another id than `start` told; null when it is none of ours. */
  paymentIdOf?(providerPaymentId: string): Promise<string | null>;
  /** Reading a webhook takes a moment and asks nobody: it may be done while a transaction is open. */
  readonly readsWebhooksAlone?: true;
  /** What the provider knows now; closes what webhooks miss. */
  poll?(payment: AskedPayment): Promise<readonly ProviderFact[]>;
  /** Takes authorised money. The fact says how the payment then stands: captured, or failed with the reason. */
  capture?(request: CaptureRequest): Promise<PaymentFact>;
  /**
   * Lets an authorisation go, or ends a payment nobody has paid. The fact says how the payment then stands, also when it
   * was too late.
   */
  void?(payment: AskedPayment): Promise<PaymentFact>;
  refund?(request: RefundRequest): Promise<RefundFact>;
  /** What the provider has booked, for our books to be compared with. */
  readonly statement?: {
    /** How long after it happened a movement can be read at the latest. */
    readonly lagSeconds: number;
    read(request: StatementRequest): Promise<StatementPage>;
  };
  /** Sends what is owed to organisers to their accounts there. Without it they are paid by bank transfer. */
  readonly payouts?: PayoutsAtProvider;
};

export type { DisputeFact, PaymentFact, ProviderFact, RefundFact };

/** The provider did not answer, or not in a way that says what happened: the outcome is unknown. */
export class ProviderDown extends Error {
  constructor(provider: string, cause: unknown) {
    super(`${provider} did not answer`, { cause });
    this.name = 'ProviderDown';
  }
}
