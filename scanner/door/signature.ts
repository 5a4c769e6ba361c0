import { fromBase64Url } from './base64url.ts';

export type PublicKey = { readonly id: number; readonly key: string };

type Verify = (key: Uint8Array, signature: Uint8Array, signed: Uint8Array) => Promise<boolean>;

/** Whether bytes were signed by the key of this id. Browsers before 2025 lack Ed25519; they get it in JavaScript. */
export class Signatures {
  readonly #keys: ReadonlyMap<number, Uint8Array>;
  #verify: Promise<Verify> | undefined;

  constructor(keys: readonly PublicKey[]) {
    this.#keys = new Map(keys.map(({ id, key }) => [id, fromBase64Url(key)]));
  }

  knows(keyId: number): boolean {
    return this.#keys.has(keyId);
  }

  async isGood(keyId: number, signed: Uint8Array, signature: Uint8Array): Promise<boolean> {
    const key = this.#keys.get(keyId);
    if (!key) return false;
    this.#verify ??= hasEd25519().then((has) => (has ? verifyInBrowser : verifyInScript));
    return (await this.#verify)(key, signature, signed);
  }
}

async function hasEd25519(): Promise<boolean> {
  return crypto.subtle.generateKey('Ed25519', false, ['verify', 'sign']).then(
    () => true,
    () => false,
  );
}

async function verifyInBrowser(key: Uint8Array, signature: Uint8Array, signed: Uint8Array): Promise<boolean> {
  const imported = await crypto.subtle.importKey('raw', Uint8Array.from(key), 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', imported, Uint8Array.from(signature), Uint8Array.from(signed));
}

export async function verifyInScript(key: Uint8Array, signature: Uint8Array, signed: Uint8Array): Promise<boolean> {
  const { verifyAsync } = await import('@noble/ed25519');
  return verifyAsync(signature, signed, key).catch(() => false);
}
