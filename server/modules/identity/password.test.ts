import { argon2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../platform/refusal.ts';
import { hashPassword, isPassword } from './password.ts';

describe('a password', () => {
  test('is known again, also when another keyboard composes its letters, and no other password is', async () => {
    const hash = await hashPassword('Zoë et les violons');
    expect(await isPassword('Zoë et les violons', hash)).toBe(true);
    expect(await isPassword('Zoe\u0308 et les violons', hash)).toBe(true);
    for (const wrong of ['zoë et les violons', 'Zoe et les violons', 'Zoë et les violons ', '']) {
      expect(await isPassword(wrong, hash)).toBe(false);
    }
  });

  test('has another hash each time', async () => {
    expect(await hashPassword('quatre violons')).not.toBe(await hashPassword('quatre violons'));
  });

  test('hashed at another cost is still known', async () => {
    const cheap = cheapHash('quatre violons');
    expect(await isPassword('quatre violons', cheap)).toBe(true);
    expect(await isPassword('cinq violons', cheap)).toBe(false);
  });

  test('is wrong where there is no account or no readable hash', async () => {
    for (const hash of [undefined, '', 'plain', '$2b$10$abcdefghijklmnopqrstuv'])
      expect(await isPassword('x', hash)).toBe(false);
  });

  test('of a crowd is checked a few at a time; those beyond the queue are told to come back, and all others get an answer', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => isPassword('x', undefined)));
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused.map((error) => error instanceof Refusal && error.code)).toEqual(
      Array.from({ length: 8 }, () => 'busy'),
    );
    expect(await isPassword('x', undefined)).toBe(false);
  });
});

function cheapHash(password: string): string {
  const nonce = Buffer.alloc(16, 7);
  const tag = argon2Sync('argon2id', { message: password, nonce, memory: 8, passes: 1, parallelism: 1, tagLength: 32 });
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=8,t=1,p=1$${text(nonce)}$${text(tag)}`;
}
