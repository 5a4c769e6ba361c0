import { system } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { PaymentProvider, Providers } from '../payments/index.ts';
import {
  findAccountAt,
  findAccountOf,
  type PayoutAccount,
  saveAccount,
  saveEnded,
  saveOpened,
  saveStanding,
} from './account.store.ts';
import {
  payoutAccountChanged,
  payoutAccountEnded,
  payoutAccountOpened,
  payoutAccountRequested,
} from './announcements.ts';
import { accountStateOf } from './rules.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };
const actor = system('payout-accounts');

type Payer = PaymentProvider & Required<Pick<PaymentProvider, 'payouts'>>;

/** The provider that sends money to organisers; undefined: they are all paid by bank transfer. */
export function payerOf(providers: Providers): Payer | undefined {
  return [...providers.values()].find((provider): provider is Payer => provider.payouts !== undefined);
}

/**
 * Asks for an account of an organiser's, which openAtProvider then opens; asked again, the one it has. Throws
 * payout_by_transfer where there can be none, payout_account_exists in another country.
 */
export async function requestAccount(
  ctx: Ctx,
  providers: Providers,
  wish: { readonly organiserId: string; readonly country: string },
): Promise<PayoutAccount> {
  const provider = payerOf(providers);
  if (!provider?.payouts.countries.includes(wish.country)) throw new Refusal('payout_by_transfer');
  const made = await saveAccount(ctx, { ...wish, provider: provider.name });
  if (made) await announce(ctx, payoutAccountRequested(made));
  const account = made ?? (await findAccountOf(ctx, wish.organiserId));
  if (!account) throw new Refusal('contended');
  if (account.country !== wish.country) throw new Refusal('payout_account_exists');
  return account;
}

/** Opens it at the provider, with no transaction open, and asks how it stands. Again, it is the same account: its id is the key. */
export async function openAtProvider(app: App, account: PayoutAccount): Promise<void> {
  const { inTransaction, providers } = app;
  const payouts = providers.get(account.provider)?.payouts;
  if (!payouts) return;
  let { providerAccountId } = account;
  if (providerAccountId === null) {
    const { id: payoutAccountId, organiserId, country } = account;
    const opened = await payouts.openAccount({ payoutAccountId, organiserId, country });
    providerAccountId = opened.providerAccountId;
    await inTransaction(actor, async (ctx) => {
      const isNew = await saveOpened(ctx, account.id, opened.providerAccountId);
      if (isNew) await announce(ctx, payoutAccountOpened(account, opened.providerAccountId));
    });
  }
  await askAccount(app, { provider: account.provider, providerAccountId });
}

/** Asks the provider how an account stands; one that is not ours any more ends. Of strange accounts nothing is known. */
export async function askAccount(
  { inTransaction, providers }: App,
  { provider, providerAccountId }: { readonly provider: string; readonly providerAccountId: string },
): Promise<void> {
  const known = await inTransaction(actor, async (ctx) => {
    return { account: await findAccountAt(ctx, provider, providerAccountId), askedAt: ctx.now };
  });
  const payouts = providers.get(provider)?.payouts;
  const { account, askedAt } = known;
  if (!account || !payouts) return;
  const standing = await payouts.askAccount(providerAccountId);
  await inTransaction(actor, async (ctx) => {
    if (!standing) {
      if (await saveEnded(ctx, account.id)) await announce(ctx, payoutAccountEnded(account));
      return;
    }
    const saved = await saveStanding(ctx, account.id, standing, askedAt);
    const state = saved && accountStateOf(saved);
    if (saved && state && state !== accountStateOf(account)) await announce(ctx, payoutAccountChanged(saved, state));
  });
}
