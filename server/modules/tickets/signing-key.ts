import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Ctx } from '../../platform/context.ts';
import { findCurrentKey, findKey, type SigningKey, saveKey } from './store.ts';

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
  const key = await findKey(ctx, keyId);
  if (!key) throw new Error(`signing key ${keyId} is gone`);
  const der = ctx.secrets.open(key.privateKeySealed, placeOf(key.organiserId));
  return sign(null, bytes, createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }));
}

/** Whether the signature was made with this key. False for a key that does not exist. */
export async function isSignedBy(ctx: Ctx, keyId: number, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = keyId <= 0x7fffffff ? await findKey(ctx, keyId) : undefined;
  if (!key) return false;
  return verify(null, bytes, createPublicKey({ key: key.publicKey, type: 'spki', format: 'der' }), signature);
}

function placeOf(organiserId: string): string {
  return `tickets.signing_key:${organiserId}`;
}
