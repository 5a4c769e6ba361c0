import { mod97 } from './mod-97.ts';

/** ISO 11649 allows up to 21 letters and digits; ours are twelve of Crockford's base 32, drawn, so none looks like another. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bodyLength = 12;
const length = 4 + bodyLength;

/** `RF18` and twelve letters: the creditor reference of 60 random bits, which banks carry and check from end to end. */
export function creditorReference(random60: bigint): string {
  let rest = BigInt.asUintN(60, random60);
  let body = '';
  for (let position = 0; position < bodyLength; position += 1) {
    body = alphabet.charAt(Number(rest % 32n)) + body;
    rest /= 32n;
  }
  return `RF${checkDigits(body)}${body}`;
}

/**
 * Every creditor reference of ours in what somebody wrote to go with a transfer, once each: whatever stands around it, in
 * lower case, with blanks or dashes in it, with O for 0 and I or L for 1.
 */
export function creditorReferencesIn(text: string): string[] {
  const compact = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  const found = new Set<string>();
  for (let at = compact.indexOf('RF'); at >= 0; at = compact.indexOf('RF', at + 1)) {
    const read = `RF${withoutLookAlikes(compact.slice(at + 2, at + length))}`;
    if (isOurs(read)) found.add(read);
  }
  return [...found];
}

function isOurs(text: string): boolean {
  return (
    text.length === length &&
    /^RF[0-9]{2}[0-9A-HJKMNP-TV-Z]+$/.test(text) &&
    checkDigits(text.slice(4)) === text.slice(2, 4)
  );
}

function checkDigits(body: string): string {
  return String(98 - mod97(`${body}RF00`)).padStart(2, '0');
}

function withoutLookAlikes(text: string): string {
  return text.replace(/O/g, '0').replace(/[IL]/g, '1').replace(/U/g, 'V');
}
