import type { TFunction } from 'i18next';

const brands = new Map([
  ['stripe', 'Stripe'],
  ['paypal', 'PayPal'],
  ['flouci', 'Flouci'],
]);

/** A payment provider by the name it trades under. */
export function providerName(t: TFunction, provider: string): string {
  if (provider === 'simulator') return t('books.simulator');
  if (provider === 'bank_transfer' || provider === 'counter') return t(`provider.${provider}`);
  return brands.get(provider) ?? provider;
}
