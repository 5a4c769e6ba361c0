import type { Locale } from '@tessera/contract/text';
import type { Kind, Line, Tax, Totals } from './amounts.rules.ts';

export type Party = {
  readonly name: string;
  readonly address: string;
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2; empty when unknown. */
  readonly country: string;
  readonly vatId: string;
};
export type Seller = Party & {
  readonly registrationId: string;
  readonly legalMentions: string;
};
export type DocumentHead = Totals & {
  readonly id: string;
  readonly kind: Kind;
  readonly organiserId: string;
  readonly orderId: string;
  readonly number: string;
  readonly orderReference: string;
  readonly locale: Locale;
  readonly currency: string;
  /** A day: `2026-07-01`. */
  readonly issuedOn: string;
  readonly deliveredOn: string;
  readonly issuedAt: Date;
  readonly seller: Seller;
  readonly buyer: Party;
  readonly original: { readonly number: string; readonly issuedOn: string } | null;
};
export type Document = DocumentHead & { readonly lines: readonly Line[]; readonly taxes: readonly Tax[] };
