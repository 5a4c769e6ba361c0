import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { rotatingCode, rotationStepMs } from '../../contract/admission/rotating-code.ts';
import { bytesToSign, encodeTicketCode } from '../../contract/ticket-code.ts';
import type { Reading } from './draw.ts';

export type Signer = { readonly keyId: number; readonly publicKey: Uint8Array; readonly privateKey: KeyObject };

export function makeSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { keyId: 4, privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32) };
}

/** What a phone would show. */
export async function codeShown(
  { keyId, privateKey }: Pick<Signer, 'keyId' | 'privateKey'>,
  accessRightId: string,
  { performanceNumber, epoch, freshness, at }: Reading,
  rotationKey: Uint8Array,
): Promise<string> {
  const bytes = bytesToSign({ signingKeyId: keyId, performanceNumber, accessRightId, epoch });
  const code = encodeTicketCode(bytes, sign(null, bytes, privateKey));
  if (freshness === 'static') return code;
  return rotatingCode(code, rotationKey, freshness === 'fresh' ? at : at - 3 * rotationStepMs);
}
