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
  /** Any body, signed correctly; absent with webhook. */
  sign?(body: string, at: number): Signed;
  close(): Promise<void>;
};
