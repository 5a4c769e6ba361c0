import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findOrganiser } from '../identity/index.ts';
import { bankAccountSet } from './announcements.ts';
import {
  type BankAccount,
  type BankEntry,
  findBankAccount,
  listBankAccounts,
  listBankEntries,
  lockBankAccount,
  lockBankEntry,
  saveBankAccount,
} from './bank.store.ts';
import type { StatementReader } from './bank-statement-reader.ts';
import { providersByHand } from './by-hand.ts';
import { importStatement, readable } from './import-statement.ts';
import { listRefundsToSend } from './refund.store.ts';
import { assignEntry, returnEntry } from './settle-entry.ts';
import { lockPaymentOfRefund, settleRefund } from './settle-refund.ts';

const staff = allow('agent', 'director', 'admin');
/** Two million characters, the longest of which take three bytes, as JSON. */
const statementBytesMax = 8_000_000;

type App = { readonly inTransaction: InTransaction; readonly statementReader: StatementReader };

export function bankRoutes(routes: Routes, app: App): void {
  accountRoutes(routes);
  statementRoutes(routes, app);
  entryRoutes(routes);

  routes.inTransaction('listRefundsToSend', staff, async (ctx, { params, query, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const list = `refunds-to-send:${organiserId}`;
    const afterId = query.cursor === undefined ? null : readCursor(ctx, list, query.cursor).id;
    const rows = await listRefundsToSend(ctx, organiserId, {
      providers: providersByHand,
      afterId,
      limit: query.limit + 1,
    });
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    const items = page.map((row) => ({
      id: row.id,
      order: row.reference,
      provider: row.provider,
      amount: { amountMinor: row.amountMinor, currency: row.currency as Currency },
      reason: row.reason,
      isRefused: row.status === 'failed',
      requestedAt: row.requestedAt.toISOString(),
      payer: row.payer ?? '',
      payerIban: row.payerIban,
    }));
    return { items, next: last ? writeCursor(ctx, list, { at: last.requestedAt.toISOString(), id: last.id }) : null };
  });

  routes.inTransaction('settleRefund', staff, async (ctx, { params, body, authorise }) => {
    const payment = await lockPaymentOfRefund(ctx, params.refundId);
    if (!payment) throw new Refusal('not_found');
    authorise(ctx, { organiserId: payment.organiserId });
    const { till: tillId, cash, terminal, note } = body;
    await settleRefund(ctx, payment, params.refundId, { tillId, cashMinor: cash?.amountMinor ?? 0, terminal, note });
    return undefined;
  });
}

function accountRoutes(routes: Routes): void {
  routes.inTransaction('listBankAccounts', staff, async (ctx, { params, authorise }) => {
    authorise(ctx, params);
    await expectOrganiser(ctx, params.organiserId);
    return { items: (await listBankAccounts(ctx, params.organiserId)).map(describeAccount) };
  });

  routes.inTransaction('setBankAccount', allow('director', 'admin'), async (ctx, { params, body, authorise }) => {
    authorise(ctx, { organiserId: params.organiserId });
    await expectOrganiser(ctx, params.organiserId);
    const account = await saveBankAccount(ctx, { ...params, ...body });
    await announce(ctx, bankAccountSet(account));
    return describeAccount(account);
  });
}

/** Read before the transaction that locks the account, and only for somebody who may import to it. */
function statementRoutes(routes: Routes, { inTransaction, statementReader }: App): void {
  routes.outside(
    'importBankStatement',
    staff,
    async ({ params, body, actor, traceId, authorise }) => {
      await inTransaction(actor, async (ctx) => {
        const account = await findBankAccount(ctx, params.bankAccountId);
        if (!account) throw new Refusal('not_found');
        authorise(ctx, { organiserId: account.organiserId });
      });
      const statement = readable(await statementReader.read(body.format, body.content));
      const effect = async (ctx: Ctx) => {
        const account = await lockBankAccount(ctx, params.bankAccountId);
        if (!account) throw new Refusal('not_found');
        return { ...(await importStatement(ctx, account, statement)) };
      };
      return inTransaction(actor, effect, { traceId });
    },
    { bodyBytesMax: statementBytesMax },
  );
}

function entryRoutes(routes: Routes): void {
  routes.inTransaction('listBankEntries', staff, async (ctx, { params, query, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const list = `bank-entries:${organiserId}:${query.state ?? ''}`;
    const beforeId = query.cursor === undefined ? null : readCursor(ctx, list, query.cursor).id;
    const wish = { state: query.state ?? null, beforeId, limit: query.limit + 1 };
    const rows = await listBankEntries(ctx, organiserId, wish);
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    return {
      items: page.map(describeEntry),
      next: last ? writeCursor(ctx, list, { at: last.bookedOn, id: last.id }) : null,
    };
  });

  routes.inTransaction('assignBankEntry', staff, async (ctx, { params, body, authorise }) => {
    const entry = await found(lockBankEntry(ctx, params.bankEntryId));
    authorise(ctx, { organiserId: entry.organiserId });
    await assignEntry(ctx, entry, { paymentId: body.payment, note: body.note });
    return describeEntry(await found(lockBankEntry(ctx, entry.id)));
  });

  routes.inTransaction('returnBankEntry', staff, async (ctx, { params, body, authorise }) => {
    const entry = await found(lockBankEntry(ctx, params.bankEntryId));
    authorise(ctx, { organiserId: entry.organiserId });
    await returnEntry(ctx, entry, body.note);
    return describeEntry(await found(lockBankEntry(ctx, entry.id)));
  });
}

async function expectOrganiser(ctx: Ctx, organiserId: string): Promise<void> {
  if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
}

async function found(entry: Promise<BankEntry | undefined>): Promise<BankEntry> {
  const known = await entry;
  if (!known) throw new Refusal('not_found');
  return known;
}

function describeAccount({ organiserId: _, ...account }: BankAccount): Reply<'setBankAccount'> {
  return { ...account, currency: account.currency as Currency };
}

function describeEntry(entry: BankEntry): Reply<'assignBankEntry'> {
  const { id, bankAccountId, bookedOn, amountMinor, currency, remittance, payer, state, reason, paymentId, note } =
    entry;
  return {
    id,
    account: bankAccountId,
    bookedOn,
    amount: { amountMinor, currency: currency as Currency },
    remittance,
    payer,
    state,
    reason,
    payment: paymentId,
    note,
  };
}
