/** Providers that nobody stands behind who would send money back: staff do. */
export const providersByHand: readonly string[] = ['bank_transfer', 'counter'];

export function isByHand(provider: string): boolean {
  return providersByHand.includes(provider);
}
