import { expect, test } from 'vitest';
import { KeyWedge } from './key-wedge.ts';

function typed(keys: readonly string[], betweenMs: number): (string | undefined)[] {
  const wedge = new KeyWedge();
  return keys.map((key, number) => wedge.press(key, 1000 + number * betweenMs));
}

test('what a reader types is one code at its end key, whichever that is', () => {
  expect(typed([...'TS1:ABCD.12345678', 'Enter'], 8).at(-1)).toBe('TS1:ABCD.12345678');
  expect(typed(['Shift', ...'TS1:ABCD', 'Tab'], 30).at(-1)).toBe('TS1:ABCD');
});

test('keys pressed by hand, and a lone Enter on a button, are no code', () => {
  expect(typed([...'TS1:ABCD', 'Enter'], 600)).toEqual(Array(9).fill(undefined));
  expect(typed(['Enter'], 10)).toEqual([undefined]);
});

test('two codes after each other are two', () => {
  const keys = [...'TS1:AAAA', 'Enter', ...'TS1:BBBB', 'Enter'];
  expect(typed(keys, 10).filter((code) => code !== undefined)).toEqual(['TS1:AAAA', 'TS1:BBBB']);
});
