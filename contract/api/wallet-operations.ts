import { z } from 'zod';
import type { OperationSchema } from './operation.ts';
import { Id } from './values.ts';
import { ChangedPasses, ListChangedPasses, LogFromPhone, OfferedWallets, RegisterPhone, SaveLink } from './wallets.ts';

const ticket = z.strictObject({ ticketId: Id });
const order = z.strictObject({ orderId: Id });
const phoneId = z
  .string()
  .regex(/^[\w.:-]{1,100}$/)
  .describe('As the phone names itself to us; may be another one each time');
const passTypeId = z.string().regex(/^[\w.-]{1,160}$/);
const pass = { passTypeId, serialNumber: Id };

export const walletOperations = {
  getWallets: { summary: 'The wallets that tickets can be taken into', replies: { 200: OfferedWallets } },
  getWalletLogo: { summary: 'The mark that is on passes, as PNG', replies: { 200: null } },
  getApplePass: { summary: 'A ticket as a pass for Apple Wallet (.pkpass)', params: ticket, replies: { 200: null } },
  getOrderApplePasses: {
    summary: 'All tickets of an order as passes for Apple Wallet, in one file (.pkpasses)',
    params: order,
    replies: { 200: null },
  },
  saveToGoogleWallet: {
    summary: 'Put a ticket where Google Wallet finds it; the link takes it into a wallet',
    params: ticket,
    replies: { 200: SaveLink },
  },
  saveOrderToGoogleWallet: {
    summary: 'The same for all tickets of an order, as long as one link can name them',
    params: order,
    replies: { 200: SaveLink },
  },
  registerPhone: {
    summary: 'Apple Wallet: a phone wants to hear when a pass changes (201), or wanted to before (200)',
    params: z.strictObject({ phoneId, ...pass }),
    body: RegisterPhone,
    replies: { 201: null },
  },
  unregisterPhone: {
    summary: 'Apple Wallet: a phone has the pass no more',
    params: z.strictObject({ phoneId, ...pass }),
    replies: { 200: null },
  },
  listChangedPasses: {
    summary: 'Apple Wallet: which passes on a phone have changed; 204 when none has',
    params: z.strictObject({ phoneId, passTypeId }),
    query: ListChangedPasses,
    replies: { 200: ChangedPasses },
  },
  getLatestPass: {
    summary: 'Apple Wallet: a pass as it is now; 304 when it is the one that If-Modified-Since tells',
    params: z.strictObject(pass),
    replies: { 200: null },
  },
  logFromPhone: {
    summary: 'Apple Wallet: what a phone could not do with a pass',
    body: LogFromPhone,
    replies: { 200: null },
  },
} as const satisfies Record<string, OperationSchema>;
