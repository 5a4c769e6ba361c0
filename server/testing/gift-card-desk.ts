import { expect } from 'vitest';
import type { Input } from '../../contract/api/operations.ts';
import { type Bought, orderWith, placeAnOrder, simulate, startToPay } from './buy.ts';
import { type GivenPerformance, givenAPerformance } from './given-a-performance.ts';
import { givenARefundPolicy } from './given-a-refund-policy.ts';
import type { Caller, GivenServer } from './given-a-server.ts';
import { type GivenGiftCard, givenGiftCard } from './given-gift-card.ts';
import { givenStaff } from './given-staff.ts';

type CancellationWish = Partial<Input<'cancelTickets'>['body']>;

/** A house whose director issues gift cards, and the few things that tests of them ask again and again. Two seats are 96 €. */
export async function openGiftCardDesk(server: GivenServer, given?: GivenPerformance) {
  const at = given ?? (await givenAPerformance(server.pool, { doorsOpen: false, rows: 20 }));
  const { organiserId, performanceId } = at;
  await givenARefundPolicy(server.pool, performanceId);
  const director: Caller = { cookie: await givenStaff(server, organiserId) };
  const free = at.rows.flatMap((row) => row.slice(0, 12));
  const order = (seats = 2) => placeAnOrder(server, performanceId, free.splice(0, seats));
  const apply = ({ order: { id: orderId }, token }: Bought, code: string) =>
    server.ask('applyGiftCard', { params: { orderId }, body: { code } }, { token });
  const getOrder = async ({ order: { id }, token }: Bought) =>
    (await server.ask('getOrder', { params: { orderId: id } }, { token })).body;
  const cardOf = async (giftCardId: string) =>
    (await server.ask('getGiftCard', { params: { giftCardId } }, director)).body;
  const pay = (bought: Bought) =>
    server.ask(
      'payOrder',
      {
        params: { orderId: bought.order.id },
        body: { provider: 'simulator', returnUrl: `${server.url}/checkout/return` },
      },
      { token: bought.token, key: crypto.randomUUID() },
    );
  const cancelling = async (bought: Bought, count: number) => {
    const live = (await getOrder(bought)).tickets.filter(({ status }) => status === 'valid');
    return { params: { orderId: bought.order.id }, tickets: live.map(({ id }) => id).slice(0, count) };
  };
  return {
    at,
    director,
    order,
    apply,
    getOrder,
    cardOf,
    pay,
    issue: (amountMinor: number, wish: { currency?: 'EUR' | 'TND'; endsAt?: string } = {}): Promise<GivenGiftCard> =>
      givenGiftCard(server, organiserId, director, { amountMinor, ...wish }),
    remove: ({ order: { id: orderId }, token }: Bought, giftCardId: string) =>
      server.ask('removeGiftCard', { params: { orderId, giftCardId } }, { token }),
    /** What is left on a card, and what orders have reserved of it. */
    standing: async (giftCardId: string): Promise<readonly [number, number]> => {
      const { balance, reserved } = await cardOf(giftCardId);
      return [balance.amountMinor, reserved.amountMinor];
    },
    /** An order of two seats that cards and the simulator have paid. */
    buyWith: async (codes: readonly string[], seats = 2) => {
      const bought = await order(seats);
      for (const code of codes) expect((await apply(bought, code)).status).toBe(200);
      const { toPay } = await getOrder(bought);
      if (toPay.amountMinor === 0) await pay(bought);
      else await simulate(server, (await startToPay(server, bought)).simulatedId, 'succeed');
      return { ...bought, order: await orderWith(server, bought, 'confirmed') };
    },
    preview: async (bought: Bought, count: number, refundTo: 'original' | 'gift_card' = 'original') => {
      const { params, tickets } = await cancelling(bought, count);
      return (await server.ask('previewCancellation', { params, body: { tickets, refundTo } }, { token: bought.token }))
        .body;
    },
    cancel: async (bought: Bought, count: number, refundMinor: number, wish: CancellationWish = {}) => {
      const { params, tickets } = await cancelling(bought, count);
      const body = { tickets, expectedRefund: { amountMinor: refundMinor, currency: 'EUR' as const }, ...wish };
      return server.ask('cancelTickets', { params, body }, { token: bought.token, key: crypto.randomUUID() });
    },
  };
}
export type GiftCardDesk = Awaited<ReturnType<typeof openGiftCardDesk>>;
