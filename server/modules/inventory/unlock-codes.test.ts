import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { expectProblem } from '../../testing/expect-problem.ts';
import { type GivenServer, givenAServer, startServer } from '../../testing/given-a-server.ts';
import { endHold } from '../../testing/let-time-pass.ts';
import { openPriceDesk, type PriceDesk } from '../../testing/price-desk.ts';
import { addressed, type Heard, newAddress, send } from '../../testing/send.ts';

const hour = 3_600_000;
const fromNow = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

type Held = { readonly id: string; readonly token?: string | undefined };
const release = ({ id, token = '' }: Held) => server.ask('releaseHold', { params: { holdId: id } }, { token });
const usesOf = async ({ at }: PriceDesk): Promise<number> => {
  const { rows } = await server.pool.query<{ uses: number }>(
    'select uses from pricing.promo_code where organiser_id = $1',
    [at.organiserId],
  );
  return rows[0]?.uses ?? -1;
};
/** A desk whose club members pay less in the pit, with the code of the club. */
async function openClub(code: Parameters<PriceDesk['unlock']>[1] = {}): Promise<PriceDesk & { member: Held }> {
  const desk = await openPriceDesk(server);
  expect((await desk.offer('member', { isHidden: true, priceMinor: 2_500 })).status).toBe(201);
  expect((await desk.unlock('CLUB', code)).status).toBe(201);
  const { body } = await server.ask('getPriceList', { params: desk.params, query: {} }, desk.staff);
  return { ...desk, member: { id: body.tariffs.find(({ kind }) => kind === 'member')?.id ?? '' } };
}
type Club = Awaited<ReturnType<typeof openClub>>;
const asMember = ({ hold, member }: Club, quantity: number, code?: string) =>
  hold(quantity, { tariffs: [{ tariff: member.id, quantity }], ...(code === undefined ? {} : { code }) });
const memberOffer = async ({ performance }: Club) =>
  (await performance({ code: 'club' })).body.offers.find(({ tariff }) => tariff.kind === 'member');

describe('a hidden price', () => {
  test('is not seen, quoted or held without its code, and is with it; the hold keeps it to the order', async () => {
    const club = await openClub({ tariffs: ['member'] });
    const seen = (await club.performance()).body;
    expect(seen.takesCode).toBe(true);
    expect(seen.offers.map(({ tariff }) => tariff.kind)).not.toContain('member');
    const offer = await memberOffer(club);
    expect(offer).toMatchObject({ isHidden: true, onSale: true, price: { amountMinor: 2_500 } });

    const asked = { offer: offer?.id ?? '' };
    expect((await club.quote(2, asked)).problem).toMatchObject({ status: 422, code: 'code_needed' });
    expect((await club.quote(2, { ...asked, code: 'c l u b' })).body.total.amountMinor).toBe(5_000);
    expect((await asMember(club, 2)).problem).toMatchObject({ status: 422, code: 'code_needed' });
    const held = await asMember(club, 2, 'Club');
    expect(held).toMatchObject({ status: 201, body: { code: 'CLUB', promo: null, total: { amountMinor: 5_000 } } });
    expect(await usesOf(club)).toBe(1);

    const { id, token = '' } = held.body;
    const buyer = { email: 'lina@example.org' };
    const order = await server.ask('placeOrder', { body: { hold: id, buyer } }, { token, key: crypto.randomUUID() });
    expect(order.body.total.amountMinor).toBe(5_000);
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  });

  test('takes another code on top, that takes something off; either is given back once', async () => {
    const club = await openClub();
    const params = { organiserId: club.at.organiserId };
    await server.ask('createPromoCode', { params, body: { code: 'DIX', kind: 'percent', value: 1_000 } }, club.staff);
    const { id, token = '' } = (await asMember(club, 2, 'CLUB')).body;
    const apply = (code: string) => server.ask('applyPromoCode', { params: { holdId: id }, body: { code } }, { token });
    expect((await apply('CLUB')).problem).toMatchObject({ status: 422, code: 'promo_not_for_these' });
    expect((await apply('DIX')).body).toMatchObject({ code: 'CLUB', total: { amountMinor: 4_500 } });
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
    await server.ask('removePromoCode', { params: { holdId: id } }, { token });
    expect(await usesOf(club)).toBe(1);
    await release({ id, token });
    await release({ id, token });
    expect(await usesOf(club)).toBe(0);
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  });

  test('goes with the seats of a hold that are exchanged', async () => {
    const desk = await openPriceDesk(server);
    await desk.offer('member', { tier: 'carre-or', isHidden: true, priceMinor: 4_000 });
    await desk.unlock('CLUB');
    const [one = '', two = '', three = ''] = desk.at.rows[0] ?? [];
    const { tariffs } = (await server.ask('getPriceList', { params: desk.params, query: {} }, desk.staff)).body;
    const tariff = tariffs.find(({ kind }) => kind === 'member')?.id ?? '';
    const body = { seats: [one, two], tariffs: [{ tariff, quantity: 2 }], code: 'CLUB' };
    const held = (await server.ask('holdSeats', { params: desk.params, body }, {})).body;
    const replaced = await server.ask(
      'replaceSeats',
      { params: { holdId: held.id }, body: { release: [two], seats: [three], tariffs: [{ tariff, quantity: 2 }] } },
      { token: held.token ?? '' },
    );
    expect(replaced.body.total.amountMinor).toBe(8_000);
  });
});

test('a presale: with the code before the sale begins for everybody, without it from then on', async () => {
  const desk = await openPriceDesk(server);
  const opening = async (saleOpensAt: string) =>
    desk.publish((draft) => ({ ...draft, offers: draft.offers.map((offer) => ({ ...offer, saleOpensAt })) }));
  await opening(fromNow(hour));
  await desk.unlock('AVANT', { tiers: ['fosse'], tariffs: ['full'] });
  const seen = (await desk.performance()).body;
  expect(seen.takesCode).toBe(true);
  expect(seen.offers.map(({ onSale }) => onSale)).toEqual([false, false, false, false, false, false]);
  expect((await desk.quote(1)).problem).toMatchObject({ status: 422, code: 'no_such_offer' });
  expect((await desk.hold(1)).problem).toMatchObject({ status: 422, code: 'no_such_offer' });

  const opened = (await desk.performance({ code: 'AVANT' })).body.offers.filter(({ onSale }) => onSale);
  expect(opened.map(({ tier, tariff }) => `${tier.code} ${tariff.kind}`)).toEqual(['fosse full']);
  expect((await desk.quote(2, { code: 'AVANT' })).body.total.amountMinor).toBe(6_600);
  expect((await desk.hold(2, { code: 'AVANT' })).body.total.amountMinor).toBe(6_600);
  const best = { best: { quantity: 1, tier: desk.at.tierIds.parterre }, code: 'AVANT' };
  const elsewhere = await server.ask('holdSeats', { params: desk.params, body: best });
  expect(elsewhere.problem).toMatchObject({ status: 422, code: 'no_such_offer' });

  await opening(fromNow(-hour));
  expect((await desk.hold(1)).status).toBe(201);
  expect((await desk.performance()).body.takesCode).toBe(false);
});

describe('a code is refused, with the reason, wherever it is given,', () => {
  const cases: readonly [string, Parameters<PriceDesk['unlock']>[1], string, number][] = [
    ['before it starts', { startsAt: fromNow(hour) }, 'promo_not_started', 409],
    ['after its end', { endsAt: fromNow(-hour) }, 'promo_ended', 409],
  ];
  const refusals = async (club: Club, code: string, offer: string) => [
    (await club.performance({ code })).problem,
    (await club.quote(1, { offer, code })).problem,
    (await asMember(club, 1, code)).problem,
  ];
  test.each(cases)('%s', async (_when, facts, code, status) => {
    const club = await openClub(facts);
    for (const problem of await refusals(club, 'CLUB', club.at.offerIds.standing ?? ''))
      expect(problem).toMatchObject({ status, code });
    expect(await usesOf(club)).toBe(0);
  });

  test('when nobody knows it, another organiser has it, it is of another date, or it takes something off instead', async () => {
    const club = await openClub();
    const other = await openPriceDesk(server, { organiserId: club.at.organiserId });
    await other.unlock('AUTRE', { performance: other.params.performanceId });
    const params = { organiserId: club.at.organiserId };
    await server.ask('createPromoCode', { params, body: { code: 'DIX', kind: 'percent', value: 1_000 } }, club.staff);
    const stranger = await openPriceDesk(server);
    await stranger.unlock('VOISIN');
    for (const code of ['RIEN', 'AUTRE', 'DIX', 'VOISIN']) {
      for (const problem of await refusals(club, code, club.at.offerIds.standing ?? ''))
        expect(problem, code).toMatchObject({ status: 422, code: 'code_unknown' });
    }
  });

  test('when it was closed; who holds places with it keeps them', async () => {
    const club = await openClub();
    const held = (await asMember(club, 1, 'CLUB')).body;
    const { items } = (
      await server.ask('listPromoCodes', { params: { organiserId: club.at.organiserId }, query: {} }, club.staff)
    ).body;
    await server.ask('closePromoCode', { params: { promoCodeId: items[0]?.id ?? '' } }, club.staff);
    for (const problem of await refusals(club, 'CLUB', club.at.offerIds.standing ?? ''))
      expect(problem).toMatchObject({ status: 409, code: 'promo_ended' });
    const buyer = { email: 'lina@example.org' };
    const key = crypto.randomUUID();
    const order = await server.ask('placeOrder', { body: { hold: held.id, buyer } }, { token: held.token ?? '', key });
    expect(order.body.total.amountMinor).toBe(2_500);
  });

  test('when it is used up, until a hold ends', async () => {
    const club = await openClub({ usesMax: 1 });
    const offer = (await memberOffer(club))?.id ?? '';
    const first = (await asMember(club, 2, 'CLUB')).body;
    for (const problem of await refusals(club, 'CLUB', offer))
      expect(problem).toMatchObject({ status: 409, code: 'promo_used_up' });
    await endHold(server, first.id);
    expect((await asMember(club, 2, 'CLUB')).status).toBe(201);
    expect(await usesOf(club)).toBe(1);
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  });

  test('when one person has used it as often as one person may, however the address is spelt', async () => {
    const club = await openClub({ perPersonMax: 1 });
    const order = async (email: string) => {
      const held = (await asMember(club, 1, 'CLUB')).body;
      return server.ask(
        'placeOrder',
        { body: { hold: held.id, buyer: { email } } },
        { token: held.token ?? '', key: crypto.randomUUID() },
      );
    };
    expect((await order('lina@example.org')).status).toBe(201);
    expect((await order('LINA@example.org')).problem).toMatchObject({
      status: 409,
      code: 'promo_person_limit',
      max: 1,
    });
    expect((await order('nour@example.org')).status).toBe(201);
  });

  test('a code for ten uses is used ten times, however many show it at once', async () => {
    const club = await openClub({ usesMax: 10 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => asMember(club, 1, 'CLUB')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 409 && answer.problem.code === 'promo_used_up')).toHaveLength(
      40,
    );
    expect(await usesOf(club)).toBe(10);
  });
});

test('a code that opens prices takes nothing off, and says so beside the field', async () => {
  const desk = await openPriceDesk(server);
  for (const [more, pointer] of [
    [{ value: 5 }, '/body/value'],
    [{ budgetMinor: 5, currency: 'EUR' as const }, '/body/budgetMinor'],
    [{ quantityMin: 2 }, '/body/quantityMin'],
  ] as const) {
    const { problem } = await desk.unlock('CLUB', more);
    expect(problem).toMatchObject({ status: 422, code: 'invalid', errors: [{ pointer }] });
  }
});

test('guessing is slowed: one address may give so many codes a minute, and look without one as often as it likes', async () => {
  const desk = await openPriceDesk(server);
  const strict = await startServer(server.databaseUrl, { holdsPerMinute: 3, simulator: false });
  const { params } = desk;
  const guess = (code: string) => strict.ask('getPerformance', { params, query: { code } });
  const statuses = [];
  for (const code of ['AAA', 'BBB', 'CCC', 'DDD']) statuses.push((await guess(code)).status);
  expect(statuses).toEqual([422, 422, 422, 429]);
  for (let turn = 0; turn < 5; turn += 1) expect((await strict.ask('getPerformance', { params })).status).toBe(200);
  await strict.stop();
});

test('codes are not guessed: after twenty wrong ones an address is told nothing of any, whichever way it asks', async () => {
  const club = await openClub();
  const { params } = club;
  const look = (address: string, code?: string): Promise<Heard> =>
    send(server, { ...addressed('getPerformance', { params, query: code === undefined ? {} : { code } }), address });
  const hold = (address: string, code: string): Promise<Heard> => {
    const body = { zone: club.at.zoneIds.standing, quantity: 1, code };
    return send(server, { ...addressed('holdSeats', { params }), address, body });
  };
  const guesser = newAddress();
  const answers: string[] = [];
  for (let index = 0; index < 10; index += 1) {
    expect((await look(guesser, 'CLUB')).status).toBe(200);
    answers.push(expectProblem(await look(guesser, `CLUB${index}`), 'a look').code);
    answers.push(expectProblem(await hold(guesser, `KLUB${index}`), 'a hold').code);
  }
  expect(new Set(answers)).toEqual(new Set(['code_unknown']));
  for (const way of [look, hold]) {
    const refused = expectProblem(await way(guesser, 'CLUB'), 'the right one');
    expect([refused.status, refused.code]).toEqual([429, 'too_many_codes']);
  }
  expect((await look(guesser)).status).toBe(200);
  expect((await hold(newAddress(), 'CLUB')).status).toBe(201);
});
