import { system } from '../../platform/actor.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { forgetOffers } from './admission.store.ts';
import { keepScanMonths } from './scan.store.ts';

/** The scans of this month and the next have a table of their own. */
export async function keepScanTables(inTransaction: InTransaction): Promise<void> {
  await inTransaction(system('keep-scan-tables'), keepScanMonths);
}

/** Offers that nobody took up are let go. */
export async function forgetOldOffers(inTransaction: InTransaction): Promise<void> {
  await inTransaction(system('forget-offers'), forgetOffers);
}
