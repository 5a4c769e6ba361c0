import type { TFunction } from 'i18next';

const brands = new Map([
  ['stripe', 'Stripe'],
  ['paypal', 'PayPal'],
  ['flouci', 'Flouci'],
]);

/** A payment provider by the name it trades under. */
export function providerName(t: TFunction, provider: string): string {
  return provider === 'simulator' ? t('books.simulator') : (brands.get(provider) ?? provider);
}
