/** The remainder by 97 of ISO 7064, letters counted from A = 10. Of IBANs and creditor references it must be 1. */
export function remainderBy97(text: string): number {
  const digits = text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return Number(BigInt(digits) % 97n);
}

/** Whether the text has the shape of an IBAN without spaces and its check digits agree. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(text) && remainderBy97(text.slice(4) + text.slice(0, 4)) === 1;
}
