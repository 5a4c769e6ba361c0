import type { FailureCode, PaymentFact } from '../../rules.ts';
import type { AskedPayment, PaymentProvider } from '../provider.ts';

export type Signed = { readonly headers: Record<string, string>; readonly body: string };

/** What the provider's side does when told to; `none` ends it. lost_reply: the thing is done and the answer never comes. */
export type Trouble = 'none' | 'lost_reply' | 'server_error' | 'too_many' | 'garbage';

/** What the tests need of a provider's side: its adapter here, and a server that answers as its documentation says. */
export type Bench = {
  readonly provider: PaymentProvider;
  /** The same adapter, pointed at a port where nobody answers; absent where there is no network between us. */
  readonly unreachable?: PaymentProvider;
  readonly currency: string;
  /** The buyer pays on the provider's page: authorised where captures are separate, else captured. */
  pay(providerPaymentId: string): Promise<void>;
  /** How the payment stands, where that is told and cannot be asked: by the statement of a bank, or at a till. */
  tell?(payment: AskedPayment): Promise<readonly PaymentFact[]>;
  /** The buyer is declined there; absent where the provider tells of no reasons. */
  decline?(providerPaymentId: string, reason: FailureCode): Promise<void>;
  /** From the next call on, until told otherwise; absent where there is no network between us. */
  trouble?(trouble: Trouble): void;
  /**
   * A webhook that says the payment stands as it does, signed as the provider signs, at an instant in milliseconds; absent where
   * there are none, so that no delivery may be believed.
   */
  webhook?(payment: AskedPayment & { readonly amountMinor: number }, at: number): Signed;
  /** What happens at the organisers, and on the provider's own pages; absent where organisers are paid by bank transfer. */
  readonly payouts?: {
    /** The organiser has said all there is to say, and is believed. */
    verify(providerAccountId: string): void;
    /** The account may not take money for now. */
    block(providerAccountId: string): void;
    /** The organiser takes our access away. */
    takeAway(providerAccountId: string): void;
    /** So much money, in minor units, is there to be sent. */
    fund(amountMinor: number): void;
    /** The ids of what was sent for a payout. */
    sent(payoutId: string): readonly string[];
    /** Somebody takes back a part of what was sent. */
    takeBack(transferId: string, amountMinor: number): void;
    /** So much time has passed that nobody remembers an idempotency key. */
    forgetKeys(): void;
  };
  /** Any body, signed correctly; absent with webhook. */
  sign?(body: string, at: number): Signed;
  close(): Promise<void>;
};
