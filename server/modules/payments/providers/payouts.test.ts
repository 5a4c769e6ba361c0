import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { benches } from '../../../testing/provider-fakes/benches.ts';
import type { Bench, Trouble } from './conformance/bench.ts';
import type { PayoutsAtProvider } from './payouts.ts';
import { ProviderDown } from './provider.ts';

const troubles: readonly Trouble[] = ['lost_reply', 'server_error', 'too_many', 'garbage'];
const amountMinor = 9_000;

const paying = Object.entries(benches).filter(([name]) => name === 'stripe');

test('only the providers of this file pay organisers out', async () => {
  const names: string[] = [];
  for (const open of Object.values(benches)) {
    const bench = await open();
    if (bench.provider.payouts) names.push(bench.provider.name);
    await bench.close();
  }
  expect(names).toEqual(paying.map(([name]) => name));
});

/** What a provider that pays organisers out keeps to. */
describe.each(paying)('payouts by %s', (_name, open) => {
  let bench: Bench;
  let payouts: PayoutsAtProvider;
  let there: NonNullable<Bench['payouts']>;
  beforeAll(async () => {
    bench = await open();
    if (!bench.provider.payouts || !bench.payouts) throw new Error('it pays nobody out');
    payouts = bench.provider.payouts;
    there = bench.payouts;
  });
  afterEach(() => bench.trouble?.('none'));
  afterAll(() => bench.close());

  const aRequest = () => ({
    payoutAccountId: crypto.randomUUID(),
    organiserId: crypto.randomUUID(),
    country: payouts.countries[0] ?? '',
  });
  const urls = { returnUrl: 'https://tessera.test/back', refreshUrl: 'https://tessera.test/again' };
  /** A payout to an account that can take it, with as much money as it takes. */
  async function aTransfer(fundsMinor = amountMinor) {
    const { providerAccountId } = await payouts.openAccount(aRequest());
    there.verify(providerAccountId);
    there.fund(fundsMinor);
    return { payoutId: crypto.randomUUID(), providerAccountId, amountMinor, currency: bench.currency };
  }

  test('an account is opened once a request, and stands as nobody knows the organiser yet', async () => {
    const request = aRequest();
    const { providerAccountId } = await payouts.openAccount(request);
    expect(await payouts.openAccount(request)).toEqual({ providerAccountId });
    expect((await payouts.openAccount(aRequest())).providerAccountId).not.toBe(providerAccountId);
    const standing = await payouts.askAccount(providerAccountId);
    expect(standing).toMatchObject({ detailsSubmitted: false, payoutsEnabled: false, receivesTransfers: false });
    expect(standing?.currentlyDue.length).toBeGreaterThan(0);
  });

  test('each link leads to a page of its own, for some time', async () => {
    const { providerAccountId } = await payouts.openAccount(aRequest());
    const first = await payouts.onboard({ providerAccountId, ...urls });
    const second = await payouts.onboard({ providerAccountId, ...urls });
    expect(URL.canParse(first.url)).toBe(true);
    expect(second.url).not.toBe(first.url);
    expect(first.expiresAt.getTime()).toBeGreaterThan(Date.now());
  });

  test('an account is ready once the organiser has said all, and not while it is blocked', async () => {
    const { providerAccountId } = await payouts.openAccount(aRequest());
    there.verify(providerAccountId);
    const ready = { detailsSubmitted: true, payoutsEnabled: true, receivesTransfers: true, disabledReason: null };
    expect(await payouts.askAccount(providerAccountId)).toEqual({ ...ready, chargesEnabled: true, currentlyDue: [] });
    there.block(providerAccountId);
    const blocked = await payouts.askAccount(providerAccountId);
    expect(blocked).toMatchObject({ payoutsEnabled: false, receivesTransfers: false });
    expect(blocked?.disabledReason).not.toBeNull();
  });

  test('an account that was taken away is none, nor is one that never was', async () => {
    const { providerAccountId } = await payouts.openAccount(aRequest());
    there.takeAway(providerAccountId);
    expect(await payouts.askAccount(providerAccountId)).toBeNull();
    expect(await payouts.askAccount('acct_nobody')).toBeNull();
  });

  test('a payout is sent once, however often it is asked for, and is found', async () => {
    const request = await aTransfer();
    expect(await payouts.findTransfer(request.payoutId)).toBeNull();
    const sent = await payouts.send(request);
    const { payoutId, currency } = request;
    expect(sent).toMatchObject({ kind: 'transfer', payoutId, amountMinor, currency, reversedMinor: 0 });
    expect(await payouts.send(request)).toEqual(sent);
    expect(await payouts.findTransfer(payoutId)).toEqual(sent);
    expect(sent.kind === 'transfer' && (await payouts.askTransfer(sent.transferId))).toEqual(sent);
    expect(there.sent(payoutId)).toHaveLength(1);
  });

  test('what came back is told, and where nothing was sent nothing is', async () => {
    const request = await aTransfer();
    await payouts.send(request);
    const [transferId = ''] = there.sent(request.payoutId);
    there.takeBack(transferId, 1_000);
    expect(await payouts.askTransfer(transferId)).toMatchObject({ amountMinor, reversedMinor: 1_000 });
    expect(await payouts.findTransfer(request.payoutId)).toMatchObject({ transferId, reversedMinor: 1_000 });
    expect(await payouts.askTransfer('tr_nobody')).toBeNull();
    expect(await payouts.findTransfer(crypto.randomUUID())).toBeNull();
  });

  test('a no is no fault: too little money, an account that may not take it, or that is gone', async () => {
    const poor = await aTransfer(amountMinor - 1);
    expect(await payouts.send(poor)).toEqual({ kind: 'refused', reason: 'balance_insufficient' });
    const blocked = await aTransfer();
    there.block(blocked.providerAccountId);
    expect(await payouts.send(blocked)).toEqual({ kind: 'refused', reason: 'account_not_ready' });
    const gone = await aTransfer();
    there.takeAway(gone.providerAccountId);
    expect(await payouts.send(gone)).toEqual({ kind: 'refused', reason: 'account_gone' });
    for (const { payoutId } of [poor, blocked, gone]) expect(there.sent(payoutId)).toEqual([]);
  });

  test('the same payout to another account, or of another amount, is no second one', async () => {
    const request = await aTransfer();
    await payouts.send(request);
    await expect(payouts.send({ ...request, amountMinor: amountMinor - 1 })).rejects.toBeInstanceOf(ProviderDown);
    expect(there.sent(request.payoutId)).toHaveLength(1);
  });

  test.each(troubles)('during %s nobody knows; asked again, there is one', async (trouble) => {
    const request = await aTransfer();
    const account = aRequest();
    bench.trouble?.(trouble);
    await expect(payouts.send(request)).rejects.toBeInstanceOf(ProviderDown);
    await expect(payouts.openAccount(account)).rejects.toBeInstanceOf(ProviderDown);
    for (const question of [
      payouts.findTransfer(request.payoutId),
      payouts.askTransfer('tr_1'),
      payouts.askAccount(request.providerAccountId),
      payouts.onboard({ providerAccountId: request.providerAccountId, ...urls }),
    ])
      await expect(question).rejects.toBeInstanceOf(ProviderDown);
    bench.trouble?.('none');
    expect(await payouts.send(request)).toMatchObject({ kind: 'transfer', payoutId: request.payoutId });
    expect(there.sent(request.payoutId)).toHaveLength(1);
    expect(await payouts.openAccount(account)).toEqual(await payouts.openAccount(account));
  });

  test('what was sent is found when its key is forgotten', async () => {
    const request = await aTransfer();
    bench.trouble?.('lost_reply');
    await expect(payouts.send(request)).rejects.toBeInstanceOf(ProviderDown);
    bench.trouble?.('none');
    there.forgetKeys();
    expect(await payouts.findTransfer(request.payoutId)).toMatchObject({ amountMinor, payoutId: request.payoutId });
  });

  test('a provider that nobody reaches is not one without accounts or transfers', async () => {
    const nobody = bench.unreachable?.payouts;
    await expect(nobody?.askAccount('acct_1')).rejects.toBeInstanceOf(ProviderDown);
    await expect(nobody?.findTransfer(crypto.randomUUID())).rejects.toBeInstanceOf(ProviderDown);
  });

  test('the statement shows what was sent and what came back, as payouts and not as payments', async () => {
    const request = await aTransfer();
    await payouts.send(request);
    const [transferId = ''] = there.sent(request.payoutId);
    there.takeBack(transferId, 1_000);
    const around = { from: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 3_600_000), cursor: null };
    const lines = (await bench.provider.statement?.read(around))?.lines ?? [];
    const own = lines.filter(({ providerPaymentId }) => providerPaymentId === transferId);
    expect(own.toSorted((a, b) => a.amountMinor - b.amountMinor)).toMatchObject([
      { kind: 'payout', paymentId: null, payoutId: request.payoutId, amountMinor: -amountMinor, feeMinor: 0 },
      { kind: 'payout_reversal', paymentId: null, amountMinor: 1_000, feeMinor: 0, currency: bench.currency },
    ]);
  });
});
