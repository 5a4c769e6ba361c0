import type { Reply } from '@tessera/contract/api/operations';
import { type Currency, currencies } from '@tessera/contract/money';
import { type Actor, isSuperadmin } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findOrganiser } from '../identity/index.ts';
import { ProviderDown, type Providers } from '../payments/index.ts';
import { findAccountOf, type PayoutAccount } from './account.store.ts';
import { openAtProvider, payerOf, requestAccount } from './open-account.ts';
import { listPayouts, type Payout } from './payout.store.ts';
import { differencesOf } from './reconciliation.rules.ts';
import { type ComparedPayout, listStrangeTransfers, listUnequalPayouts } from './reconciliation.store.ts';
import { requestPayout } from './request-payout.ts';
import { accountStateOf } from './rules.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers; readonly publicUrl: string };
/** The answer of `authorise` for an organiser that there is. */
type Guard = (ctx: Ctx, object: { readonly organiserId: string }) => void;

const who = allow('director', 'admin');
const rowsMax = 100;
const questionsPerMinute = 30;

export function settlementRoutes(routes: Routes, app: App): void {
  accountRoutes(routes, app);
  payoutRoutes(routes, app);
}

function accountRoutes(routes: Routes, app: App): void {
  const { inTransaction, providers, publicUrl } = app;

  routes.inTransaction('getPayoutAccount', who, async (ctx, { params, authorise }) => {
    await guard(ctx, params.organiserId, authorise);
    return describePage(ctx, providers, params.organiserId);
  });

  routes.outside(
    'openPayoutAccount',
    who,
    async ({ params, body, actor, authorise }) => {
      const account = await inTransaction(actor, async (ctx) => {
        await guard(ctx, params.organiserId, authorise);
        return requestAccount(ctx, providers, { organiserId: params.organiserId, country: body.country });
      });
      await unlessSilent(() => openAtProvider(app, account));
      const now = await inTransaction(actor, (ctx) => findAccountOf(ctx, params.organiserId));
      return describeAccount(now ?? account);
    },
    { perMinute: questionsPerMinute },
  );

  routes.outside(
    'onboardPayoutAccount',
    who,
    async ({ params, actor, authorise }) => {
      const { organiserId } = params;
      const { provider, providerAccountId } = await opened(inTransaction, actor, organiserId, authorise);
      const payouts = providers.get(provider)?.payouts;
      if (!payouts) throw new Refusal('payout_by_transfer');
      const page = `${publicUrl}/desk/payouts?organiser=${organiserId}`;
      const [returnUrl, refreshUrl] = [`${page}&back=1`, `${page}&renew=1`];
      const { url, expiresAt } = await unlessSilent(() =>
        payouts.onboard({ providerAccountId, returnUrl, refreshUrl }),
      );
      return { url, expiresAt: expiresAt.toISOString() };
    },
    { perMinute: questionsPerMinute },
  );

  routes.outside(
    'refreshPayoutAccount',
    who,
    async ({ params, actor, authorise }) => {
      const account = await inTransaction(actor, async (ctx) => {
        await guard(ctx, params.organiserId, authorise);
        return findAccountOf(ctx, params.organiserId);
      });
      if (account) await unlessSilent(() => openAtProvider(app, account));
      return inTransaction(actor, (ctx) => describePage(ctx, providers, params.organiserId));
    },
    { perMinute: questionsPerMinute },
  );
}

function payoutRoutes(routes: Routes, { providers }: App): void {
  routes.inTransaction('requestPayout', allow('superadmin'), async (ctx, { params, body, authorise }) => {
    const { organiserId } = params;
    await guard(ctx, organiserId, authorise);
    return describePayout(await requestPayout(ctx, providers, { organiserId, ...body.amount }));
  });

  routes.inTransaction('listPayouts', who, async (ctx, { params, authorise }) => {
    const { organiserId } = params;
    await guard(ctx, organiserId, authorise);
    const payouts = await listPayouts(ctx, organiserId, rowsMax);
    const unequal = await listUnequalPayouts(ctx, organiserId, rowsMax);
    const strange = isSuperadmin(ctx.actor) ? await listStrangeTransfers(ctx, rowsMax) : [];
    return {
      items: payouts.map(describePayout),
      differences: unequal.flatMap(describeDifference),
      strange: strange.map(({ lineId, bookedAt, providerPaymentId, ...line }) => ({
        ...line,
        line: lineId,
        bookedAt: bookedAt.toISOString(),
        transfer: providerPaymentId,
      })),
    };
  });
}

async function guard(ctx: Ctx, organiserId: string, authorise: Guard): Promise<void> {
  authorise(ctx, { organiserId });
  if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
}

/** The account of an organiser, opened at its provider. Throws payout_account_not_ready. */
async function opened(inTransaction: InTransaction, actor: Actor, organiserId: string, authorise: Guard) {
  return inTransaction(actor, async (ctx) => {
    await guard(ctx, organiserId, authorise);
    const account = await findAccountOf(ctx, organiserId);
    if (!account || account.providerAccountId === null) throw new Refusal('payout_account_not_ready');
    return { provider: account.provider, providerAccountId: account.providerAccountId };
  });
}

async function unlessSilent<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof ProviderDown ? new Refusal('provider_unavailable') : error;
  }
}

async function describePage(ctx: Ctx, providers: Providers, organiserId: string): Promise<Reply<'getPayoutAccount'>> {
  const payer = payerOf(providers);
  const account = await findAccountOf(ctx, organiserId);
  return {
    provider: payer?.name ?? null,
    countries: [...(payer?.payouts.countries ?? [])],
    currencies: currencies.filter((currency) => payer?.takes(currency)),
    account: account ? describeAccount(account) : null,
  };
}

function describeAccount(account: PayoutAccount): Reply<'openPayoutAccount'> {
  const { provider, country, detailsSubmitted, chargesEnabled, payoutsEnabled, currentlyDue, disabledReason } = account;
  return {
    provider,
    country,
    state: accountStateOf(account),
    detailsSubmitted,
    chargesEnabled,
    payoutsEnabled,
    currentlyDue: [...currentlyDue],
    disabledReason,
    askedAt: account.askedAt?.toISOString() ?? null,
  };
}

function describePayout({ amountMinor, reversedMinor, transferId, ...payout }: Payout): Reply<'requestPayout'> {
  const currency = payout.currency as Currency;
  return {
    id: payout.id,
    provider: payout.provider,
    amount: { amountMinor, currency },
    state: payout.state,
    reversed: { amountMinor: reversedMinor, currency },
    failureReason: payout.failureReason,
    transfer: transferId,
    requestedAt: payout.requestedAt.toISOString(),
    sentAt: payout.sentAt?.toISOString() ?? null,
  };
}

function describeDifference(payout: ComparedPayout): Reply<'listPayouts'>['differences'] {
  const kinds = differencesOf(payout);
  if (kinds.length === 0) return [];
  const { payoutId, sentMinor, reversedMinor, theirs } = payout;
  const there = { sentMinor: theirs.sentMinor, reversedMinor: theirs.reversedMinor };
  return [{ payout: payoutId, kinds, here: { sentMinor, reversedMinor }, there }];
}
