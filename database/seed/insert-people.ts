import { randomUUID } from 'node:crypto';
import type { Role } from '@tessera/contract/api/people';
import type { ClientBase } from 'pg';

export type OrganiserPlan = {
  readonly slug: string;
  readonly name: string;
  readonly legalName: string;
  readonly referencePrefix: string;
  readonly contactEmail: string;
  /** What its invoices say of it; left out: its legal name alone. */
  readonly seller?: {
    readonly address: string;
    readonly postalCode: string;
    readonly city: string;
    readonly country: string;
    readonly registrationId: string;
    readonly vatId: string;
    readonly timeZone: string;
  };
};

export type AccountPlan = {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly locale: 'fr' | 'en';
  readonly isSuperadmin: boolean;
  readonly emailVerified: boolean;
};

export async function insertOrganiser(client: ClientBase, organiser: OrganiserPlan): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into identity.organiser (id, slug, name, legal_name, reference_prefix, contact_email)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, organiser.slug, organiser.name, organiser.legalName, organiser.referencePrefix, organiser.contactEmail],
  );
  return id;
}

export async function insertSeller(client: ClientBase, organiserId: string, organiser: OrganiserPlan): Promise<void> {
  const { seller, legalName, referencePrefix } = organiser;
  if (!seller) return;
  await client.query(
    `insert into invoices.seller (organiser_id, legal_name, address, postal_code, city, country, registration_id, vat_id,
       series_prefix, time_zone)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      organiserId,
      legalName,
      seller.address,
      seller.postalCode,
      seller.city,
      seller.country,
      seller.registrationId,
      seller.vatId,
      referencePrefix,
      seller.timeZone,
    ],
  );
}

export async function insertAccount(client: ClientBase, account: AccountPlan): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into identity.account
       (id, email, email_canonical, password_hash, name, locale, is_superadmin, email_verified_at)
     values ($1, $2, $3, $4, $5, $6, $7, case when $8 then clock_timestamp() end)`,
    [
      id,
      account.email,
      account.email.normalize('NFC').toLowerCase(),
      account.passwordHash,
      account.name,
      account.locale,
      account.isSuperadmin,
      account.emailVerified,
    ],
  );
  return id;
}

export async function insertMembership(
  client: ClientBase,
  membership: { accountId: string; organiserId: string; role: Role },
): Promise<void> {
  await client.query('insert into identity.membership (account_id, organiser_id, role) values ($1, $2, $3)', [
    membership.accountId,
    membership.organiserId,
    membership.role,
  ]);
}
