import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** How passes come into a phone's wallet; undefined: that wallet is not offered. */
export type WalletConfig = Readonly<{ apple: AppleWallet | undefined; google: GoogleWallet | undefined }>;

/** Certificates and keys are PEM texts; the key is of the certificate, and not encrypted any more. */
export type AppleWallet = Readonly<{
  passTypeId: string;
  teamId: string;
  certificate: string;
  key: string;
  /** Apple's own intermediate certificate, which signed ours. */
  authority: string;
  /** New passes that are signed after this instant open on no phone. */
  endsAt: Date;
  pushUrl: string;
  /** Whom a stand-in of Apple's push service is believed by. */
  pushAuthority?: string;
}>;
export type GoogleWallet = Readonly<{
  issuerId: string;
  email: string;
  key: string;
  keyId: string;
  tokenUrl: string;
  apiUrl: string;
}>;

const address = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));

export const walletEnvironment = {
  APPLE_PASS_TYPE_ID: z
    .string()
    .regex(/^pass\.[\w.-]{1,150}$/)
    .optional(),
  APPLE_TEAM_ID: z
    .string()
    .regex(/^[A-Z0-9]{10}$/)
    .optional(),
  APPLE_PASS_CERTIFICATE: z.string().optional(),
  APPLE_PASS_KEY: z.string().optional(),
  APPLE_PASS_KEY_PASSPHRASE: z.string().optional(),
  APPLE_WWDR_CERTIFICATE: z.string().optional(),
  APPLE_PUSH_URL: address.default('https://api.push.apple.com'),
  APPLE_PUSH_AUTHORITY: z.string().optional(),
  GOOGLE_WALLET_ISSUER_ID: z
    .string()
    .regex(/^\d{5,25}$/)
    .optional(),
  GOOGLE_WALLET_ACCOUNT: z.string().optional(),
  GOOGLE_WALLET_API_URL: address.default('https://walletobjects.googleapis.com/walletobjects/v1'),
};
const environment = z.object(walletEnvironment);
type Environment = z.infer<typeof environment>;

const aPem = 'a PEM text, or the path of a PEM file';
const anAddress = 'an address that begins with http:// or https://';
export const walletSettings: Record<
  keyof Environment,
  { readonly help: string; readonly expected: string; readonly confidential?: true }
> = {
  APPLE_PASS_TYPE_ID: {
    help: 'Apple’s pass type; without it Apple Wallet is not offered',
    expected: 'a pass type identifier, such as pass.org.example.tickets',
  },
  APPLE_TEAM_ID: { help: 'the team the pass type belongs to', expected: 'ten capital letters or digits' },
  APPLE_PASS_CERTIFICATE: { help: 'certificate of the pass type: PEM, or the path of a PEM file', expected: aPem },
  APPLE_PASS_KEY: { help: 'its private key: PEM, or the path of a PEM file', expected: aPem, confidential: true },
  APPLE_PASS_KEY_PASSPHRASE: { help: 'what opens that key, if it is locked', expected: 'a text', confidential: true },
  APPLE_WWDR_CERTIFICATE: { help: 'Apple’s intermediate certificate that signed it: PEM or path', expected: aPem },
  APPLE_PUSH_URL: {
    help: 'where Apple is told that a pass changed; https://api.push.apple.com',
    expected: anAddress,
  },
  APPLE_PUSH_AUTHORITY: { help: 'only for a stand-in of Apple: whose certificate it shows', expected: aPem },
  GOOGLE_WALLET_ISSUER_ID: {
    help: 'issuer at Google Wallet; without it Google Wallet is not offered',
    expected: 'the issuer’s number',
  },
  GOOGLE_WALLET_ACCOUNT: {
    help: 'key of a service account that may write for the issuer: JSON, or the path of a JSON file',
    expected: 'a key of a service account in JSON, or the path of a JSON file',
    confidential: true,
  },
  GOOGLE_WALLET_API_URL: {
    help: 'where Google Wallet answers; https://walletobjects.googleapis.com/walletobjects/v1',
    expected: anAddress,
  },
};

type Reading = { readonly config: WalletConfig; readonly problems: readonly string[] };

/** What is wholly set and fits together, and a sentence for each thing that does not. */
export function readWallets(data: Environment): Reading {
  const problems: string[] = [];
  const refused = (sentence: string): undefined => {
    problems.push(sentence);
    return undefined;
  };
  const isWhole = (...names: (keyof Environment)[]): boolean => {
    const missing = names.filter((name) => data[name] === undefined);
    if (missing.length === 0 || missing.length === names.length) return missing.length === 0;
    refused(`${names.join(', ')} are set together or not at all, but ${missing.join(' and ')} is missing.`);
    return false;
  };
  const apple = isWhole(
    'APPLE_PASS_TYPE_ID',
    'APPLE_TEAM_ID',
    'APPLE_PASS_CERTIFICATE',
    'APPLE_PASS_KEY',
    'APPLE_WWDR_CERTIFICATE',
  )
    ? readApple(data, refused)
    : undefined;
  const google = isWhole('GOOGLE_WALLET_ISSUER_ID', 'GOOGLE_WALLET_ACCOUNT') ? readGoogle(data, refused) : undefined;
  return { config: { apple, google }, problems };
}

type Refused = (sentence: string) => undefined;

function readApple(data: Environment, refused: Refused): AppleWallet | undefined {
  const { APPLE_PASS_TYPE_ID: passTypeId = '', APPLE_TEAM_ID: teamId = '' } = data;
  const certificate = certificateIn(data.APPLE_PASS_CERTIFICATE);
  if (!certificate) return refused(`APPLE_PASS_CERTIFICATE must be ${aPem}, with a certificate in it.`);
  const authority = certificateIn(data.APPLE_WWDR_CERTIFICATE);
  if (!authority) return refused(`APPLE_WWDR_CERTIFICATE must be ${aPem}, with a certificate in it.`);
  const key = keyIn(data.APPLE_PASS_KEY, data.APPLE_PASS_KEY_PASSPHRASE);
  if (!key) {
    return refused(
      `APPLE_PASS_KEY must be ${aPem}, with an RSA key that APPLE_PASS_KEY_PASSPHRASE opens if it is locked.`,
    );
  }
  const named = subjectOf(certificate);
  const ours = [
    named.UID === passTypeId ||
      refused(`APPLE_PASS_CERTIFICATE is of ${named.UID ?? 'no pass type'}, but APPLE_PASS_TYPE_ID is ${passTypeId}.`),
    named.OU === teamId ||
      refused(`APPLE_PASS_CERTIFICATE is of team ${named.OU ?? 'none'}, but APPLE_TEAM_ID is ${teamId}.`),
    certificate.checkPrivateKey(key) || refused('APPLE_PASS_KEY is not the key of APPLE_PASS_CERTIFICATE.'),
    (certificate.checkIssued(authority) && certificate.verify(authority.publicKey)) ||
      refused('APPLE_PASS_CERTIFICATE was not signed by APPLE_WWDR_CERTIFICATE.'),
  ];
  if (ours.includes(undefined)) return undefined;
  const pushAuthority = certificateIn(data.APPLE_PUSH_AUTHORITY);
  if (data.APPLE_PUSH_AUTHORITY !== undefined && !pushAuthority) {
    return refused(`APPLE_PUSH_AUTHORITY must be ${aPem}, with a certificate in it.`);
  }
  return {
    passTypeId,
    teamId,
    certificate: certificate.toString(),
    key: String(key.export({ type: 'pkcs8', format: 'pem' })),
    authority: authority.toString(),
    endsAt: certificate.validToDate,
    pushUrl: data.APPLE_PUSH_URL.replace(/\/+$/, ''),
    ...(pushAuthority ? { pushAuthority: pushAuthority.toString() } : {}),
  };
}

const Account = z.object({
  client_email: z.email(),
  private_key: z.string().min(1),
  private_key_id: z.string().min(1),
  token_uri: address.default('https://oauth2.googleapis.com/token'),
});

function readGoogle(data: Environment, refused: Refused): GoogleWallet | undefined {
  const account = Account.safeParse(jsonIn(data.GOOGLE_WALLET_ACCOUNT));
  const key = account.success ? keyIn(account.data.private_key, undefined) : undefined;
  if (!account.success || !key) {
    return refused(`GOOGLE_WALLET_ACCOUNT must be ${walletSettings.GOOGLE_WALLET_ACCOUNT.expected}.`);
  }
  return {
    issuerId: data.GOOGLE_WALLET_ISSUER_ID ?? '',
    email: account.data.client_email,
    key: String(key.export({ type: 'pkcs8', format: 'pem' })),
    keyId: account.data.private_key_id,
    tokenUrl: account.data.token_uri,
    apiUrl: data.GOOGLE_WALLET_API_URL.replace(/\/+$/, ''),
  };
}

function certificateIn(given: string | undefined): X509Certificate | undefined {
  return attempt(() => (given === undefined ? undefined : new X509Certificate(contentOf(given, '-----BEGIN'))));
}

function keyIn(given: string | undefined, passphrase: string | undefined): KeyObject | undefined {
  const key = attempt(() => {
    if (given === undefined) return undefined;
    const pem = contentOf(given, '-----BEGIN');
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  });
  return key?.asymmetricKeyType === 'rsa' ? key : undefined;
}

function jsonIn(given: string | undefined): unknown {
  return attempt(() => (given === undefined ? undefined : JSON.parse(contentOf(given, '{'))));
}

/** A text that begins as it has to is what is meant; anything else is where to read it. Environments write line ends as \n. */
function contentOf(given: string, beginning: string): string {
  if (!given.trimStart().startsWith(beginning)) return readFileSync(given, 'utf8');
  return beginning === '{' ? given : given.replaceAll('\\n', '\n');
}

function subjectOf({ subject }: X509Certificate): Record<string, string | undefined> {
  return Object.fromEntries(
    subject.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
