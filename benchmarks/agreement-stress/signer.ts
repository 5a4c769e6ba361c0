import { generateKeyPairSync } from 'node:crypto';
import { rotatingCode, rotationStepMs } from '../../contract/admission/rotating-code.ts';
import { type Signer as CodeSigner, signCode } from '../ground/sign-code.ts';
import type { Reading } from './draw.ts';

export type Signer = CodeSigner & { readonly publicKey: Uint8Array };

export function makeSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { keyId: 4, privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32) };
}

/** What a phone would show. */
export async function codeShown(
  signer: CodeSigner,
  accessRightId: string,
  { performanceNumber, epoch, freshness, at }: Reading,
  rotationKey: Uint8Array,
): Promise<string> {
  const code = signCode(signer, { performanceNumber, accessRightId, epoch });
  if (freshness === 'static') return code;
  return rotatingCode(code, rotationKey, freshness === 'fresh' ? at : at - 3 * rotationStepMs);
}
