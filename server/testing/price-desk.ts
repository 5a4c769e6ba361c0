import { randomUUID } from 'node:crypto';
import type { Input, Reply } from '@tessera/contract/api/operations';
import { givenAPerformance } from './given-a-performance.ts';
import type { Caller, GivenServer } from './given-a-server.ts';
import { givenStaff } from './given-staff.ts';
import type { PerformanceWish } from './trial-house.ts';

export type PriceDraft = Input<'publishPriceList'>['body'];
type OfferDraft = PriceDraft['offers'][number];
type PromoDraft = Input<'createPromoCode'>['body'];
type HoldBody = Input<'holdSeats'>['body'];

/** A performance with a pit of two hundred places, and somebody who sets its prices. */
export async function openPriceDesk(server: GivenServer, wish: PerformanceWish = {}) {
  const at = await givenAPerformance(server.pool, { standingCapacity: 200, ...wish });
  const staff: Caller = { cookie: await givenStaff(server, at.organiserId) };
  const params = { performanceId: at.performanceId };
  const zone = at.zoneIds.standing ?? '';
  const newest = async (): Promise<PriceDraft> =>
    draftOf((await server.ask('getPriceList', { params, query: {} }, staff)).body);
  const publish = async (change: (draft: PriceDraft) => PriceDraft) =>
    server.ask('publishPriceList', { params, body: change(await newest()) }, staff);
  return {
    at,
    staff,
    params,
    newest,
    publish,
    /** Adds an offer in the pit at a tariff of its own. */
    offer: (kind: PriceDraft['tariffs'][number]['kind'], more: Partial<OfferDraft> = {}) =>
      publish((draft) => withOffer(draft, kind, more)),
    unlock: (code: string, more: Partial<PromoDraft> = {}) =>
      server.ask(
        'createPromoCode',
        { params: { organiserId: at.organiserId }, body: { code, kind: 'unlock', ...more } },
        staff,
      ),
    performance: (query: { code?: string } = {}) => server.ask('getPerformance', { params, query }),
    quote: (quantity: number, query: { offer?: string; code?: string } = {}) =>
      offerOfPit(server, params).then((offer) =>
        server.ask('getQuote', { params, query: { offer, quantity, ...query } }),
      ),
    hold: (quantity: number, more: Partial<HoldBody> = {}) =>
      server.ask('holdSeats', { params, body: { zone, quantity, ...more } }),
  };
}
export type PriceDesk = Awaited<ReturnType<typeof openPriceDesk>>;

export function withOffer(
  draft: PriceDraft,
  kind: PriceDraft['tariffs'][number]['kind'],
  more: Partial<OfferDraft> = {},
): PriceDraft {
  const code = more.tariff ?? kind.replace('_', '-');
  const isKnown = draft.tariffs.some((tariff) => tariff.code === code);
  const tariffs = isKnown ? draft.tariffs : [...draft.tariffs, { code, kind, name: { fr: code } }];
  return { ...draft, tariffs, offers: [...draft.offers, { tier: 'fosse', tariff: code, priceMinor: 2_000, ...more }] };
}

/** A list as it would be published once more. */
function draftOf({ version, currency, tariffs, offers }: Reply<'getPriceList'>): PriceDraft {
  return {
    basedOn: version,
    currency,
    tariffs: tariffs.map(({ id: _, ...tariff }) => tariff),
    offers: offers.map(({ id: _, placesTaken: __, ...offer }) => offer),
  };
}

/** The full price of the pit as it is in force now. */
async function offerOfPit(server: GivenServer, params: { performanceId: string }): Promise<string> {
  const { offers } = (await server.ask('getPerformance', { params })).body;
  return offers.find(({ tier, tariff }) => tier.code === 'fosse' && tariff.kind === 'full')?.id ?? '';
}

/** The second version of prices of a performance of givenAPerformance. */
export function newPrices(performanceId: string): Input<'publishPriceList'> {
  const tariffs = [{ code: 'full', kind: 'full' as const, name: { fr: 'Plein tarif' } }];
  const offers = [{ tier: 'carre-or', tariff: 'full', priceMinor: 5_000 }];
  return { params: { performanceId }, body: { basedOn: 1, currency: 'EUR', tariffs, offers } };
}

export function newPromoCode(organiserId: string): Input<'createPromoCode'> {
  return { params: { organiserId }, body: { code: `P-${randomUUID().slice(0, 8)}`, kind: 'percent', value: 1_000 } };
}
