import { decodeTicketCode } from '@tessera/contract/ticket-code';
import { expect, test } from 'vitest';
import { issuedBefore, organiser } from './list-for-tests.ts';
import { Signatures, verifyInScript } from './signature.ts';

test('a browser without Ed25519 judges signatures as one that has it', async () => {
  const house = await organiser();
  const decoded = decodeTicketCode(await house.codeOf(issuedBefore()));
  if (!decoded.ok) throw new Error('not a code');
  const { signedBytes, signature } = decoded;
  const changed = signedBytes.map((byte, at) => (at === 10 ? byte ^ 1 : byte));
  const inBrowser = new Signatures([{ id: 4, key: Buffer.from(house.key).toString('base64url') }]);
  for (const [bytes, isGood] of [
    [signedBytes, true],
    [changed, false],
  ] as const) {
    expect(await inBrowser.isGood(4, bytes, signature)).toBe(isGood);
    expect(await verifyInScript(house.key, signature, bytes)).toBe(isGood);
  }
  expect(await verifyInScript(house.key, signature.slice(1), signedBytes)).toBe(false);
  expect(await inBrowser.isGood(5, signedBytes, signature)).toBe(false);
});
