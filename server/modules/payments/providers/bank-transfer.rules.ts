import { remainderBy97 } from '@tessera/contract/check-digits';

const daysAtLeast = 7;
const letters = 20;

/** Whether a transfer can still arrive and be seen before the performance. */
export function canPayByTransfer(startsAt: Date, now: Date): boolean {
  return startsAt.getTime() - now.getTime() >= daysAtLeast * 86_400_000;
}

/**
 * The reference a buyer writes on a transfer: a creditor reference of ISO 11649 ("RF", two check digits, 20 characters)
 * made of the payment's id, so that the same payment always has the same one. A mistyped one does not check.
 */
export function referenceOf(paymentId: string): string {
  const body = BigInt(`0x${paymentId.replaceAll('-', '')}`)
    .toString(36)
    .toUpperCase()
    .padStart(letters, '0')
    .slice(-letters);
  const check = 98 - remainderBy97(`${body}RF00`);
  return `RF${check.toString().padStart(2, '0')}${body}`;
}

/** Whether the text is a creditor reference whose check digits agree. */
export function isReference(text: string): boolean {
  return /^RF\d{2}[0-9A-Z]{1,21}$/.test(text) && remainderBy97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** The references in what a bank tells of a transfer, whatever spaces or words are around them. */
export function referencesIn(text: string): string[] {
  const joined = text.toUpperCase().replace(/[^0-9A-Z]/g, '');
  const size = letters + 4;
  const found = [...joined.matchAll(/RF(?=\d{2})/g)]
    .map(({ index }) => joined.slice(index, index + size))
    .filter(isReference);
  return [...new Set(found)];
}
