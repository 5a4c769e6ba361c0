const known = [
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'hotmail.fr',
  'yahoo.com',
  'yahoo.fr',
  'orange.fr',
  'free.fr',
  'icloud.com',
  'laposte.net',
];

/** "lina@gmial.com" → "lina@gmail.com": the address that was probably meant, when one letter is wrong, missing, extra or swapped. */
export function likelyAddress(email: string): string | undefined {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).toLowerCase();
  if (at < 1 || domain.length < 5 || known.includes(domain)) return undefined;
  const meant = known.find((candidate) => oneSlipApart(domain, candidate));
  return meant ? email.slice(0, at + 1) + meant : undefined;
}

function oneSlipApart(typed: string, meant: string): boolean {
  if (Math.abs(typed.length - meant.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start += 1;
  const rest = (text: string, skip: number) => text.slice(start + skip);
  const swapped =
    typed[start] === meant[start + 1] && typed[start + 1] === meant[start] && rest(typed, 2) === rest(meant, 2);
  return (
    swapped ||
    rest(typed, 1) === rest(meant, 1) ||
    rest(typed, 1) === rest(meant, 0) ||
    rest(typed, 0) === rest(meant, 1)
  );
}
