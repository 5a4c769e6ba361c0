import { creditorReferencesIn } from '@tessera/contract/creditor-reference';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { providerEventReceived, statementImported } from './announcements.ts';
import { type BankAccount, listKnownEntries, lockTransfers, saveBankEntry } from './bank.store.ts';
import type { ReadStatement, StatedCredit, StatementReading } from './bank-statement.ts';
import type { PaymentFact } from './rules.ts';
import { saveProviderEvent } from './store.ts';
import { decideEntry, type ExpectedTransfer } from './transfer.rules.ts';

export type Imported = {
  readonly credits: number;
  readonly known: number;
  readonly matched: number;
  readonly unmatched: number;
};

/** Throws statement_unreadable { reason, at }. */
export function readable(reading: StatementReading): ReadStatement {
  if (!reading.ok) throw new Refusal('statement_unreadable', undefined, { reason: reading.reason, at: reading.at });
  return reading;
}

/**
 * Keeps every credit of a statement, once each by the bank's own id, and has the payments that are beyond doubt captured, by
 * the way webhooks go. The account is locked. Throws statement_of_another.
 */
export async function importStatement(ctx: Ctx, account: BankAccount, statement: ReadStatement): Promise<Imported> {
  if (statement.ibans.some((iban) => iban !== account.iban)) throw new Refusal('statement_of_another');
  const { credits } = statement;
  const known = await listKnownEntries(
    ctx,
    account.id,
    credits.map(({ bankEntryId }) => bankEntryId),
  );
  const fresh = credits.filter(({ bankEntryId }) => !known.has(bankEntryId));
  const expected = await expectedBy(ctx, account.organiserId, fresh);
  let matched = 0;
  for (const credit of fresh) {
    const decision = decideEntry(credit, expected);
    const paymentId = decision.ok ? decision.paymentId : null;
    await saveBankEntry(ctx, {
      ...credit,
      bankAccountId: account.id,
      paymentId,
      reason: decision.ok ? null : decision.reason,
    });
    if (!decision.ok) continue;
    matched += 1;
    for (const [reference, transfer] of expected) {
      if (transfer.paymentId === paymentId) expected.set(reference, { ...transfer, isPaid: true });
    }
    await tellCaptured(ctx, account.id, credit, decision.paymentId);
  }
  const told = {
    credits: credits.length,
    known: credits.length - fresh.length,
    matched,
    unmatched: fresh.length - matched,
  };
  await announce(ctx, statementImported(account, told));
  return told;
}

async function expectedBy(
  ctx: Ctx,
  organiserId: string,
  credits: readonly StatedCredit[],
): Promise<Map<string, ExpectedTransfer>> {
  const references = [...new Set(credits.flatMap(({ remittance }) => creditorReferencesIn(remittance)))];
  const transfers = references.length === 0 ? [] : await lockTransfers(ctx, organiserId, { references });
  return new Map(transfers.map((transfer) => [transfer.reference, transfer]));
}

type Money = { readonly bankEntryId: string; readonly amountMinor: number; readonly currency: string };

/** Stored as what a provider told, and applied like it: once, by a job or by the sweep behind it. */
export async function tellCaptured(ctx: Ctx, bankAccountId: string, money: Money, paymentId: string): Promise<void> {
  const provider = 'bank_transfer';
  const eventId = `${bankAccountId}:${money.bankEntryId}`;
  const fact: PaymentFact = {
    kind: 'captured',
    paymentId,
    providerPaymentId: eventId,
    amountMinor: money.amountMinor,
    currency: money.currency,
  };
  const event = { provider, eventId, kind: 'bank_entry', body: '', facts: [fact], ask: null };
  if (await saveProviderEvent(ctx, event)) await announce(ctx, providerEventReceived(provider, eventId));
}
