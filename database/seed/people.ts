import type { Role } from '@tessera/contract/api/people';
import type { ClientBase } from 'pg';
import { hashPassword } from '../../server/modules/identity/index.ts';
import { insertAccount, insertMembership } from './insert-people.ts';

export type DemoAccount = {
  readonly email: string;
  readonly password: string;
  readonly role: Role | 'superadmin' | 'customer';
  readonly name: string;
};

const password = 'open the curtain';

/** Staff hold their role at every organiser of the demo. */
export const demoAccounts: readonly DemoAccount[] = [
  { email: 'customer@tessera.example', role: 'customer', name: 'Lina Delorme', password },
  { email: 'neighbour@tessera.example', role: 'customer', name: 'Sami Fontanelle', password },
  { email: 'artist@tessera.example', role: 'artist', name: 'Prune Vermeille', password },
  { email: 'agent@tessera.example', role: 'agent', name: 'Basile Grandpré', password },
  { email: 'director@tessera.example', role: 'director', name: 'Édith Rochebrune', password },
  { email: 'gate@tessera.example', role: 'gate_controller', name: 'Karim Passereau', password },
  { email: 'authority@tessera.example', role: 'authority', name: 'Olga Saulnier', password },
  { email: 'admin@tessera.example', role: 'admin', name: 'Malek Tisserand', password },
  { email: 'superadmin@tessera.example', role: 'superadmin', name: 'Ida Chantepie', password },
];

/** Account ids by address. */
export async function insertDemoAccounts(
  client: ClientBase,
  organiserIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const hashes = await Promise.all(demoAccounts.map((account) => hashPassword(account.password)));
  const ids = new Map<string, string>();
  for (const [index, { email, role, name }] of demoAccounts.entries()) {
    const accountId = await insertAccount(client, {
      email,
      name,
      passwordHash: hashes[index] ?? '',
      locale: 'fr',
      isSuperadmin: role === 'superadmin',
      emailVerified: true,
    });
    ids.set(email, accountId);
    if (role === 'superadmin' || role === 'customer') continue;
    for (const organiserId of organiserIds) await insertMembership(client, { accountId, organiserId, role });
  }
  return ids;
}
