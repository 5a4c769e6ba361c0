import { randomUUID } from 'node:crypto';
import type { counterOperations } from '@tessera/contract/api/counter-operations';
import { camtFile, testIban } from './provider-fakes/bank/camt-file.ts';
import type { ValidRequests } from './valid-request.ts';

/** Valid requests of the operations about transfers and tills. */
export const counterRequests: Pick<ValidRequests, keyof typeof counterOperations> = {
  listBankAccounts: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  setBankAccount: [
    {
      ask: ({ organiserId }) => ({
        params: { organiserId, currency: 'EUR' },
        body: { holder: 'Scène d’essai', iban: testIban, bic: 'PSSTFRPPLYO', daysToPay: 5, isOffered: true },
      }),
    },
  ],
  importBankStatement: [
    {
      ask: ({ bankAccountId }) => ({
        params: { bankAccountId },
        body: { format: 'camt053', content: camtFile([{ id: randomUUID(), amountMinor: 100, remittance: 'don' }]) },
      }),
    },
  ],
  listBankEntries: [{ ask: ({ organiserId }) => ({ params: { organiserId }, query: {} }) }],
  assignBankEntry: [
    {
      ask: ({ bankEntryToAssignId: bankEntryId, transferPaymentId }) => ({
        params: { bankEntryId },
        body: { payment: transferPaymentId, note: 'Au téléphone' },
      }),
    },
  ],
  returnBankEntry: [
    { ask: ({ bankEntryToReturnId: bankEntryId }) => ({ params: { bankEntryId }, body: { note: 'Viré le 3 mars' } }) },
  ],
  listRefundsToSend: [{ ask: ({ organiserId }) => ({ params: { organiserId }, query: {} }) }],
  settleRefund: [
    { ask: ({ refundToSettleId: refundId }) => ({ params: { refundId }, body: { note: 'Viré le 3 mars' } }) },
  ],
  openTill: [
    {
      ask: ({ organiserId }) => ({
        params: { organiserId },
        body: { name: 'Guichet 2', float: { amountMinor: 10_000, currency: 'EUR' } },
      }),
    },
  ],
  listTills: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  getTill: [{ ask: ({ tillId }) => ({ params: { tillId } }) }],
  tenderOrder: [
    {
      ask: ({ orderToTender, tillId }) => ({
        params: { orderId: orderToTender.id },
        body: { till: tillId, cash: { givenMinor: 5_000 } },
      }),
    },
  ],
  moveCash: [
    { ask: ({ tillId }) => ({ params: { tillId }, body: { kind: 'pay_in', amountMinor: 2_000, note: 'Monnaie' } }) },
  ],
  closeTill: [{ ask: ({ tillId }) => ({ params: { tillId }, body: { countedMinor: 10_000, note: '' } }) }],
};
