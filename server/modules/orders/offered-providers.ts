import type { Ctx } from '../../platform/context.ts';
import { offerTransfer, type PaymentProvider, type Providers, type TransferOffer } from '../payments/index.ts';
import type { Order } from './store.ts';

export type Offer = { readonly transfer?: TransferOffer };
type Payable = Pick<Order, 'organiserId' | 'currency' | 'placedAt'>;

/** Whether a buyer may pay an order at a provider, and for a transfer until when; undefined: not. Counters are for staff. */
export async function offerOf(
  ctx: Ctx,
  provider: PaymentProvider,
  { organiserId, currency, placedAt: orderedAt }: Payable,
  startsAt: Date,
): Promise<Offer | undefined> {
  if (!provider.takes(currency) || provider.manner === 'counter') return undefined;
  if (provider.manner !== 'transfer') return {};
  const transfer = await offerTransfer(ctx, { organiserId, currency, orderedAt, startsAt });
  return transfer && { transfer };
}

/** The names of the providers an order can be paid at. */
export async function offeredProviders(
  ctx: Ctx,
  providers: Providers,
  order: Payable,
  startsAt: Date,
): Promise<string[]> {
  const names: string[] = [];
  for (const provider of providers.values()) {
    if (await offerOf(ctx, provider, order, startsAt)) names.push(provider.name);
  }
  return names;
}
