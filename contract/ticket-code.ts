/**
 * The text inside a ticket's QR code: "TS1:" and base45 of 91 bytes, big-endian:
 *   0   1  version = 1
 *   1   4  id of the organiser's signing key
 *   5   4  number of the performance
 *   9  16  id of the access right
 *  25   2  epoch of the credential
 *  27  64  Ed25519 signature over bytes 0..26
 * Base45 (RFC 9285) keeps the code in QR's alphanumeric mode. Nothing in it tells who holds the ticket.
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
const textLength = prefix.length + Math.ceil(((signedLength + signatureLength) * 3) / 2);

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

/** The text for the QR code, from the signed bytes and their Ed25519 signature (64 bytes). */
export function encodeTicketCode(signedBytes: Uint8Array, signature: Uint8Array): string {
  const bytes = new Uint8Array(signedLength + signatureLength);
  bytes.set(signedBytes, 0);
  bytes.set(signature, signedLength);
  return prefix + toBase45(bytes);
}

/** Reads any text a scanner may produce. Never throws. The signature is not checked here. */
export function decodeTicketCode(text: string): DecodedTicketCode {
  if (text.length !== textLength || !text.startsWith('TS')) return { ok: false, problem: 'not_a_ticket_code' };
  if (!text.startsWith(prefix)) return { ok: false, problem: 'unknown_version' };
  const bytes = fromBase45(text.slice(prefix.length));
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

const base45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    const pair = (bytes[index] ?? 0) * 256 + (bytes[index + 1] ?? 0);
    text +=
      base45.charAt(pair % 45) + base45.charAt(Math.floor(pair / 45) % 45) + base45.charAt(Math.floor(pair / 2025));
  }
  if (bytes.length % 2 === 1) {
    const last = bytes[bytes.length - 1] ?? 0;
    text += base45.charAt(last % 45) + base45.charAt(Math.floor(last / 45));
  }
  return text;
}

function fromBase45(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 3) {
    const digits = [...text.slice(index, index + 3)].map((letter) => base45.indexOf(letter));
    if (digits.some((digit) => digit < 0) || digits.length < 2) return undefined;
    const value = (digits[0] ?? 0) + (digits[1] ?? 0) * 45 + (digits[2] ?? 0) * 2025;
    if (digits.length === 3) {
      if (value > 0xffff) return undefined;
      bytes.push(value >> 8, value & 0xff);
    } else {
      if (value > 0xff) return undefined;
      bytes.push(value);
    }
  }
  return Uint8Array.from(bytes);
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
