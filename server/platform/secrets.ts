import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** What is derived from TESSERA_SECRET. Losing it loses every sealed value and every capability link. */
export type Secrets = {
  /** The capability for one object, e.g. a hold: 256 bits, the same each time, so that a later mail can carry it. */
  capability(subjectId: string): string;
  isCapability(subjectId: string, token: string): boolean;
  /** AES-256-GCM bound to `place` (table and row): a sealed value moved elsewhere does not open. */
  seal(plain: Buffer, place: string): Buffer;
  /** Throws when the value was changed, moved, or sealed under another secret. */
  open(sealed: Buffer, place: string): Buffer;
  /** A keyed hash of 32 bytes: finds the same text again and tells nothing of it. `purpose` keeps uses apart. */
  fingerprint(purpose: string, text: string): Buffer;
  /** A signature for opaque cursors. */
  sign(text: string): string;
};

export function deriveSecrets(secret: string): Secrets {
  const key = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, 'tessera', purpose, 32));
  const capabilityKey = key('capability');
  const sealKey = key('seal');
  const signKey = key('sign');
  const fingerprintKey = key('fingerprint');
  const capability = (subjectId: string): string =>
    createHmac('sha256', capabilityKey).update(subjectId).digest('base64url');
  return {
    capability,
    isCapability: (subjectId, token) => sameText(capability(subjectId), token),
    seal: (plain, place) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(place));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealed, place) => {
      const nonce = sealed.subarray(0, 12);
      const decipher = createDecipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: 16 }).setAAD(
        Buffer.from(place),
      );
      decipher.setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    },
    fingerprint: (purpose, text) => createHmac('sha256', fingerprintKey).update(`${purpose}:${text}`).digest(),
    sign: (text) => createHmac('sha256', signKey).update(text).digest('base64url').slice(0, 22),
  };
}

/** 256 random bits for a link or a cookie. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares in a time that does not tell where the texts differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}
