import { expect, test } from 'vitest';
import { likelyAddress } from './likely-address.ts';

test('one slip in a well-known address is noticed; an address that may be right is left alone', () => {
  const slips = ['lina@gmial.com', 'lina@gmail.co', 'lina@gmaill.com', 'lina@gnail.com', 'lina@GMIAL.com'];
  expect(slips.map(likelyAddress)).toEqual(slips.map(() => 'lina@gmail.com'));
  const fine = ['lina@gmail.com', 'lina@example.org', 'lina@mail.com.au', 'lina@', '@gmial.com', 'lina'];
  expect(fine.map(likelyAddress)).toEqual(fine.map(() => undefined));
});
