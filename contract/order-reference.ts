/** Crockford's base 32: digits and capitals without I, L, O, U, which look or sound like others. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `MC2026-7KQ4XD`: the organiser's prefix, the year, six letters drawn from 30 random bits. */
export function orderReference(prefix: string, year: number, random30: number): string {
  let rest = random30 & 0x3fffffff;
  let letters = '';
  for (let position = 0; position < 6; position += 1) {
    letters = alphabet.charAt(rest % 32) + letters;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}${year}-${letters}`;
}

/** What a person typed, as the reference it means: lower case, blanks, dashes and look-alikes are forgiven. */
export function readOrderReference(typed: string): string | undefined {
  const compact = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_]/gu, '')
    .slice(0, 40);
  const match = /^([A-Z]{2,4})([0-9][0-9OIL]{3})([0-9A-Z]{6})$/.exec(compact);
  if (!match) return undefined;
  const [, prefix = '', year = '', letters = ''] = match;
  return `${prefix}${withoutLookAlikes(year)}-${withoutLookAlikes(letters)}`;
}

function withoutLookAlikes(text: string): string {
  return text.replace(/O/g, '0').replace(/[IL]/g, '1').replace(/U/g, 'V');
}
