import type { Role } from '@tessera/contract/api/people';

/** The form under which addresses are compared: NFC, lower case. Distinct mailboxes are never merged. */
export function canonicalEmail(email: string): string {
  return email.normalize('NFC').toLowerCase();
}

const sessionHours = { customer: 30 * 24, staff: 12 } as const;
/** How long a session lasts from its start: a day's work for staff, a month for buyers. */
export function sessionMilliseconds(roles: readonly Role[], superadmin: boolean): number {
  return (superadmin || roles.length > 0 ? sessionHours.staff : sessionHours.customer) * 3_600_000;
}

export const verificationHours = 24;

const failuresBeforePause = 5;
/**
 * Milliseconds during which sign-in is refused after a number of failures in a row: 0 up to the fifth, then doubling
 * from 1 s to 15 minutes. The pause slows guessing and ends by itself, so nobody can lock out somebody else for long.
 */
export function pauseAfterFailures(failures: number): number {
  if (failures < failuresBeforePause) return 0;
  return Math.min(15 * 60_000, 1000 * 2 ** (failures - failuresBeforePause));
}

const tooCommon = ['password', 'motdepasse', 'azerty', 'qwerty', '123456', 'abcdef', 'tessera', 'letmein', 'iloveyou'];
/** NIST SP 800-63B-4 asks for a blocklist: a common word repeated or padded, one letter repeated, or one's own address. */
export function isTooCommon(password: string, email: string): boolean {
  const compact = lettersAndDigits(password);
  const [mailbox = ''] = email.split('@');
  if (new Set(password).size < 5) return true;
  if (password.toLowerCase().includes(email.toLowerCase())) return true;
  const rest = [...tooCommon, lettersAndDigits(mailbox)].reduce(
    (left, word) => (word.length < 4 ? left : left.replaceAll(word, '')),
    compact,
  );
  return compact.length > 0 && rest.replace(/\p{N}/gu, '').length < 4;
}

/** Of any script: a sentence in Arabic is as good as one in French. */
function lettersAndDigits(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
