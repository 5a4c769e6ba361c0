/** Bytes that are not what they should be. */
export class MalformedBytes extends Error {
  override name = 'MalformedBytes';
}

export type ByteWriter = ReturnType<typeof openWriter>;
export type ByteReader = ReturnType<typeof openReader>;

const textOut = new TextEncoder();

/** Whole numbers as varints, seven bits a byte, the low bits first; zigzag: 0, −1, 1, −2 … as 0, 1, 2, 3 … */
export function openWriter() {
  let bytes = new Uint8Array(1024);
  let length = 0;
  const put = (byte: number): void => {
    if (length === bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[length] = byte;
    length += 1;
  };
  /** From 0 to 2^53 − 1; RangeError otherwise. */
  const varint = (value: number): void => {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a whole number from 0 on`);
    let rest = value;
    while (rest >= 128) {
      put((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    put(rest);
  };
  return {
    byte: put,
    varint,
    zigzag: (value: number): void => varint(value < 0 ? -2 * value - 1 : 2 * value),
    text: (text: string): void => {
      const encoded = textOut.encode(text);
      varint(encoded.length);
      for (const byte of encoded) put(byte);
    },
    /** The same value several times in a row is written once with its count. */
    runs: (values: Iterable<number>): void => {
      let current: number | undefined;
      let count = 0;
      const end = (): void => {
        if (current === undefined) return;
        varint(current);
        varint(count);
      };
      for (const value of values) {
        if (value !== current) end();
        count = value === current ? count + 1 : 1;
        current = value;
      }
      end();
    },
    finish: (): Uint8Array<ArrayBuffer> => bytes.slice(0, length),
  };
}

/** Reads what a writer wrote; throws MalformedBytes for anything else. */
export function openReader(bytes: Uint8Array) {
  const textIn = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let at = 0;
  const byte = (): number => {
    const value = bytes[at];
    if (value === undefined) throw new MalformedBytes('the bytes end too early');
    at += 1;
    return value;
  };
  const varint = (max = Number.MAX_SAFE_INTEGER): number => {
    let value = 0;
    let unit = 1;
    for (;;) {
      const next = byte();
      value += (next % 128) * unit;
      if (value > max) throw new MalformedBytes(`a number is larger than ${max}`);
      if (next < 128) return value;
      unit *= 128;
      if (unit > Number.MAX_SAFE_INTEGER) throw new MalformedBytes('a number has no end');
    }
  };
  return {
    byte,
    varint,
    zigzag: (): number => {
      const value = varint();
      return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    },
    text: (): string => {
      const length = varint(bytes.length - at);
      const encoded = bytes.subarray(at, at + length);
      at += length;
      try {
        return textIn.decode(encoded);
      } catch {
        throw new MalformedBytes('a text is not UTF-8');
      }
    },
    /** So many values; calls back for each. */
    runs: (count: number, max: number, take: (value: number, index: number) => void): void => {
      let done = 0;
      while (done < count) {
        const value = varint(max);
        const end = done + varint(count - done);
        if (end === done) throw new MalformedBytes('a run of nothing');
        for (; done < end; done += 1) take(value, done);
      }
    },
    isAtEnd: (): boolean => at === bytes.length,
  };
}
