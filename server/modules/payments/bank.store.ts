import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { ExpectedTransfer, UnmatchedReason } from './transfer.rules.ts';

export type BankAccount = {
  readonly id: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly holder: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly daysToPay: number;
  readonly isOffered: boolean;
};

export type BankEntry = {
  readonly id: string;
  readonly organiserId: string;
  readonly bankAccountId: string;
  readonly bankEntryId: string;
  /** YYYY-MM-DD */
  readonly bookedOn: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly remittance: string;
  readonly payer: string;
  readonly payerIban: string | null;
  readonly state: 'matched' | 'unmatched' | 'sent_back';
  readonly reason: UnmatchedReason | null;
  readonly paymentId: string | null;
  readonly note: string;
};
export type NewBankEntry = Omit<BankEntry, 'id' | 'organiserId' | 'state' | 'note'>;

const accountColumns = sql`id, organiser_id, currency, holder, iban, bic, days_to_pay, is_offered`;
const entryColumns = sql`
  e.id, a.organiser_id, e.bank_account_id, e.bank_entry_id, e.booked_on::text as booked_on, e.amount_minor, e.currency,
  e.remittance, e.payer, e.payer_iban, e.state, e.reason, e.payment_id, e.note`;

/** An account of the same IBAN stays one; another one is offered instead of the one before. */
export async function saveBankAccount(ctx: Ctx, account: Omit<BankAccount, 'id'>): Promise<BankAccount> {
  const { organiserId, currency, holder, iban, bic, daysToPay, isOffered } = account;
  // Two who set different ones at once take turns; there may be no row yet to wait for.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bank account ${organiserId} ${currency}`}, 0))`.execute(
    tx(ctx),
  );
  await sql`
    update payments.bank_account set is_offered = false
    where organiser_id = ${organiserId} and currency = ${currency} and is_offered`.execute(tx(ctx));
  const saved = await sql<BankAccount>`
    insert into payments.bank_account (organiser_id, currency, holder, iban, bic, days_to_pay, is_offered)
    values (${organiserId}, ${currency}, ${holder}, ${iban}, ${bic}, ${daysToPay}, ${isOffered})
    on conflict (organiser_id, currency, iban) do update set holder = excluded.holder, bic = excluded.bic,
      days_to_pay = excluded.days_to_pay, is_offered = excluded.is_offered, set_at = clock_timestamp()
    returning ${accountColumns}`.execute(tx(ctx));
  const [row] = saved.rows;
  if (!row) throw new Error('the account was not saved');
  return row;
}

export async function listBankAccounts(ctx: Ctx, organiserId: string): Promise<BankAccount[]> {
  const found = await sql<BankAccount>`
    select ${accountColumns} from payments.bank_account where organiser_id = ${organiserId}
    order by currency, is_offered desc, set_at desc`.execute(tx(ctx));
  return found.rows;
}

export async function findOfferedAccount(
  ctx: Ctx,
  organiserId: string,
  currency: string,
): Promise<BankAccount | undefined> {
  const found = await sql<BankAccount>`
    select ${accountColumns} from payments.bank_account
    where organiser_id = ${organiserId} and currency = ${currency} and is_offered`.execute(tx(ctx));
  return found.rows[0];
}

export async function findBankAccount(ctx: Ctx, bankAccountId: string): Promise<BankAccount | undefined> {
  const found = await sql<BankAccount>`
    select ${accountColumns} from payments.bank_account where id = ${bankAccountId}`.execute(tx(ctx));
  return found.rows[0];
}

/** Locked, so that statements of one account are read one after the other. */
export async function lockBankAccount(ctx: Ctx, bankAccountId: string): Promise<BankAccount | undefined> {
  const found = await sql<BankAccount>`
    select ${accountColumns} from payments.bank_account where id = ${bankAccountId} for update`.execute(tx(ctx));
  return found.rows[0];
}

export async function saveTransfer(ctx: Ctx, paymentId: string, bankAccountId: string): Promise<void> {
  await sql`
    insert into payments.transfer (payment_id, bank_account_id) values (${paymentId}, ${bankAccountId})
    on conflict (payment_id) do nothing`.execute(tx(ctx));
}

export type AwaitedTransfer = Pick<BankAccount, 'holder' | 'iban' | 'bic'> & {
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly payBefore: Date;
};

/** What the buyer of a payment that waits for a transfer was told. */
export async function findAwaitedTransfer(ctx: Ctx, paymentId: string): Promise<AwaitedTransfer | undefined> {
  const found = await sql<AwaitedTransfer>`
    select a.holder, a.iban, a.bic, p.provider_payment_id as reference, p.amount_minor, p.currency, p.pay_before
    from payments.transfer t join payments.bank_account a on a.id = t.bank_account_id
    join payments.payment p on p.id = t.payment_id
    where t.payment_id = ${paymentId} and p.status = 'pending' and p.void_requested_at is null and p.pay_before is not null`.execute(
    tx(ctx),
  );
  return found.rows[0];
}

type Wanted = { readonly references: readonly string[] } | { readonly paymentId: string };

/** Payments by transfer of an organiser, locked, in one order for everybody. */
export async function lockTransfers(ctx: Ctx, organiserId: string, wanted: Wanted): Promise<ExpectedTransfer[]> {
  const which =
    'paymentId' in wanted
      ? sql`p.id = ${wanted.paymentId}`
      : sql`p.provider = 'bank_transfer' and p.provider_payment_id = any(${wanted.references}::text[])`;
  const found = await sql<ExpectedTransfer>`
    select p.id as payment_id, p.provider_payment_id as reference, p.amount_minor, p.currency,
      p.status = 'captured' or exists (select from payments.bank_entry e where e.payment_id = p.id) as is_paid
    from payments.payment p join payments.transfer t on t.payment_id = p.id
    where p.organiser_id = ${organiserId} and p.provider_payment_id is not null and ${which}
    order by p.id for update of p`.execute(tx(ctx));
  return found.rows;
}

/** False: an entry of this id is there already. */
export async function saveBankEntry(ctx: Ctx, entry: NewBankEntry): Promise<boolean> {
  const saved = await sql`
    insert into payments.bank_entry (bank_account_id, bank_entry_id, booked_on, amount_minor, currency, remittance, payer,
      payer_iban, state, reason, payment_id)
    values (${entry.bankAccountId}, ${entry.bankEntryId}, ${entry.bookedOn}::date, ${entry.amountMinor}, ${entry.currency},
      ${entry.remittance}, ${entry.payer}, ${entry.payerIban}, ${entry.paymentId === null ? 'unmatched' : 'matched'},
      ${entry.reason}, ${entry.paymentId})
    on conflict (bank_account_id, bank_entry_id) do nothing returning 1`.execute(tx(ctx));
  return saved.rows.length > 0;
}

/** Which of these ids of entries the account has already. */
export async function listKnownEntries(
  ctx: Ctx,
  bankAccountId: string,
  bankEntryIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await sql<{ bankEntryId: string }>`
    select bank_entry_id from payments.bank_entry
    where bank_account_id = ${bankAccountId} and bank_entry_id = any(${bankEntryIds}::text[])`.execute(tx(ctx));
  return new Set(found.rows.map(({ bankEntryId }) => bankEntryId));
}

export async function lockBankEntry(ctx: Ctx, entryId: string): Promise<BankEntry | undefined> {
  const found = await sql<BankEntry>`
    select ${entryColumns} from payments.bank_entry e join payments.bank_account a on a.id = e.bank_account_id
    where e.id = ${entryId} for update of e`.execute(tx(ctx));
  return found.rows[0];
}

export async function saveEntrySettled(
  ctx: Ctx,
  entryId: string,
  settled: {
    readonly state: 'matched' | 'sent_back';
    readonly paymentId: string | null;
    readonly by: string | null;
    readonly note: string;
  },
): Promise<void> {
  const { state, paymentId, by, note } = settled;
  await sql`
    update payments.bank_entry set state = ${state}, payment_id = ${paymentId}, decided_by = ${by}, note = ${note},
      decided_at = clock_timestamp()
    where id = ${entryId}`.execute(tx(ctx));
}

export async function listBankEntries(
  ctx: Ctx,
  organiserId: string,
  page: { readonly state: BankEntry['state'] | null; readonly beforeId: string | null; readonly limit: number },
): Promise<BankEntry[]> {
  const found = await sql<BankEntry>`
    select ${entryColumns} from payments.bank_entry e join payments.bank_account a on a.id = e.bank_account_id
    where a.organiser_id = ${organiserId} and (${page.state}::text is null or e.state = ${page.state})
      and (${page.beforeId}::uuid is null or e.id < ${page.beforeId}::uuid)
    order by e.id desc limit ${page.limit}`.execute(tx(ctx));
  return found.rows;
}
