import type { Holder } from '../ledger/index.ts';

/** Providers that nobody stands behind who would send money back: staff do. */
export const providersByHand: readonly string[] = ['bank_transfer', 'counter'];

/** Who has the money of a payment there. */
export function holderAt(provider: string): Holder {
  return isByHand(provider) ? 'organiser' : 'provider';
}

export function isByHand(provider: string): boolean {
  return providersByHand.includes(provider);
}
