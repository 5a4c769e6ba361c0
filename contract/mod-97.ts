/** ISO 7064 mod 97-10 of digits and capital letters, A being 10: what the check digits of IBANs and creditor references rest on. */
export function mod97(text: string): number {
  let rest = 0;
  for (const letter of text) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
