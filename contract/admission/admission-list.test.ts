import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AdmissionListHeader,
  entryLength,
  findEntry,
  hashedFor,
  indexLength,
  type ListedRight,
  masked,
  packRight,
  readAdmissionList,
  unpackRight,
  writeAdmissionList,
} from './admission-list.ts';

const listedRight: fc.Arbitrary<ListedRight> = fc.record({
  state: fc.constantFrom('issued', 'suspended', 'revoked', 'replaced'),
  isUnpaid: fc.boolean(),
  isBarred: fc.boolean(),
  epoch: fc.nat(0xffff),
  zone: fc.nat(0xffff),
  product: fc.nat(0xff),
  window: fc.nat(0xff),
  stayCount: fc.nat(1_000),
  isInside: fc.boolean(),
  lastAt: fc.nat(0xffffffff).chain((seconds) => fc.nat(999).map((ms) => seconds * 1000 + ms)),
  lastZone: fc.nat(0xffff),
  lastAccessPoint: fc.nat(0xffff),
  rotationKey: fc.uint8Array({ minLength: 16, maxLength: 16 }),
});
const text = fc.string({ maxLength: 40 });
const header: fc.Arbitrary<Omit<AdmissionListHeader, 'count'>> = fc.record({
  performance: fc.record({
    id: fc.uuid(),
    number: fc.nat(),
    title: fc.record({
      fr: fc.string({ minLength: 1, maxLength: 40 }),
      en: fc.string({ minLength: 1, maxLength: 40 }),
    }),
    venue: text,
    doorsAt: fc.nat(),
    startsAt: fc.nat(),
    endsAt: fc.nat(),
    timeZone: fc.constant('Africa/Tunis'),
  }),
  version: text,
  isWhole: fc.boolean(),
  madeAt: fc.nat(),
  salt: fc.constant('c2FsdA'),
  policy: fc.record({
    usesMax: fc.option(fc.nat()),
    mayReturn: fc.boolean(),
    passback: fc.constantFrom('ignored', 'refused'),
    rotating: fc.constantFrom('off', 'preferred', 'required'),
    rules: fc.constant([]),
  }),
  offline: fc.constantFrom('by_list', 'not_at_all', 'by_lane'),
  staleAfterMs: fc.nat(),
  lanes: fc.option(fc.record({ count: fc.nat(), own: fc.array(fc.nat()), names: fc.array(text) })),
  keys: fc.array(fc.record({ id: fc.nat(), key: text })),
  zones: fc.array(fc.record({ id: fc.uuid(), name: text })),
  gates: fc.constant([]),
  accessPoints: fc.constant([]),
  products: fc.constant([]),
  windows: fc.array(fc.tuple(fc.nat(), fc.nat())),
});

const salt = new TextEncoder().encode('the salt of this performance');
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const indexOf = (id: string) => sha256(hashedFor('index', salt, id)).subarray(0, indexLength);
const maskOf = (id: string) => sha256(hashedFor('mask', salt, id));
/** As the server makes them: hidden, and in the order of their bytes. */
const entriesOf = (rights: ReadonlyMap<string, ListedRight>) =>
  new Uint8Array(
    Buffer.concat(
      [...rights]
        .map(([id, right]) => Buffer.concat([indexOf(id), masked(packRight(right), maskOf(id))]))
        .sort(Buffer.compare),
    ),
  );
const rightsOf = (count: number) => {
  const rights = fc.sample(listedRight, count);
  return new Map(rights.map((right) => [randomUUID(), right]));
};
/** To the second, and no more stays than 255. */
const asKept = (right: ListedRight): ListedRight => {
  return { ...right, stayCount: Math.min(right.stayCount, 255), lastAt: Math.floor(right.lastAt / 1000) * 1000 };
};

describe('an entry', () => {
  test('says again what was put into it', () => {
    fc.assert(
      fc.property(listedRight, (right) => {
        expect(unpackRight(packRight(right))).toEqual(asKept(right));
      }),
    );
  });

  test('keeps the layout that scanners in the field read', () => {
    const right: ListedRight = {
      state: 'suspended',
      isUnpaid: true,
      isBarred: false,
      epoch: 0x0102,
      zone: 0x0304,
      product: 5,
      window: 6,
      stayCount: 7,
      isInside: true,
      lastAt: 0x0809_0a0b * 1000,
      lastZone: 0x0c0d,
      lastAccessPoint: 0x0e0f,
      rotationKey: Uint8Array.from({ length: 16 }, (_, at) => 0x10 + at),
    };
    expect(Buffer.from(packRight(right)).toString('hex')).toBe(
      `15${Array.from({ length: 31 }, (_, at) => (at + 1).toString(16).padStart(2, '0')).join('')}`,
    );
    expect(entryLength).toBe(38);
  });

  test('that does not fit is refused rather than cut', () => {
    const [right = expect.fail('no sample')] = fc.sample(listedRight, 1);
    for (const wrong of [
      { epoch: 0x10000 },
      { zone: -1 },
      { product: 256 },
      { window: 1.5 },
      { lastZone: Number.NaN },
      { lastAccessPoint: 0x10000 },
      { lastAt: 0x100000000 * 1000 },
      { rotationKey: new Uint8Array(20) },
    ])
      expect(() => packRight({ ...right, ...wrong })).toThrow(RangeError);
  });
});

describe('a list', () => {
  test.each([0, 1, 2, 3, 1_000])('of %i rights gives each to whoever has its id, and nothing to others', (count) => {
    const rights = rightsOf(count);
    const entries = entriesOf(rights);
    for (const [id, right] of rights) {
      const found = findEntry(entries, indexOf(id)) ?? expect.fail('not found');
      expect(unpackRight(masked(found, maskOf(id)))).toEqual(asKept(right));
    }
    for (let other = 0; other < 1_000; other += 1) expect(findEntry(entries, indexOf(randomUUID()))).toBeUndefined();
  });

  test('is found in by the id in either case', () => {
    const id = randomUUID();
    expect(indexOf(id.toUpperCase())).toEqual(indexOf(id));
    expect(maskOf(id.toUpperCase())).toEqual(maskOf(id));
  });

  test('tells nothing without a ticket: rights that are the same look as different as any, and no id, key or state is seen', () => {
    const [right = expect.fail('no sample')] = fc.sample(listedRight, 1);
    const rights = new Map(Array.from({ length: 4_000 }, () => [randomUUID(), right]));
    const entries = Buffer.from(entriesOf(rights));
    for (const id of rights.keys()) {
      expect(entries.includes(id)).toBe(false);
      expect(entries.includes(Buffer.from(id.replaceAll('-', ''), 'hex'))).toBe(false);
    }
    expect(entries.includes(Buffer.from(right.rotationKey))).toBe(false);
    // Of 4,000 times the same, every bit of the bodies is set about half the time: within six standard deviations.
    for (let bit = indexLength * 8; bit < entryLength * 8; bit += 1) {
      let set = 0;
      for (let at = bit >> 3; at < entries.length; at += entryLength) set += ((entries[at] ?? 0) >> (bit & 7)) & 1;
      expect(Math.abs(set - 2_000)).toBeLessThan(6 * Math.sqrt(1_000));
    }
  });
});

describe('the message', () => {
  const message = fc.tuple(header, fc.nat(5)).map(([words, count]) => {
    const entries = entriesOf(rightsOf(count));
    return { words: { ...words, count }, entries, bytes: writeAdmissionList({ ...words, count }, entries) };
  });
  const isRefused = (bytes: Uint8Array) => {
    try {
      readAdmissionList(bytes);
      return false;
    } catch (error) {
      return error instanceof Error;
    }
  };

  test('says again what was put into it, also where it begins in the middle of other bytes', () => {
    fc.assert(
      fc.property(message, fc.nat(9), ({ words, entries, bytes }, before) => {
        const around = new Uint8Array(before + bytes.length + 3).fill(7);
        around.set(bytes, before);
        for (const read of [bytes, around.subarray(before, before + bytes.length)]) {
          const list = readAdmissionList(read);
          expect(list.header).toEqual(words);
          expect(Buffer.compare(list.entries, entries)).toBe(0);
        }
      }),
    );
  });

  test('that is cut off anywhere, or has something more, is refused', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 80 }), ({ bytes }, cut, more) => {
        expect(isRefused(bytes.subarray(0, cut % bytes.length))).toBe(true);
        expect(isRefused(Buffer.concat([bytes, more]))).toBe(true);
      }),
    );
  });

  test('of any other bytes is refused and never anything else', () => {
    const begin = Buffer.from('TL1\n');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(400), (bytes, length) => {
        expect(isRefused(bytes)).toBe(true);
        expect(isRefused(Buffer.concat([begin, bytes]))).toBe(true);
        const size = Buffer.alloc(4);
        size.writeUInt32BE(length);
        expect(isRefused(Buffer.concat([begin, size, bytes]))).toBe(true);
        expect(isRefused(Buffer.concat([begin, size, Buffer.from(JSON.stringify([...bytes]))]))).toBe(true);
      }),
    );
  });

  test('with bytes changed is read or refused, and whatever is looked up in it then is found or not', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.nat(255), fc.uuid(), ({ bytes }, at, byte, id) => {
        const changed = bytes.slice();
        changed[at % bytes.length] = byte;
        if (isRefused(changed)) return;
        const found = findEntry(readAdmissionList(changed).entries, indexOf(id));
        if (found) expect(unpackRight(masked(found, maskOf(id)))).toHaveProperty('state');
      }),
    );
  });
});
