import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type GivenServer } from '../../testing/given-a-server.ts';
import type { GivenWallets } from '../../testing/provider-fakes/wallets/given-wallets.ts';
import { shownByGoogle } from '../../testing/provider-fakes/wallets/google-schemas.ts';
import { usualPolicy } from '../../testing/usual-policy.ts';
import { aPhone, givenAWalletServer, openWalletDesk, type WalletDesk } from '../../testing/wallet-desk.ts';

let server: GivenServer;
let wallets: GivenWallets;
let desk: WalletDesk;
beforeAll(async () => {
  ({ server, wallets } = await givenAWalletServer());
});
afterAll(() => server.stop());
beforeEach(async () => {
  desk = await openWalletDesk(server, wallets);
});

const letIn = async (rotating: typeof usualPolicy.rotating) => {
  const params = { performanceId: desk.at.performanceId };
  const set = await server.ask('setEntryPolicy', { params, body: { ...usualPolicy, rotating } }, desk.director);
  expect(set.status).toBe(200);
};
const first = () => desk.tickets[0] ?? expect.fail('no ticket');
const params = () => ({ ticketId: first().id });
const object = () =>
  wallets.google.objects().find(({ ticketNumber }) => ticketNumber === `${desk.bought.order.reference}-01`);
const changing = () => object()?.rotatingBarcode ?? undefined;
const save = async () =>
  expect((await server.ask('saveToGoogleWallet', { params: params() }, desk.guest)).status).toBe(200);

describe('where codes change', () => {
  test.each(['preferred', 'required'] as const)('(%s) Google has one that lets its holder in', async (rotating) => {
    await letIn(rotating);
    await save();
    const code = changing() ?? expect.fail('it does not change');
    expect(object()?.barcode).toBeUndefined();
    expect(await desk.scan(shownByGoogle(code, Date.now() - 60_000))).toBe('stale_code');
    expect(await desk.scan(shownByGoogle(code, Date.now()))).toBe('admitted');
  });

  test('and nothing else opens a door, no pass is given to Apple, one by one or for an order', async () => {
    await letIn('required');
    const one = await server.ask('getApplePass', { params: params() }, desk.guest);
    const all = await server.ask('getOrderApplePasses', { params: { orderId: desk.bought.order.id } }, desk.guest);
    for (const { status, problem } of [one, all]) expect([status, problem.code]).toEqual([409, 'wallet_code_static']);
    await letIn('preferred');
    expect((await desk.download(first().id)).json.barcodes?.[0]?.message).toBe(first().code);
  });

  test('passes that were handed out before lose the code that does not change', async () => {
    const pass = await desk.download(first().id);
    await save();
    expect(object()?.barcode?.value).toBe(first().code);
    await letIn('required');
    await eventually('a code that changes', async () => changing() !== undefined, 30_000);
    expect(object()?.barcode).toBeUndefined();
    const { json } = await desk.latest(pass);
    expect([json.voided, json.barcodes]).toEqual([true, undefined]);
  });
});

describe('passes of a ticket', () => {
  test('that is suspended are void until it is resumed, and their phones hear of both', async () => {
    const phone = aPhone();
    const pass = await desk.download(first().id);
    await desk.register(phone, pass);
    await save();
    await server.ask('suspendTicket', { params: params(), body: { reason: 'lost' } }, desk.director);
    await eventually('inactive', async () => object()?.state === 'INACTIVE');
    await eventually('a push', async () => desk.pushesTo(phone) === 1);
    const suspended = await desk.latest(pass);
    expect([suspended.json.voided, suspended.json.barcodes, object()?.barcode]).toEqual([true, undefined, undefined]);
    await server.ask('resumeTicket', { params: params() }, desk.director);
    await eventually('active', async () => object()?.state === 'ACTIVE');
    await eventually('another push', async () => desk.pushesTo(phone) === 2);
    const resumed = await desk.latest(pass);
    expect([resumed.json.voided, resumed.json.barcodes?.[0]?.message]).toEqual([false, first().code]);
  });

  test('with a new code show it, and the one before opens no door', async () => {
    await letIn('preferred');
    const pass = await desk.download(first().id);
    await save();
    const before = changing() ?? expect.fail('it does not change');
    const { code } = (await server.ask('replaceTicketCode', { params: params() }, desk.director)).body;
    const after = await eventually('the new code', async () => {
      const now = changing();
      return now !== undefined && now.valuePattern !== before.valuePattern && now;
    });
    expect(after.valuePattern).toBe(`${code}.{totp_value_0}`);
    expect((await desk.latest(pass)).json.barcodes?.[0]?.message).toBe(code);
    expect(await desk.scan(shownByGoogle(before, Date.now()))).toBe('replaced');
    expect(await desk.scan(shownByGoogle(after, Date.now()))).toBe('admitted');
  });
});
