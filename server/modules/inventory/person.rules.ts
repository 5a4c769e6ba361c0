const dotsMeanNothing = new Set(['gmail.com', 'googlemail.com']);

/** One address for the many ways to write it: letters small, nothing after a plus, and no dots where the provider drops them. */
export function plainAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email
    .slice(at + 1)
    .trim()
    .toLowerCase();
  const [box = ''] = email.slice(0, at).trim().toLowerCase().split('+');
  const isSame = dotsMeanNothing.has(domain);
  return `${isSame ? box.replaceAll('.', '') : box}@${isSame ? 'gmail.com' : domain}`;
}
