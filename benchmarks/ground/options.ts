import { parseArgs } from 'node:util';

/** A wrong word on the command line. */
export class WrongUse extends Error {}

export type Options<Name extends string> = {
  numbersOf(name: Name): readonly number[];
  /** For options that take one number. Throws WrongUse. */
  numberOf(name: Name): number;
  has(flag: string): boolean;
};

/**
 * Reads `--name value` words into positive numbers, `--name 1,2` into several, and flags. The defaults say which names
 * there are. Throws WrongUse.
 */
export function readOptions<Name extends string>(
  words: readonly string[],
  defaults: Readonly<Record<Name, string>>,
  flags: readonly string[] = [],
): Options<Name> {
  const given = parse(words, Object.keys(defaults), flags);
  const numbersOf = (name: Name): number[] => {
    const text = String(given[name] ?? defaults[name]);
    const numbers = text.split(',').map(Number);
    if (numbers.every((number) => number > 0 && number <= 10_000_000)) return numbers;
    throw new WrongUse(`--${name} takes positive numbers, several with commas between, but it is "${text}".`);
  };
  return {
    numbersOf,
    numberOf: (name) => {
      const [number, ...more] = numbersOf(name);
      if (number === undefined || more.length > 0) throw new WrongUse(`--${name} takes one number.`);
      return number;
    },
    has: (flag) => given[flag] === true,
  };
}

function parse(
  words: readonly string[],
  names: readonly string[],
  flags: readonly string[],
): Readonly<Record<string, unknown>> {
  const options = Object.fromEntries([
    ...names.map((name) => [name, { type: 'string' }] as const),
    ...flags.map((flag) => [flag, { type: 'boolean' }] as const),
  ]);
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}
