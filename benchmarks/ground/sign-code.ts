import { type KeyObject, sign } from 'node:crypto';
import { bytesToSign, encodeTicketCode } from '../../contract/ticket-code.ts';

/** What tickets are signed with. */
export type Signer = { readonly keyId: number; readonly privateKey: KeyObject };
type Names = { readonly accessRightId: string; readonly performanceNumber: number; readonly epoch?: number };

/** The code of a ticket, as the product makes it. */
export function signCode({ keyId, privateKey }: Signer, { epoch = 1, ...names }: Names): string {
  const bytes = bytesToSign({ signingKeyId: keyId, epoch, ...names });
  return encodeTicketCode(bytes, sign(null, bytes, privateKey));
}
