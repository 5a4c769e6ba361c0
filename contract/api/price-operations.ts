import { z } from 'zod';
import { CreatePromoCode, ListPage, PromoCode, PromoCodePage } from './holds.ts';
import type { OperationSchema } from './operation.ts';
import { GetPriceList, ListPriceLists, PriceList, PriceListHistory, PublishPriceList } from './prices.ts';
import { Id } from './values.ts';

const performance = z.strictObject({ performanceId: Id });
const organiser = z.strictObject({ organiserId: Id });

export const priceOperations = {
  getPriceList: {
    summary: 'A version of the prices of a performance, as staff set them',
    params: performance,
    query: GetPriceList,
    replies: { 200: PriceList },
  },
  publishPriceList: {
    summary: 'New prices for holds made from now on; those there are keep theirs',
    params: performance,
    body: PublishPriceList,
    replies: { 201: PriceList },
    idempotencyKey: 'accepted',
  },
  listPriceLists: {
    summary: 'Every version of the prices of a performance, who published it and when, newest first',
    params: performance,
    query: ListPriceLists,
    replies: { 200: PriceListHistory },
  },
  listPromoCodes: {
    summary: 'Promo codes of an organiser, newest first',
    params: organiser,
    query: ListPage,
    replies: { 200: PromoCodePage },
  },
  createPromoCode: {
    summary: 'A new promo code',
    params: organiser,
    body: CreatePromoCode,
    replies: { 201: PromoCode },
    idempotencyKey: 'accepted',
  },
  closePromoCode: {
    summary: 'Nobody can apply it any more; whoever has, keeps it',
    params: z.strictObject({ promoCodeId: Id }),
    replies: { 204: null },
  },
} as const satisfies Record<string, OperationSchema>;
