import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditAll } from './testing/books-of.ts';
import { eventually, type GivenServer } from './testing/given-a-server.ts';
import { givenStaff } from './testing/given-staff.ts';
import { eur, type FakeStripe, givenAPayingServer, openPayoutDesk, owedMinor } from './testing/payout-desk.ts';
import type { StripeTrouble } from './testing/provider-fakes/stripe/fake-stripe.ts';

let server: GivenServer;
let stripe: FakeStripe;
beforeAll(async () => {
  ({ server, stripe } = await givenAPayingServer());
});
afterEach(() => stripe.setTrouble('none'));
afterAll(() => server.stop());

const open = () => openPayoutDesk(server, stripe);
const nothing = eur(0);

describe('a payout', () => {
  test('is one transfer to the organiser’s account, and the books know where the money is', async () => {
    const desk = await open();
    const account = await desk.ready();
    const before = await desk.balance();
    expect(before).toMatchObject({ due: eur(owedMinor), underWay: nothing, paidOut: nothing });

    const { id } = (await desk.request(owedMinor)).body;
    const sent = await desk.payoutWith(id, 'sent');
    expect(desk.transfersOf(id)).toMatchObject([
      { id: sent.transfer, amount: owedMinor, currency: 'eur', destination: account, metadata: { payout_id: id } },
    ]);
    expect(await desk.balance()).toMatchObject({
      due: nothing,
      underWay: nothing,
      paidOut: eur(owedMinor),
      atProviders: eur((before?.atProviders.amountMinor ?? 0) - owedMinor),
    });
    await auditAll(server);
  });

  test('asked for again with the same key is the same payout', async () => {
    const desk = await open();
    await desk.ready();
    const key = crypto.randomUUID();
    const first = (await desk.request(4_000, key)).body;
    expect((await desk.request(4_000, key)).body.id).toBe(first.id);
    await desk.payoutWith(first.id, 'sent');
    expect((await desk.payouts()).items).toHaveLength(1);
  });

  test('is never more than is owed, however many are asked for at once, also beside those made by bank transfer', async () => {
    const desk = await open();
    await desk.ready();
    expect((await desk.request(owedMinor + 1)).problem.code).toBe('payout_exceeds_due');
    const recorded = (transferReference: string) =>
      server.ask(
        'recordPayout',
        { params: desk.params, body: { amount: eur(2_000), transferReference } },
        desk.superadmin,
      );
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? desk.request(2_000) : recorded(`SEPA ${index}`))),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(4).fill(201), ...Array(6).fill(409)]);
    await eventually('all of them to be sent', async () =>
      (await desk.payouts()).items.every(({ state }) => state === 'sent'),
    );
    expect(await desk.balance()).toMatchObject({ due: eur(1_000), underWay: nothing, paidOut: eur(8_000) });
    await auditAll(server);
  });

  test('is asked for by nobody but the platform, of an organiser that can be paid, in a currency that can be sent', async () => {
    const desk = await open();
    expect((await desk.request(100)).problem.code).toBe('payout_account_not_ready');
    await desk.open();
    expect((await desk.request(100)).problem.code).toBe('payout_account_not_ready');
    await desk.ready(0);
    const body = { amount: { amountMinor: 1_000, currency: 'TND' as const } };
    const caller = { ...desk.superadmin, key: crypto.randomUUID() };
    expect((await server.ask('requestPayout', { params: desk.params, body }, caller)).problem.code).toBe(
      'payout_by_transfer',
    );
    for (const role of ['director', 'admin'] as const) {
      const cookie = await givenStaff(server, desk.at.organiserId, role);
      const wish = { params: desk.params, body: { amount: eur(1) } };
      const record = { params: desk.params, body: { amount: eur(1), transferReference: 'SEPA' } };
      expect((await server.ask('requestPayout', wish, { cookie, key: 'k' })).problem.code).toBe('role_missing');
      expect((await server.ask('recordPayout', record, { cookie })).problem.code).toBe('role_missing');
    }
    expect((await desk.payouts()).items).toEqual([]);
  });
});

describe('a payout at a Stripe that misbehaves is sent once, and known to be', () => {
  const troubles: readonly [StripeTrouble, string, { readonly isDone: boolean; readonly keysForgotten?: true }][] = [
    ['lost_reply', 'does it, and its answer is lost', { isDone: true }],
    [
      'lost_reply',
      'does it, its answer is lost, and a day later it has forgotten the key',
      { isDone: true, keysForgotten: true },
    ],
    ['silence', 'does it and never answers', { isDone: true, keysForgotten: true }],
    ['server_error', 'fails', { isDone: false }],
    ['kept_error', 'fails, and gives the same error for a day', { isDone: false, keysForgotten: true }],
    ['too_many', 'is asked too much', { isDone: false }],
    ['garbage', 'answers something else', { isDone: false }],
  ];
  test.each(troubles)(
    '%s: it %s',
    async (trouble, _what, { isDone, keysForgotten }) => {
      const desk = await open();
      await desk.ready();
      stripe.setTrouble(trouble);
      const { id } = (await desk.request(owedMinor)).body;
      await desk.triedTimes(id, 1);
      if (isDone) await eventually('Stripe to do it', async () => desk.transfersOf(id).length === 1);
      // What is never answered takes ten seconds to be given up.
      await desk.triedTimes(id, trouble === 'silence' ? 1 : 2);
      expect(await desk.balance()).toMatchObject({ due: nothing, underWay: eur(owedMinor) });
      expect((await desk.payouts()).items).toMatchObject([{ id, state: 'requested', transfer: null }]);
      if (keysForgotten) stripe.forgetKeys();
      stripe.setTrouble('none');
      await desk.hurry(id);
      const sent = await desk.payoutWith(id, 'sent');
      expect(desk.transfersOf(id).map((transfer) => transfer.id)).toEqual([sent.transfer]);
      await auditAll(server);
    },
    60_000,
  );
});

describe('a payout that Stripe refuses', () => {
  test('for want of money has failed with the reason, is owed again, and may be asked for again', async () => {
    const desk = await open();
    await desk.ready(0);
    const { id } = (await desk.request(owedMinor)).body;
    expect(await desk.payoutWith(id, 'failed')).toMatchObject({ failureReason: 'balance_insufficient' });
    expect(await desk.balance()).toMatchObject({ due: eur(owedMinor), underWay: nothing, paidOut: nothing });
    await auditAll(server);
    stripe.topUp(owedMinor, 'eur');
    const again = (await desk.request(owedMinor)).body;
    await desk.payoutWith(again.id, 'sent');
    expect(desk.transfersOf(id)).toEqual([]);
  });

  test('because the account cannot take it, or is not ours any more, says so', async () => {
    const desk = await open();
    const account = await desk.ready();
    stripe.require(account, ['external_account'], 'requirements.past_due');
    const refused = (await desk.request(1_000)).body;
    expect(await desk.payoutWith(refused.id, 'failed')).toMatchObject({ failureReason: 'account_not_ready' });
    stripe.verify(account);
    stripe.deauthorise(account);
    const gone = (await desk.request(1_000)).body;
    expect(await desk.payoutWith(gone.id, 'failed')).toMatchObject({ failureReason: 'account_gone' });
    expect(await desk.balance()).toMatchObject({ due: eur(owedMinor), underWay: nothing });
    await auditAll(server);
  });

  test('and is then found to be sent after all counts as sent', async () => {
    const desk = await open();
    const account = await desk.ready(0);
    const { id } = (await desk.request(owedMinor)).body;
    await desk.payoutWith(id, 'failed');
    stripe.topUp(owedMinor, 'eur');
    stripe.transferByHand(account, owedMinor, 'eur', id);
    const [transfer] = desk.transfersOf(id);
    expect(await desk.tell(stripe.transferCreated(transfer?.id ?? ''))).toBe(204);
    expect(await desk.payoutWith(id, 'sent')).toMatchObject({ failureReason: null, transfer: transfer?.id });
    expect(await desk.balance()).toMatchObject({ due: nothing, underWay: nothing, paidOut: eur(owedMinor) });
    await auditAll(server);
  });
});

describe('money that comes back', () => {
  test('is owed again, part by part, however often and late its webhooks come', async () => {
    const desk = await open();
    await desk.ready();
    const { id } = (await desk.request(owedMinor)).body;
    const { transfer } = await desk.payoutWith(id, 'sent');
    const transferId = transfer ?? '';
    const before = stripe.transferReversed(transferId);
    stripe.reverse(transferId, 1_000);
    const partly = stripe.transferReversed(transferId);
    for (const event of [partly, partly, before]) expect(await desk.tell(event)).toBe(204);
    await eventually('a part to be back', async () => (await desk.balance())?.due.amountMinor === 1_000);
    expect((await desk.payouts()).items).toMatchObject([{ state: 'sent', reversed: eur(1_000) }]);
    await auditAll(server);

    stripe.reverse(transferId);
    expect(await desk.tell(stripe.transferReversed(transferId))).toBe(204);
    expect(await desk.payoutWith(id, 'reversed')).toMatchObject({ reversed: eur(owedMinor) });
    expect(await desk.tell(partly)).toBe(204);
    await auditAll(server);
    expect(await desk.balance()).toMatchObject({ due: eur(owedMinor), underWay: nothing, paidOut: nothing });
    expect((await desk.payouts()).items).toMatchObject([{ state: 'reversed' }]);
  });

  test('is not believed to be back because somebody says so', async () => {
    const desk = await open();
    await desk.ready();
    const { id } = (await desk.request(owedMinor)).body;
    const { transfer } = await desk.payoutWith(id, 'sent');
    const event = JSON.parse(stripe.transferReversed(transfer ?? ''));
    const lie = JSON.stringify({ ...event, data: { object: { ...event.data.object, amount_reversed: owedMinor } } });
    expect(await desk.tell(lie, 'whsec_of_somebody_else')).toBe(401);
    expect(await desk.tell(lie)).toBe(204);
    await eventually('the event to be applied', async () => {
      const asked = await server.pool.query(
        `select from platform.journal where kind = 'payments.payout_mentioned' and subject_id = $1`,
        [transfer],
      );
      return asked.rowCount === 1;
    });
    await auditAll(server);
    expect((await desk.payouts()).items).toMatchObject([{ id, state: 'sent', reversed: nothing }]);
  });
});

/** Last, because nothing settles it but a person. */
test('a transfer of another amount under the name of a payout is taken neither for it nor for nothing', async () => {
  const desk = await open();
  const account = await desk.ready(2 * owedMinor);
  stripe.setTrouble('server_error');
  const { id } = (await desk.request(owedMinor)).body;
  await desk.triedTimes(id, 1);
  stripe.transferByHand(account, 1, 'eur', id);
  stripe.setTrouble('none');
  await eventually('somebody to be told', async () => {
    const text = `select from platform.journal where kind = 'settlement.payout_mismatched' and subject_id = $1`;
    return ((await server.pool.query(text, [id])).rowCount ?? 0) > 0;
  });
  expect(desk.transfersOf(id)).toHaveLength(1);
  expect(await desk.balance()).toMatchObject({ due: nothing, underWay: eur(owedMinor), paidOut: nothing });
  expect((await desk.payouts()).items).toMatchObject([{ id, state: 'requested' }]);
});
