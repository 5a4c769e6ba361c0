import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, timingSafeEqual } from 'node:crypto';
import { rotationKeyLength } from '@tessera/contract/admission/rotating-code';
import type { Ctx } from '../../platform/context.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { findCurrentKey, findKey, listKeys, type SigningKey, saveKey } from './store.ts';

/** The organiser's key for new tickets; made the first time one is needed. */
export async function ensureSigningKey(ctx: Ctx, organiserId: string): Promise<SigningKey> {
  const current = await findCurrentKey(ctx, organiserId);
  if (current) return current;
  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' });
  const privateKeySealed = ctx.secrets.seal(
    pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
    placeOf(organiserId),
  );
  const made =
    (await saveKey(ctx, { organiserId, publicKey, privateKeySealed })) ?? (await findCurrentKey(ctx, organiserId));
  if (!made) throw new Error(`organiser ${organiserId} has no signing key`);
  return made;
}

/** The Ed25519 signature (64 bytes) by a key of the organiser; the same bytes always give the same signature. */
export async function signWith(ctx: Ctx, keyId: number, bytes: Uint8Array): Promise<Uint8Array> {
  const privateKey = await openKey(ctx, keyId);
  if (!privateKey) throw new Error(`signing key ${keyId} is gone`);
  return sign(null, bytes, privateKey);
}

/**
 * Whether the signature was made with this key. False for a key that does not exist. Ed25519 signs the same bytes the same way
 * every time (RFC 8032, 5.1.6), and signing again takes a third of the time that checking does.
 */
export async function isSignedBy(ctx: Ctx, keyId: number, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const privateKey = keyId <= 0x7fffffff ? await openKey(ctx, keyId) : undefined;
  if (!privateKey) return false;
  const genuine = sign(null, bytes, privateKey);
  return signature.length === genuine.length && timingSafeEqual(genuine, signature);
}

/**
 * The key of the digits that change, of 16 bytes: of one epoch of one right, so that a replaced code's key dies with it. Doors and
 * the holder's own page know it.
 */
export function rotationKey({ secrets }: Ctx, accessRightId: string, epoch: number): Uint8Array {
  return secrets.fingerprint('rotation', `${accessRightId}:${epoch}`).subarray(0, rotationKeyLength);
}

/** The 32 bytes of each public key an organiser ever signed with: doors without a network check codes by them. */
export async function listPublicKeys(
  ctx: Ctx,
  organiserId: string,
): Promise<readonly { readonly id: number; readonly key: Buffer }[]> {
  const keys = await listKeys(ctx, organiserId);
  // What comes before the key in its SPKI form is the same for all.
  return keys.map(({ id, publicKey }) => ({ id, key: publicKey.subarray(-32) }));
}

/** A key never changes, so one that was opened stays so: reading and opening it again costs more than signing. */
const opened = new WeakMap<Secrets, Map<number, KeyObject>>();
const openedMax = 1_000;

async function openKey(ctx: Ctx, keyId: number): Promise<KeyObject | undefined> {
  const keys = opened.get(ctx.secrets) ?? new Map<number, KeyObject>();
  opened.set(ctx.secrets, keys);
  const known = keys.get(keyId);
  if (known) return known;
  const key = await findKey(ctx, keyId);
  if (!key) return undefined;
  const der = ctx.secrets.open(key.privateKeySealed, placeOf(key.organiserId));
  const privateKey = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
  if (keys.size >= openedMax) keys.clear();
  keys.set(keyId, privateKey);
  return privateKey;
}

function placeOf(organiserId: string): string {
  return `tickets.signing_key:${organiserId}`;
}
