import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Refusal } from '../../platform/refusal.ts';

const derive = promisify(argon2);
/** OWASP ASVS 5.0 appendix C: argon2id with 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

// Each hash takes a thread and 19 MiB for some 50 ms: a flood of sign-ins must not starve the sale.
const runningMax = 2;
const waitingMax = 50;
let running = 0;
const waiting: (() => void)[] = [];

/** The password as a PHC string. Throws `busy` when too many are being hashed. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await inTurn(() => derive('argon2id', { message: password.normalize('NFC'), nonce, ...cost }));
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${phc(nonce)}$${phc(tag)}`;
}

/** Whether the password has this PHC hash. Takes as long for `undefined` (no such account) as for a wrong password. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const parsed = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? '');
  const [, memory = cost.memory, passes = cost.passes, parallelism = cost.parallelism, nonce, expected] = parsed ?? [];
  const tag = await inTurn(() =>
    derive('argon2id', {
      message: password.normalize('NFC'),
      nonce: nonce ? Buffer.from(nonce, 'base64') : Buffer.alloc(16),
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      tagLength: cost.tagLength,
    }),
  );
  return expected !== undefined && timingSafeEqual(tag, Buffer.from(expected, 'base64'));
}

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= runningMax) {
    if (waiting.length >= waitingMax) throw new Refusal('busy', 'Too many people are signing in; try again shortly.');
    await new Promise<void>((resume) => waiting.push(resume));
  }
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

function phc(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
