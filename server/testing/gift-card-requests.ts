import type { giftCardOperations } from '@tessera/contract/api/gift-card-operations';
import type { ValidRequests } from './valid-request.ts';

/** Valid requests of the operations about gift cards. */
export const giftCardRequests: Pick<ValidRequests, keyof typeof giftCardOperations> = {
  applyGiftCard: [
    {
      ask: ({ orderWithGiftCard, giftCard }) => ({
        params: { orderId: orderWithGiftCard.id },
        body: { code: giftCard.code },
      }),
      opens: ({ orderWithGiftCard }) => orderWithGiftCard.token,
    },
  ],
  removeGiftCard: [
    {
      ask: ({ orderWithGiftCard, giftCard }) => ({
        params: { orderId: orderWithGiftCard.id, giftCardId: giftCard.id },
      }),
      opens: ({ orderWithGiftCard }) => orderWithGiftCard.token,
    },
  ],
  checkGiftCard: [{ ask: (_at, { at }) => ({ body: { code: at.house.giftCard.code } }), aboutNothing: true }],
  listGiftCards: [{ ask: ({ organiserId }) => ({ params: { organiserId }, query: {} }) }],
  issueGiftCard: [
    {
      ask: ({ organiserId }) => ({
        params: { organiserId },
        body: {
          amount: { amountMinor: 2_000, currency: 'EUR' },
          endsAt: '2090-05-01T20:00:00.000Z',
          email: 'ada@example.org',
          locale: 'en',
          note: 'Pour le retard',
        },
      }),
    },
  ],
  getGiftCard: [{ ask: ({ giftCard }) => ({ params: { giftCardId: giftCard.id } }) }],
  blockGiftCard: [
    { ask: ({ giftCardToBlockId: giftCardId }) => ({ params: { giftCardId }, body: { note: 'Perdue' } }) },
  ],
};
