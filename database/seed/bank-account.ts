import type { ClientBase } from 'pg';

/** Where buyers of the demo are told to transfer to: the example of the registry of IBANs, which no bank has. */
export const demoIban = 'FR1420041010050500013M02606';

export async function insertBankAccount(client: ClientBase, organiserId: string, holder: string): Promise<void> {
  await client.query(
    `insert into payments.bank_account (organiser_id, currency, holder, iban, days_to_pay, is_offered)
     values ($1, 'EUR', $2, $3, 5, true)`,
    [organiserId, holder, demoIban],
  );
}
