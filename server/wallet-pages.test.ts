import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GivenServer, startServer } from './testing/given-a-server.ts';
import type { GivenWallets } from './testing/provider-fakes/wallets/given-wallets.ts';
import { givenAWalletServer, openWalletDesk, type WalletDesk } from './testing/wallet-desk.ts';

let server: GivenServer;
let wallets: GivenWallets;
let desk: WalletDesk;
beforeAll(async () => {
  ({ server, wallets } = await givenAWalletServer());
  desk = await openWalletDesk(server, wallets);
});
afterAll(() => server.stop());

const android = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)';
const ticketPath = () => `/t/${desk.tickets[0]?.id}?k=${desk.guest.token}`;
const orderPath = () => `/o/${desk.bought.order.id}?k=${desk.guest.token}`;
const page = async (path: string, agent = iphone, url = server.url) => {
  const headers = { 'user-agent': agent, 'accept-language': 'en' };
  return (await fetch(`${url}${path}`, { headers })).text();
};
const press = (path: string) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.url, 'accept-language': 'en' },
    body: '',
  });

test('the pages of a ticket and of an order offer both wallets and the PDF, the wallet of this phone first', async () => {
  for (const path of [ticketPath(), orderPath()]) {
    const [onIphone, onAndroid] = [await page(path), await page(path, android)];
    expect(onIphone.indexOf('Add to Apple Wallet')).toBeGreaterThan(0);
    expect(onIphone.indexOf('Add to Apple Wallet')).toBeLessThan(onIphone.indexOf('Add to Google Wallet'));
    expect(onAndroid.indexOf('Add to Google Wallet')).toBeGreaterThan(0);
    expect(onAndroid.indexOf('Add to Google Wallet')).toBeLessThan(onAndroid.indexOf('Add to Apple Wallet'));
    expect(onIphone).toMatch(/href="\/api\/v1\/[\w/-]+(\/pdf|tickets\.pdf)\?k=/);
    const [, pass = ''] = /href="(\/api\/v1\/[^"]+\/apple-pass(?:es)?\?k=[^"]+)"/.exec(onIphone) ?? [];
    const answer = await fetch(`${server.url}${pass}`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/vnd\.apple\.pkpass/);
  }
});

test('the button of Google leads to Google, without a script too; while Google is down the page says so', async () => {
  for (const path of [ticketPath(), orderPath()]) {
    const answer = await press(path);
    expect([answer.status, answer.headers.get('location')?.slice(0, 34)]).toEqual([
      303,
      'https://pay.google.com/gp/v/save/e',
    ]);
  }
  await desk.cancel(desk.tickets[1]?.id ?? '');
  const other = await openWalletDesk(server, wallets, 1);
  wallets.google.trouble('down');
  const answer = await press(`/t/${other.tickets[0]?.id}?k=${other.guest.token}`);
  const text = await answer.text();
  expect([answer.status, text.includes('Google Wallet does not answer')]).toEqual([503, true]);
});

test('nothing of wallets is shown where none is set up, nor on a void ticket', async () => {
  const plain = await startServer(server.databaseUrl, { simulator: false });
  const pages = [await page(ticketPath(), iphone, plain.url), await page(orderPath(), iphone, plain.url)];
  await plain.stop();
  await desk.cancel(desk.tickets[0]?.id ?? '');
  for (const text of [...pages, await page(ticketPath())]) expect(text).not.toMatch(/Add to (Apple|Google) Wallet/);
});
