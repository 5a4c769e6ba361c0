import { type BankTransferSettings, bankTransferProvider } from './bank-transfer.ts';
import { counterProvider } from './counter.ts';
import { type FlouciSettings, flouciProvider } from './flouci.ts';
import { type PaypalSettings, paypalProvider } from './paypal/paypal.ts';
import type { PaymentProvider } from './provider.ts';
import { simulatorProvider } from './simulator.ts';
import { stripeProvider } from './stripe.ts';

export type ProviderSettings = {
  readonly simulator?: Parameters<typeof simulatorProvider>[0];
  readonly stripe?: Parameters<typeof stripeProvider>[0];
  readonly paypal?: PaypalSettings;
  readonly flouci?: FlouciSettings;
  readonly bankTransfer?: BankTransferSettings;
};
export type Providers = ReadonlyMap<string, PaymentProvider>;

/** Whether a buyer may choose it for money of this currency: what staff take at the counter is never offered. */
export function isForBuyers(provider: PaymentProvider, currency: string): boolean {
  return provider.channel === 'online' && provider.takes(currency);
}

/** The providers that are configured; one line each. */
export function openProviders(settings: ProviderSettings): Providers {
  const providers: PaymentProvider[] = [];
  if (settings.simulator) providers.push(simulatorProvider(settings.simulator));
  if (settings.stripe) providers.push(stripeProvider(settings.stripe));
  if (settings.paypal) providers.push(paypalProvider(settings.paypal));
  if (settings.flouci) providers.push(flouciProvider(settings.flouci));
  if (settings.bankTransfer) providers.push(bankTransferProvider(settings.bankTransfer));
  providers.push(counterProvider('cash'), counterProvider('terminal'));
  return new Map(providers.map((provider) => [provider.name, provider]));
}
