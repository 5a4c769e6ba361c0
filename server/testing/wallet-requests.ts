import { randomBytes } from 'node:crypto';
import type { walletOperations } from '@tessera/contract/api/wallet-operations';
import { passTypeId } from './provider-fakes/wallets/given-wallets.ts';
import type { Targets } from './two-houses.ts';
import type { ValidRequests } from './valid-request.ts';

const ofNothing = { ask: () => ({}), aboutNothing: true } as const;
const ofTicket = {
  ask: ({ paidOrder }: Targets) => ({ params: { ticketId: paidOrder.ticketId } }),
  opens: ({ paidOrder }: Targets) => paidOrder.token,
};
const ofPaidOrder = {
  ask: ({ paidOrder }: Targets) => ({ params: { orderId: paidOrder.id } }),
  opens: ({ paidOrder }: Targets) => paidOrder.token,
};
const pass = ({ pass: { ticketId } }: Targets) => ({ passTypeId, serialNumber: ticketId });
const opens = (at: Targets) => at.pass.token;
const newPhone = () => randomBytes(16).toString('hex');

/** Valid requests of the operations about passes. */
export const walletRequests: Pick<ValidRequests, keyof typeof walletOperations> = {
  getWallets: [ofNothing],
  getWalletLogo: [ofNothing],
  getApplePass: [ofTicket],
  getOrderApplePasses: [ofPaidOrder],
  saveToGoogleWallet: [ofTicket],
  saveOrderToGoogleWallet: [ofPaidOrder],
  registerPhone: [
    {
      ask: (at) => ({
        params: { phoneId: newPhone(), ...pass(at) },
        body: { pushToken: randomBytes(32).toString('hex') },
      }),
      opens,
    },
  ],
  unregisterPhone: [{ ask: (at) => ({ params: { phoneId: newPhone(), ...pass(at) } }), opens }],
  listChangedPasses: [{ ask: ({ pass: { phoneId } }) => ({ params: { phoneId, passTypeId } }) }],
  getLatestPass: [{ ask: (at) => ({ params: pass(at) }), opens }],
  logFromPhone: [{ ask: () => ({ body: { logs: ['Nothing could be shown.'] } }), aboutNothing: true }],
};
