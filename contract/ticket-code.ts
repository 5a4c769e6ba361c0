/**
 * The text inside a ticket's QR code: "TS1:" and base 32 of 91 bytes, big-endian:
 *   0   1  version = 1
 *   1   4  id of the organiser's signing key
 *   5   4  number of the performance
 *   9  16  id of the access right
 *  25   2  epoch of the credential
 *  27  64  Ed25519 signature over bytes 0..26
 * Base 32 stays in QR's alphanumeric mode and needs the same QR version (6, level M) as base 45 would, without its blanks
 * and signs. Nothing in the code tells who holds the ticket.
 */
export type TicketCode = {
  readonly signingKeyId: number;
  readonly performanceNumber: number;
  readonly accessRightId: string;
  readonly epoch: number;
};

export type DecodedTicketCode =
  | { readonly ok: true; readonly code: TicketCode; readonly signedBytes: Uint8Array; readonly signature: Uint8Array }
  | { readonly ok: false; readonly problem: 'not_a_ticket_code' | 'unknown_version' };

const prefix = 'TS1:';
const version = 1;
const signedLength = 27;
const signatureLength = 64;
const textLength = prefix.length + Math.ceil(((signedLength + signatureLength) * 8) / 5);

/** The bytes to sign. Throws RangeError when an id is out of the code's range. */
export function bytesToSign({ signingKeyId, performanceNumber, accessRightId, epoch }: TicketCode): Uint8Array {
  const bytes = new Uint8Array(signedLength);
  const view = new DataView(bytes.buffer);
  bytes[0] = version;
  view.setUint32(1, within(signingKeyId, 0xffffffff));
  view.setUint32(5, within(performanceNumber, 0xffffffff));
  bytes.set(uuidBytes(accessRightId), 9);
  view.setUint16(25, within(epoch, 0xffff));
  return bytes;
}

/** The text for the QR code, from the signed bytes and their Ed25519 signature (64 bytes). Throws RangeError for other lengths. */
export function encodeTicketCode(signedBytes: Uint8Array, signature: Uint8Array): string {
  if (signedBytes.length !== signedLength || signature.length !== signatureLength) {
    throw new RangeError(`${signedBytes.length} and ${signature.length} bytes are not a signed ticket code`);
  }
  const bytes = new Uint8Array(signedLength + signatureLength);
  bytes.set(signedBytes, 0);
  bytes.set(signature, signedLength);
  return prefix + toBase32(bytes);
}

/** Reads any text a scanner may produce. Never throws. The signature is not checked here. */
export function decodeTicketCode(scanned: string): DecodedTicketCode {
  const text = scanned.length <= textLength * 2 ? scanned.trim().toUpperCase() : '';
  if (text.length !== textLength || !text.startsWith('TS')) return { ok: false, problem: 'not_a_ticket_code' };
  if (!text.startsWith(prefix)) return { ok: false, problem: 'unknown_version' };
  const bytes = fromBase32(text.slice(prefix.length));
  if (bytes?.length !== signedLength + signatureLength) return { ok: false, problem: 'not_a_ticket_code' };
  if (bytes[0] !== version) return { ok: false, problem: 'unknown_version' };
  const view = new DataView(bytes.buffer);
  return {
    ok: true,
    code: {
      signingKeyId: view.getUint32(1),
      performanceNumber: view.getUint32(5),
      accessRightId: uuidText(bytes.subarray(9, 25)),
      epoch: view.getUint16(25),
    },
    signedBytes: bytes.slice(0, signedLength),
    signature: bytes.slice(signedLength),
  };
}

/** Crockford's base 32, most significant bit first: no letter that looks like another, no sign a keyboard moves. */
const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += base32.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + base32.charAt((held << (5 - bits)) & 31) : text;
}

/** undefined for a letter outside the alphabet, or bits left over that are not zero: one code has one text. */
function fromBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let length = 0;
  for (const letter of text) {
    const digit = base32.indexOf(letter);
    if (digit < 0) return undefined;
    held = (held << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = held >> bits;
      length += 1;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : undefined;
}

function uuidBytes(uuid: string): Uint8Array {
  const hex = uuid.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new RangeError('access right id is not a uuid');
  return Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function within(value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) throw new RangeError(`${value} does not fit a ticket code`);
  return value;
}
