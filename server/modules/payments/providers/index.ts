import { bankTransferProvider } from './bank-transfer.ts';
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
};
export type Providers = ReadonlyMap<string, PaymentProvider>;

/** The providers that are configured, and those that need no settings; one line each. */
export function openProviders(settings: ProviderSettings): Providers {
  const providers: PaymentProvider[] = [];
  if (settings.simulator) providers.push(simulatorProvider(settings.simulator));
  if (settings.stripe) providers.push(stripeProvider(settings.stripe));
  if (settings.paypal) providers.push(paypalProvider(settings.paypal));
  if (settings.flouci) providers.push(flouciProvider(settings.flouci));
  providers.push(bankTransferProvider(), counterProvider());
  return new Map(providers.map((provider) => [provider.name, provider]));
}
