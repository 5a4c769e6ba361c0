import { type Role, roles } from '@tessera/contract/api/people';
import { type GivenDevice, givenADevice } from './given-a-device.ts';
import type { GivenServer } from './given-a-server.ts';
import { givenASession } from './given-a-session.ts';
import { givenAnAccount } from './given-an-account.ts';

/** One of the two houses of the matrix. */
export type HouseName = 'house' | 'elsewhere';

/** Somebody who may ask, with everything a decision could rest on. */
export type CrowdMember = {
  readonly name: string;
  /** Undefined: nobody is signed in, whatever cookie is sent. */
  readonly accountId?: string;
  readonly cookie?: string;
  readonly role?: { readonly role: Role; readonly at: HouseName };
  readonly superadmin?: boolean;
  /** Whose token it holds: that of the house's object asked about, of the one elsewhere, or of an object of its own. */
  readonly token?: HouseName | 'unrelated';
  readonly signs?: boolean;
  /** A scanner of this house, by its own token. */
  readonly revokedToken?: string;
  readonly device?: { readonly at: HouseName; readonly token: string };
};

type Organisers = { readonly [name in HouseName]: string };
export type Crowd = {
  readonly customer: string;
  readonly otherCustomer: string;
  members(): Promise<CrowdMember[]>;
  /** A session of whoever has a role at a house. */
  staff(role: Role, at: HouseName): Promise<{ cookie: string }>;
  readonly devices: { readonly [name in HouseName]: GivenDevice };
};

/** Everybody in the role × route matrix. `members` opens a new session for each, as some requests end the caller's own. */
export async function gatherCrowd(server: GivenServer, organisers: Organisers): Promise<Crowd> {
  const account = async (wish: Parameters<typeof givenAnAccount>[1] = {}) =>
    (await givenAnAccount(server.pool, { emailVerified: false, ...wish })).accountId;
  const customer = await account();
  const otherCustomer = await account();
  const superadmin = await account({ isSuperadmin: true });
  const disabled = await account();
  await server.pool.query('update identity.account set disabled_at = now() where id = $1', [disabled]);
  const staff: { accountId: string; role: Role; at: HouseName }[] = [];
  for (const at of ['house', 'elsewhere'] as const) {
    for (const role of roles) {
      staff.push({ role, at, accountId: await account({ roles: [role], organiserId: organisers[at] }) });
    }
  }
  const devices = {
    house: await givenADevice(server, { organiserId: organisers.house }),
    elsewhere: await givenADevice(server, { organiserId: organisers.elsewhere }),
  };
  const revoked = await givenADevice(server, { organiserId: organisers.house, isRevoked: true });
  const signedIn = async (name: string, accountId: string, facts: Partial<CrowdMember> = {}): Promise<CrowdMember> => ({
    name,
    accountId,
    cookie: (await givenASession(server, accountId)).cookie,
    ...facts,
  });
  const members = async (): Promise<CrowdMember[]> => [
    { name: 'nobody' },
    { name: 'guest', token: 'house' },
    { name: 'guest of elsewhere', token: 'elsewhere' },
    { name: 'guest of another order', token: 'unrelated' },
    { name: 'provider', signs: true },
    { name: 'revoked session', cookie: (await givenASession(server, customer, { revoked: true })).cookie },
    { name: 'expired session', cookie: (await givenASession(server, customer, { expired: true })).cookie },
    { name: 'disabled account', cookie: (await givenASession(server, disabled)).cookie },
    { name: 'revoked device', revokedToken: revoked.token },
    { name: 'device', device: { at: 'house', token: devices.house.token } },
    { name: 'device elsewhere', device: { at: 'elsewhere', token: devices.elsewhere.token } },
    await signedIn('customer', customer),
    await signedIn('other customer', otherCustomer),
    ...(await Promise.all(
      staff.map(({ accountId, role, at }) =>
        signedIn(at === 'house' ? role : `${role} elsewhere`, accountId, { role: { role, at } }),
      ),
    )),
    await signedIn('superadmin', superadmin, { superadmin: true }),
  ];
  const staffSession = async (role: Role, at: HouseName) => {
    const person = staff.find((one) => one.role === role && one.at === at);
    return { cookie: (await givenASession(server, person?.accountId ?? '')).cookie };
  };
  return { customer, otherCustomer, members, staff: staffSession, devices };
}
