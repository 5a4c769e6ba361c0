import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export type Made = {
  readonly pem: string;
  readonly key: KeyObject;
  readonly keyPem: string;
  readonly subject: Subject;
};
type Subject = { readonly [name in keyof typeof attributes]?: string };
type Wish = {
  readonly subject: Subject;
  /** Who signs it; itself, if nobody is named. */
  readonly by?: Made;
  /** A key that exists already. */
  readonly key?: Made;
  readonly days?: number;
  /** It signs others. */
  readonly isAuthority?: boolean;
  /** For a server on this machine. */
  readonly isLoopback?: boolean;
};

const attributes = { UID: '0992268993f22c640101', CN: '550403', OU: '55040b', O: '55040a' } as const;
const dayMilliseconds = 86_400_000;

/** An X.509 certificate with an RSA key, as Apple's certificates of passes are: pass type in UID, team in OU. */
export function makeCertificate({ subject, by, key: given, days = 30, isAuthority, isLoopback }: Wish): Made {
  const pair = generateKeyOf(given);
  const now = Date.now();
  const extensions = [...(isAuthority ? [authorityMark()] : []), ...(isLoopback ? [loopbackName()] : [])];
  const algorithm = sequence(objectId('2a864886f70d01010b'), der(0x05));
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    nameOf(by?.subject ?? subject),
    sequence(time(now - dayMilliseconds * Math.max(1, -days + 1)), time(now + dayMilliseconds * days)),
    nameOf(subject),
    pair.publicKey,
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', signed, by?.key ?? pair.key)]);
  const base64 = sequence(signed, algorithm, der(0x03, signature)).toString('base64');
  const pem = `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
  return { pem, key: pair.key, keyPem: String(pair.key.export({ type: 'pkcs8', format: 'pem' })), subject };
}

function generateKeyOf(given: Made | undefined): { readonly key: KeyObject; readonly publicKey: Buffer } {
  if (given) {
    const key = createPrivateKey(given.keyPem);
    return { key, publicKey: publicKeyOf(key) };
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { key: privateKey, publicKey: publicKeyOf(privateKey) };
}

function publicKeyOf(key: KeyObject): Buffer {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  const number = (text: string): Buffer => {
    const bytes = Buffer.from(text, 'base64url');
    return der(0x02, (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
  };
  const algorithm = sequence(objectId('2a864886f70d010101'), der(0x05));
  return sequence(algorithm, der(0x03, Buffer.from([0]), sequence(number(n), number(e))));
}

function nameOf(subject: Subject): Buffer {
  const parts = Object.entries(attributes).flatMap(([name, id]) => {
    const value = new Map(Object.entries(subject)).get(name);
    return value === undefined ? [] : [der(0x31, sequence(objectId(id), der(0x0c, Buffer.from(value))))];
  });
  return sequence(...parts);
}

function authorityMark(): Buffer {
  const yes = der(0x01, Buffer.from([0xff]));
  return sequence(objectId('551d13'), yes, der(0x04, sequence(yes)));
}

/** The alternative name 127.0.0.1. */
function loopbackName(): Buffer {
  return sequence(objectId('551d11'), der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function time(at: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
