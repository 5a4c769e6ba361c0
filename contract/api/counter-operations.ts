import { z } from 'zod';
import {
  AssignBankEntry,
  BankAccount,
  BankEntry,
  BankEntryPage,
  ImportBankStatement,
  ImportedStatement,
  ListBankEntries,
  ListRefundsToSend,
  RefundToSendPage,
  ReturnBankEntry,
  SetBankAccount,
} from './bank.ts';
import type { OperationSchema } from './operation.ts';
import { CloseTill, MoveCash, OpenTill, SettleRefund, Tendered, TenderOrder, Till } from './tills.ts';
import { CurrencyCode, Id } from './values.ts';

const organiser = z.strictObject({ organiserId: Id });
const till = z.strictObject({ tillId: Id });
const bankEntry = z.strictObject({ bankEntryId: Id });

/** Money that comes by no payment page: transfers, and what is tendered at the counter. */
export const counterOperations = {
  listBankAccounts: {
    summary: 'The accounts that buyers of an organiser transfer to',
    params: organiser,
    replies: { 200: z.object({ items: z.array(BankAccount) }) },
  },
  setBankAccount: {
    summary: 'Where transfers in a currency go from now on; transfers under way keep the account they were told',
    params: z.strictObject({ organiserId: Id, currency: CurrencyCode }),
    body: SetBankAccount,
    replies: { 200: BankAccount },
  },
  importBankStatement: {
    summary: 'Read a statement of an account; what was read before changes nothing',
    params: z.strictObject({ bankAccountId: Id }),
    body: ImportBankStatement,
    replies: { 200: ImportedStatement },
  },
  listBankEntries: {
    summary: 'Money that came to the accounts of an organiser, the newest first',
    params: organiser,
    query: ListBankEntries,
    replies: { 200: BankEntryPage },
  },
  assignBankEntry: {
    summary: 'Say which payment unmatched money is for; its amount must be exact',
    params: bankEntry,
    body: AssignBankEntry,
    replies: { 200: BankEntry },
    idempotencyKey: 'accepted',
  },
  returnBankEntry: {
    summary: 'Note that unmatched money was sent back',
    params: bankEntry,
    body: ReturnBankEntry,
    replies: { 200: BankEntry },
    idempotencyKey: 'accepted',
  },
  listRefundsToSend: {
    summary: 'Refunds that staff make by hand, also those a provider refused for good; the oldest first',
    params: organiser,
    query: ListRefundsToSend,
    replies: { 200: RefundToSendPage },
  },
  settleRefund: {
    summary:
      'Note that a refund was made by hand: sent at the bank, or given at the counter; also one its provider refused',
    params: z.strictObject({ refundId: Id }),
    body: SettleRefund,
    replies: { 204: null },
    idempotencyKey: 'accepted',
  },
  openTill: {
    summary: 'Open a till with a float; one at a time for each person',
    params: organiser,
    body: OpenTill,
    replies: { 201: Till },
    idempotencyKey: 'accepted',
  },
  listTills: {
    summary: 'Tills of an organiser, the newest first, at most a hundred',
    params: organiser,
    replies: { 200: z.object({ items: z.array(Till) }) },
  },
  getTill: { summary: 'A till', params: till, replies: { 200: Till } },
  tenderOrder: {
    summary: 'Pay an order at the counter: its tickets are given, or nothing is taken',
    params: z.strictObject({ orderId: Id }),
    body: TenderOrder,
    replies: { 201: Tendered },
    idempotencyKey: 'required',
  },
  moveCash: {
    summary: 'Put cash in or take it out',
    params: till,
    body: MoveCash,
    replies: { 200: Till },
    idempotencyKey: 'required',
  },
  closeTill: {
    summary: 'Close a till with what was counted; it never changes after that',
    params: till,
    body: CloseTill,
    replies: { 200: Till },
    idempotencyKey: 'accepted',
  },
} as const satisfies Record<string, OperationSchema>;
