import { z } from 'zod';
import type { OperationSchema } from './operation.ts';
import { Payment, PayOrder } from './orders.ts';
import { Id } from './values.ts';

export const paymentOperations = {
  listPaymentProviders: {
    summary: 'Where an order of a hold can be paid, before there is one',
    params: z.strictObject({ holdId: Id }),
    replies: { 200: z.object({ items: z.array(z.string()) }) },
  },
  payOrder: {
    summary: 'Start paying, or go on with the payment under way',
    params: z.strictObject({ orderId: Id }),
    body: PayOrder,
    replies: { 201: Payment },
    idempotencyKey: 'required',
  },
  receiveWebhook: {
    summary: 'A payment provider reports',
    params: z.strictObject({ provider: z.string().regex(/^[a-z_]{1,40}$/) }),
    query: z.object({ token: z.string().max(100).optional() }),
    replies: { 204: null },
  },
} as const satisfies Record<string, OperationSchema>;
