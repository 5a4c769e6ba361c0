/**
 * Digits and capitals without 0, 1, I, L and O. There are 31 of them, a prime, so that the check symbol finds any slip of
 * one symbol and any two changed over.
 */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const secretLength = 19;
const groupLength = 4;

/** `K7QX9MTRB3...`: nineteen symbols of the bytes (94 bits) and a check symbol. */
export function giftCardCode(bytes: Uint8Array): string {
  let rest = bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  let secret = '';
  for (let position = 0; position < secretLength; position += 1) {
    secret += alphabet.charAt(Number(rest % 31n));
    rest /= 31n;
  }
  return `${secret}${checkSymbol(secret)}`;
}

/** What a person typed or pasted, as the code it can only mean; undefined when it is none, or a symbol of it is wrong. */
export function readGiftCardCode(typed: string): string | undefined {
  const compact = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_]/gu, '');
  const secret = compact.slice(0, secretLength);
  if (compact.length !== secretLength + 1 || [...compact].some((symbol) => !alphabet.includes(symbol)))
    return undefined;
  return compact.endsWith(checkSymbol(secret)) ? compact : undefined;
}

/** `K7QX-9MTR-…`: as people read it. */
export function showGiftCardCode(code: string): string {
  return (code.match(new RegExp(`.{1,${groupLength}}`, 'g')) ?? []).join('-');
}

function checkSymbol(secret: string): string {
  const sum = [...secret].reduce((total, symbol, index) => total + (index + 1) * alphabet.indexOf(symbol), 0);
  return alphabet.charAt(sum % alphabet.length);
}
