import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Made, makeCertificate } from '../testing/provider-fakes/wallets/certificates.ts';
import { readConfig } from './config.ts';

const passTypeId = 'pass.org.example.tickets';
const subject = { UID: passTypeId, CN: 'Pass', OU: 'ABCDE12345' };
let folder: string;
let authority: Made;
let own: Made;
let apple: Record<string, string>;
let google: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wallets-'));
  authority = makeCertificate({ subject: { CN: 'Authority' }, isAuthority: true });
  own = makeCertificate({ subject, by: authority });
  apple = {
    APPLE_PASS_TYPE_ID: passTypeId,
    APPLE_TEAM_ID: 'ABCDE12345',
    APPLE_PASS_CERTIFICATE: own.pem,
    APPLE_PASS_KEY: own.keyPem,
    APPLE_WWDR_CERTIFICATE: authority.pem,
  };
  const account = { client_email: 'a@b.example.org', private_key_id: 'k', private_key: own.keyPem };
  google = { GOOGLE_WALLET_ISSUER_ID: '3388000000012345678', GOOGLE_WALLET_ACCOUNT: JSON.stringify(account) };
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (env: Record<string, string>) => readConfig({ TESSERA_DATA_DIR: folder, ...env });
const problemsOf = (env: Record<string, string>): readonly string[] => {
  const reading = read(env);
  return reading.ok ? [] : reading.problems;
};
const walletsOf = (env: Record<string, string>) => {
  const reading = read(env);
  if (!reading.ok) throw new Error(reading.problems.join());
  return reading.config.wallets;
};

describe('the settings of wallets', () => {
  test('may all be missing: then none is offered', () => {
    expect(walletsOf({})).toEqual({ apple: undefined, google: undefined });
  });

  test('are texts, as an environment can hold them, or paths of files', () => {
    const path = join(folder, 'pass.pem');
    writeFileSync(path, own.pem);
    const written = { ...apple, APPLE_PASS_CERTIFICATE: path, APPLE_PASS_KEY: own.keyPem.replaceAll('\n', '\\n') };
    expect(walletsOf(written).apple).toEqual(walletsOf(apple).apple);
    expect(walletsOf({ ...apple, ...google })).toMatchObject({
      apple: { passTypeId, teamId: 'ABCDE12345', pushUrl: 'https://api.push.apple.com' },
      google: { email: 'a@b.example.org', tokenUrl: 'https://oauth2.googleapis.com/token' },
    });
  });

  test('open a locked key with its passphrase, and say so when they cannot', () => {
    const locked = String(
      own.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'seven candles' }),
    );
    const env = { ...apple, APPLE_PASS_KEY: locked };
    expect(walletsOf({ ...env, APPLE_PASS_KEY_PASSPHRASE: 'seven candles' }).apple).toEqual(walletsOf(apple).apple);
    expect(problemsOf({ ...env, APPLE_PASS_KEY_PASSPHRASE: 'six' })).toEqual([
      expect.stringContaining('that APPLE_PASS_KEY_PASSPHRASE opens if it is locked'),
    ]);
  });

  test('belong together: a half of them is refused, and named', () => {
    const { APPLE_WWDR_CERTIFICATE: _, ...half } = apple;
    expect(problemsOf(half)).toEqual([expect.stringMatching(/but APPLE_WWDR_CERTIFICATE is missing\.$/)]);
    expect(problemsOf({ GOOGLE_WALLET_ISSUER_ID: '3388000000012345678' })).toEqual([
      expect.stringMatching(/but GOOGLE_WALLET_ACCOUNT is missing\.$/),
    ]);
  });

  test('fit together: a certificate of another pass type, team, key or authority is refused in words', () => {
    const other = makeCertificate({ subject: { UID: 'pass.org.example.other', OU: 'ZZZZZ99999' }, by: authority });
    const stranger = makeCertificate({ subject: { CN: 'Authority' }, isAuthority: true });
    expect(problemsOf({ ...apple, APPLE_PASS_CERTIFICATE: other.pem, APPLE_PASS_KEY: other.keyPem })).toEqual([
      'APPLE_PASS_CERTIFICATE is of pass.org.example.other, but APPLE_PASS_TYPE_ID is pass.org.example.tickets.',
      'APPLE_PASS_CERTIFICATE is of team ZZZZZ99999, but APPLE_TEAM_ID is ABCDE12345.',
    ]);
    expect(problemsOf({ ...apple, APPLE_PASS_KEY: other.keyPem })).toEqual([
      'APPLE_PASS_KEY is not the key of APPLE_PASS_CERTIFICATE.',
    ]);
    expect(problemsOf({ ...apple, APPLE_WWDR_CERTIFICATE: stranger.pem })).toEqual([
      'APPLE_PASS_CERTIFICATE was not signed by APPLE_WWDR_CERTIFICATE.',
    ]);
  });

  test('that are nothing of the kind are refused without being repeated', () => {
    const wrong: Record<string, string> = {
      APPLE_PASS_TYPE_ID: 'org.example.tickets',
      APPLE_TEAM_ID: 'abc',
      APPLE_PASS_CERTIFICATE: '/no/such/file.pem',
      APPLE_PASS_KEY: 'secret',
      APPLE_WWDR_CERTIFICATE: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----',
      APPLE_PUSH_URL: 'ftp://push',
      APPLE_PUSH_AUTHORITY: 'nobody',
    };
    for (const [name, value] of Object.entries(wrong)) {
      const problems = problemsOf({ ...apple, [name]: value });
      expect(problems.join(), name).toContain(name);
      expect(problems.join(), name).not.toContain('secret');
    }
    for (const account of ['{}', 'secret', '{"client_email":"x","private_key":"secret"}']) {
      const problems = problemsOf({ ...google, GOOGLE_WALLET_ACCOUNT: account }).join();
      expect(problems).toContain('GOOGLE_WALLET_ACCOUNT must be');
      expect(problems).not.toContain('secret');
    }
  });
});
