import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { type Answer, eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenAnAccount } from '../../testing/given-an-account.ts';

let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

const password = 'quatre violons et demi';
let addresses = 0;
const newAddress = () => {
  addresses += 1;
  return `lina-${addresses}@example.org`;
};
const signUp = (body: { email: string; password?: string; name?: string; locale?: 'fr' | 'en' }) =>
  server.ask('signUp', { body: { password, name: 'Lina Amari', ...body } });
const signIn = (email: string, typed = password) => server.ask('signIn', { body: { email, password: typed } });
const me = (cookie: string) => server.ask('getMe', {}, { cookie });
/** What the browser would send back. */
const cookieOf = ({ headers }: Pick<Answer<'signIn'>, 'headers'>) => headers.get('set-cookie')?.split(';')[0] ?? '';
const codeOf = ({ problem }: Pick<Answer<'signIn'>, 'problem'>) => [problem.status, problem.code];
const announced = async (accountId: string) => {
  const { rows } = await server.pool.query<{ kind: string }>(
    'select kind from platform.journal where subject_id = $1 order by id',
    [accountId],
  );
  return rows.map(({ kind }) => kind);
};

describe('signing up', () => {
  test('gives an account without any role, signed in, whose address is not proven yet', async () => {
    const answer = await signUp({ email: 'Lina.Amari@Example.org', name: '  Lina Amari ', locale: 'en' });
    expect(answer.status).toBe(201);
    const { id, ...facts } = answer.body;
    expect(facts).toEqual({
      email: 'Lina.Amari@Example.org',
      name: 'Lina Amari',
      locale: 'en',
      emailVerified: false,
      superadmin: false,
      memberships: [],
    });
    expect((await me(cookieOf(answer))).body.id).toBe(id);
    expect(await announced(id)).toEqual([
      'identity.account_created',
      'identity.email_verification_requested',
      'identity.signed_in',
    ]);
  });

  test('with an address that has an account is refused in any writing, and leaves that account alone', async () => {
    const email = newAddress();
    await signUp({ email });
    const again = await signUp({ email: email.toUpperCase(), password: 'un autre mot de passe' });
    expect(codeOf(again)).toEqual([409, 'email_taken']);
    expect(again.headers.get('set-cookie')).toBeNull();
    expect((await signIn(email)).status).toBe(201);
  });

  test('twice at once makes one account', async () => {
    const email = newAddress();
    const answers = await Promise.all([signUp({ email }), signUp({ email })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('with a password that is easy to guess is refused, and says which field', async () => {
    const { problem } = await signUp({ email: newAddress(), password: 'motdepasse1234567' });
    expect([problem.status, problem.code, problem.errors]).toEqual([
      422,
      'password_too_common',
      [{ pointer: '/body/password', code: 'too_common' }],
    ]);
  });

  test('keeps the password as an argon2id hash and the session as a hash', async () => {
    const email = newAddress();
    const answer = await signUp({ email });
    const token = cookieOf(answer).split('=')[1] ?? '';
    const { rows } = await server.pool.query<{ hash: string; account: string; sessions: string }>(
      `select password_hash as hash, a::text as account,
        (select string_agg(s::text || encode(token_hash, 'escape'), ' ') from identity.session s where account_id = a.id) as sessions
       from identity.account a where email = $1`,
      [email],
    );
    expect(rows[0]?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(rows[0]?.account).not.toContain(password);
    expect(rows[0]?.sessions).not.toContain(token);
    expect(token).toMatch(/^[\w-]{43}$/);
  });
});

describe('signing in', () => {
  test('works in any writing of the address and composition of the password, in a new session each time', async () => {
    const account = await givenAnAccount(server.pool, { email: newAddress(), password: 'Zoë et les violons' });
    const first = await signIn(account.email.toUpperCase(), 'Zoe\u0308 et les violons');
    const second = await signIn(account.email, account.password);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(cookieOf(first)).not.toBe(cookieOf(second));
    expect((await me(cookieOf(first))).body.id).toBe(account.accountId);
  });

  test('gives the browser a cookie that scripts cannot read and other sites do not send', async () => {
    const { email } = await givenAnAccount(server.pool);
    const cookie = (await signIn(email)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^tessera=/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).toMatch(/; Path=\//);
  });

  test('with a wrong password or an unknown address is refused in the same words', async () => {
    const { email } = await givenAnAccount(server.pool);
    const wrong = await signIn(email, 'cinq violons et demi');
    const unknown = await signIn('nobody@example.org', 'cinq violons et demi');
    expect(codeOf(wrong)).toEqual([401, 'wrong_credentials']);
    const { traceId: _one, ...said } = wrong.problem;
    const { traceId: _other, ...alsoSaid } = unknown.problem;
    expect(alsoSaid).toEqual(said);
    expect([wrong, unknown].map(({ headers }) => headers.get('set-cookie'))).toEqual([null, null]);
  });

  test('is refused to a disabled account, whose sessions end with it', async () => {
    const { email, accountId } = await givenAnAccount(server.pool);
    const cookie = cookieOf(await signIn(email));
    await server.pool.query('update identity.account set disabled_at = now() where id = $1', [accountId]);
    expect(codeOf(await signIn(email))).toEqual([401, 'wrong_credentials']);
    expect((await me(cookie)).problem.code).toBe('not_signed_in');
  });

  test('pauses after five wrong passwords in a row, even for the right one, and goes on after the pause', async () => {
    const { email, accountId } = await givenAnAccount(server.pool);
    const blocked = async () => {
      const { rows } = await server.pool.query<{ failures: number; blocked: boolean }>(
        `select sign_in_failures as failures, coalesce(sign_in_blocked_until > created_at, false) as blocked
         from identity.account where id = $1`,
        [accountId],
      );
      return rows[0];
    };
    for (let wrong = 1; wrong <= 4; wrong += 1) await signIn(email, 'cinq violons et demi');
    expect(await blocked()).toEqual({ failures: 4, blocked: false });
    await signIn(email, 'cinq violons et demi');
    expect(await blocked()).toEqual({ failures: 5, blocked: true });

    const setPause = (interval: string) =>
      server.pool.query(`update identity.account set sign_in_blocked_until = now() + $2::interval where id = $1`, [
        accountId,
        interval,
      ]);
    await setPause('1 minute');
    expect(codeOf(await signIn(email))).toEqual([401, 'wrong_credentials']);
    await setPause('-1 second');
    expect((await signIn(email)).status).toBe(201);
    expect(await blocked()).toEqual({ failures: 0, blocked: false });
    expect((await announced(accountId)).filter((kind) => kind === 'identity.sign_in_failed')).toHaveLength(5);
  });
});

describe('a session', () => {
  test('lasts a month for a buyer and twelve hours for staff', async () => {
    const { organiserId } = await givenAPerformance(server.pool);
    const buyer = await givenAnAccount(server.pool);
    const controller = await givenAnAccount(server.pool, { organiserId, roles: ['gate_controller'] });
    const hours = [];
    for (const { email, accountId } of [buyer, controller]) {
      const answer = await signIn(email);
      const { rows } = await server.pool.query<{ hours: number }>(
        `select extract(epoch from expires_at - created_at)::float / 3600 as hours from identity.session where account_id = $1`,
        [accountId],
      );
      hours.push(Math.round(rows[0]?.hours ?? 0));
      const expires = /; Expires=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';
      expect(Math.round((Date.parse(expires) - Date.now()) / 3_600_000)).toBe(hours.at(-1));
    }
    expect(hours).toEqual([720, 12]);
  });

  test('whose time is over, that is made up, or is none, is nobody’s', async () => {
    const { email, accountId } = await givenAnAccount(server.pool);
    const cookie = cookieOf(await signIn(email));
    await server.pool.query(
      `update identity.session set created_at = now() - interval '2 days', expires_at = now() where account_id = $1`,
      [accountId],
    );
    for (const wrong of [cookie, `${cookie}x`, 'tessera=', `tessera=${'x'.repeat(43)}`, 'other=1']) {
      expect((await me(wrong)).problem.code).toBe('not_signed_in');
    }
  });

  test('has the roles its account has now: one given or taken away counts at the next request', async () => {
    const { organiserId } = await givenAPerformance(server.pool);
    const { email, accountId } = await givenAnAccount(server.pool, { organiserId, roles: ['gate_controller'] });
    const cookie = cookieOf(await signIn(email));
    expect((await server.ask('listAccessPoints', {}, { cookie })).status).toBe(200);
    expect((await me(cookie)).body.memberships).toEqual([
      { organiser: organiserId, organiserName: 'Maison des Essais', role: 'gate_controller' },
    ]);
    await server.pool.query('delete from identity.membership where account_id = $1', [accountId]);
    expect((await server.ask('listAccessPoints', {}, { cookie })).problem.code).toBe('role_missing');
  });

  test('ends with signing out, and only that one', async () => {
    const { email } = await givenAnAccount(server.pool);
    const [here, elsewhere] = [cookieOf(await signIn(email)), cookieOf(await signIn(email))];
    const out = await server.ask('signOut', {}, { cookie: here });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^tessera=;.*Expires=Thu, 01 Jan 1970/);
    expect((await me(here)).problem.code).toBe('not_signed_in');
    expect((await me(elsewhere)).status).toBe(200);
  });

  test('is listed to its account, which can end it from elsewhere; others cannot, nor learn that it exists', async () => {
    const mine = await givenAnAccount(server.pool);
    const other = cookieOf(await signIn((await givenAnAccount(server.pool)).email));
    const [phone, laptop] = [cookieOf(await signIn(mine.email)), cookieOf(await signIn(mine.email))];
    const { items } = (await server.ask('listSessions', {}, { cookie: laptop })).body;
    expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
    const sessionId = items.find(({ current }) => !current)?.id ?? '';

    const stolen = await server.ask('revokeSession', { params: { sessionId } }, { cookie: other });
    const unknown = await server.ask(
      'revokeSession',
      { params: { sessionId: crypto.randomUUID() } },
      { cookie: laptop },
    );
    expect([stolen.problem.code, unknown.problem.code]).toEqual(['not_found', 'not_found']);
    expect((await me(phone)).status).toBe(200);
    expect((await server.ask('revokeSession', { params: { sessionId } }, { cookie: laptop })).status).toBe(204);
    expect((await me(phone)).problem.code).toBe('not_signed_in');
    expect((await server.ask('listSessions', {}, { cookie: laptop })).body.items).toHaveLength(1);
  });
});

describe('proving an address', () => {
  test('works with the link of the mail, once, on any device', async () => {
    const email = newAddress();
    const answer = await signUp({ email, locale: 'en' });
    const token = await tokenMailedTo(email);
    expect((await confirm(token)).status).toBe(204);
    expect((await me(cookieOf(answer))).body.emailVerified).toBe(true);
    expect((await confirm(token)).problem.code).toBe('link_used_or_expired');
  });

  test('does not work a day later, nor with a link that was changed or made for another address', async () => {
    const email = newAddress();
    const answer = await signUp({ email });
    const token = await tokenMailedTo(email);
    const [verificationId = '', capability = ''] = token.split('.');
    const otherEmail = newAddress();
    await signUp({ email: otherEmail });
    const [, otherCapability = ''] = (await tokenMailedTo(otherEmail)).split('.');
    for (const wrong of [
      `${verificationId}.${otherCapability}`,
      `${verificationId}.`,
      capability,
      `${crypto.randomUUID()}.${capability}`,
    ]) {
      expect(codeOf(await confirm(wrong.padEnd(20, '.')))).toEqual([410, 'link_used_or_expired']);
    }
    await server.pool.query(`update identity.email_verification set expires_at = now() where id = $1`, [
      verificationId,
    ]);
    expect((await confirm(token)).problem.code).toBe('link_used_or_expired');
    expect((await me(cookieOf(answer))).body.emailVerified).toBe(false);
  });

  test('can be asked for again, unless it is done', async () => {
    const account = await givenAnAccount(server.pool, { emailVerified: false });
    const done = await givenAnAccount(server.pool, { emailVerified: true });
    for (const { email } of [account, done]) {
      expect((await server.ask('requestEmailVerification', {}, { cookie: cookieOf(await signIn(email)) })).status).toBe(
        202,
      );
    }
    expect((await confirm(await tokenMailedTo(account.email))).status).toBe(204);
    const { rows } = await server.pool.query('select 1 from identity.email_verification where account_id = $1', [
      done.accountId,
    ]);
    expect(rows).toEqual([]);
  });
});

const confirm = (token: string) => server.ask('confirmEmail', { body: { token } });

async function tokenMailedTo(email: string): Promise<string> {
  return eventually(`a verification mail to ${email}`, async () => {
    const { rows } = await server.pool.query<{ id: number }>(
      'select id from notifications.caught_mail where recipient = $1',
      [email],
    );
    if (!rows[0]) return undefined;
    const response = await fetch(`${server.url}/demo/mails/${rows[0].id}`);
    const { text } = (await response.json()) as { text: string };
    const link = /https?:\S+\/account\/verify\?token=\S+/.exec(text)?.[0] ?? '';
    return new URL(link).searchParams.get('token') ?? undefined;
  });
}
