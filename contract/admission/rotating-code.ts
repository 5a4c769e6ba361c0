/**
 * A code that changes: the ticket's code, a full stop and the eight digits of RFC 6238 (TOTP with SHA-1, steps of 15 s since
 * 1970) under a key of that ticket alone. A step before and one after the present one are good too, so that a phone whose
 * clock is a little wrong is let in, and a picture of the code dies within half a minute.
 */
export const rotationStepMs = 15_000;
export const rotationDigits = 8;
const stepsAround = [0, -1, 1] as const;

/** Bytes of a key. */
export const rotationKeyLength = 16;

export type SplitCode = { readonly text: string; readonly digits: string | undefined };

/** A code as it was read, and the digits that come with it, if any do. Never throws. */
export function splitRotating(scanned: string): SplitCode {
  const found = /^([^.]{1,1000})\.(\d{8})\s*$/.exec(scanned);
  return found ? { text: found[1] ?? '', digits: found[2] } : { text: scanned, digits: undefined };
}

export async function rotatingCode(code: string, key: Uint8Array, at: number): Promise<string> {
  return `${code}.${await digitsAt(key, Math.floor(at / rotationStepMs))}`;
}

/** Whether digits are those of now, or of the step before or after. */
export async function isFresh(key: Uint8Array, shown: string, at: number): Promise<boolean> {
  const step = Math.floor(at / rotationStepMs);
  for (const around of stepsAround) if ((await digitsAt(key, step + around)) === shown) return true;
  return false;
}

async function digitsAt(key: Uint8Array, step: number): Promise<string> {
  const imported = await crypto.subtle.importKey('raw', Uint8Array.from(key), { name: 'HMAC', hash: 'SHA-1' }, false, [
    'sign',
  ]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.max(0, step)));
  const mac = new DataView(await crypto.subtle.sign('HMAC', imported, counter.buffer));
  const offset = mac.getUint8(19) & 15;
  const number = (mac.getUint32(offset) & 0x7fffffff) % 10 ** rotationDigits;
  return String(number).padStart(rotationDigits, '0');
}
