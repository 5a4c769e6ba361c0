import type { Role } from '@tessera/contract/api/people';
import type { GivenServer } from './given-a-server.ts';
import { givenASession } from './given-a-session.ts';
import { givenAnAccount } from './given-an-account.ts';

/** The cookie of somebody signed in who has a role at an organiser. */
export async function givenStaff(server: GivenServer, organiserId: string, role: Role = 'director'): Promise<string> {
  const { accountId } = await givenAnAccount(server.pool, { roles: [role], organiserId });
  return (await givenASession(server, accountId)).cookie;
}
