import { z } from 'zod';
import {
  BlockGiftCard,
  GiftCard,
  GiftCardBalance,
  GiftCardCode,
  GiftCardDetail,
  GiftCardPage,
  IssueGiftCard,
  ListGiftCards,
} from './gift-cards.ts';
import type { OperationSchema } from './operation.ts';
import { Order } from './orders.ts';
import { Id } from './values.ts';

const organiser = z.strictObject({ organiserId: Id });
const giftCard = z.strictObject({ giftCardId: Id });

export const giftCardOperations = {
  applyGiftCard: {
    summary: 'Pay what a gift card can of an order; it is reserved until the order is paid or ends',
    params: z.strictObject({ orderId: Id }),
    body: GiftCardCode,
    replies: { 200: Order },
    idempotencyKey: 'accepted',
  },
  removeGiftCard: {
    summary: 'Take a gift card off an order again',
    params: z.strictObject({ orderId: Id, giftCardId: Id }),
    replies: { 200: Order },
    idempotencyKey: 'accepted',
  },
  checkGiftCard: {
    summary: 'What is left on a gift card, for whoever knows its code',
    body: GiftCardCode,
    replies: { 200: GiftCardBalance },
  },
  listGiftCards: {
    summary: 'Gift cards of an organiser, newest first',
    params: organiser,
    query: ListGiftCards,
    replies: { 200: GiftCardPage },
  },
  issueGiftCard: {
    summary: 'Give somebody a gift card, at the organiser’s expense; its code is mailed',
    params: organiser,
    body: IssueGiftCard,
    replies: { 201: GiftCard },
    idempotencyKey: 'required',
  },
  getGiftCard: {
    summary: 'A gift card with what happened to it',
    params: giftCard,
    replies: { 200: GiftCardDetail },
  },
  blockGiftCard: {
    summary: 'Nothing more can be bought with it; what orders have reserved stays theirs',
    params: giftCard,
    body: BlockGiftCard,
    replies: { 200: GiftCardDetail },
    idempotencyKey: 'accepted',
  },
} as const satisfies Record<string, OperationSchema>;
