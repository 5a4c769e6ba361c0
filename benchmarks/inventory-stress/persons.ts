import type pg from 'pg';
import { givenASession } from '../../server/testing/given-a-session.ts';
import { givenAnAccount } from '../../server/testing/given-an-account.ts';

/** Somebody with an account, signed in for longer than any run: whose session ends is a guest, and no limit counts guests. */
export type Person = { readonly name: string; readonly cookie: string };

/** Cookies for nodes that are reached without TLS. */
export async function preparePersons(pool: pg.Pool, count: number): Promise<Person[]> {
  const persons: Person[] = [];
  while (persons.length < count) {
    const { accountId } = await givenAnAccount(pool);
    const { cookie } = await givenASession({ pool, config: { publicUrl: 'http://127.0.0.1' } }, accountId);
    await pool.query(`update identity.session set expires_at = now() + interval '1 day' where account_id = $1`, [
      accountId,
    ]);
    persons.push({ name: `person ${persons.length + 1}`, cookie });
  }
  return persons;
}
