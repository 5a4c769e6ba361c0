import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problems } from '../problems.ts';
import { ListEvents } from './events.ts';
import { ScanTickets } from './gate.ts';
import { HoldSeats } from './holds.ts';
import { operations } from './operations.ts';
import { paths } from './paths.ts';
import { Password, SignUp } from './people.ts';
import { Email, Instant, Limit, Money, PersonName, SeatId, Slug } from './values.ts';

/** Any UTF-16 at all, lone surrogates included; half of it ASCII. */
const anyText = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength })
    .map((units) => units.map((unit) => String.fromCharCode(unit)).join(''));
const id = '0198c0de-cafe-7bad-8bee-0123456789ab';
const issuesOf = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message);
const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

describe('an e-mail address', () => {
  test.each([
    'a@b.co',
    'Lina.Amari+tickets@example.org',
    'josé@exämple.fr',
    'o’neil@sub.domain.example',
    'x_y@1and1.com',
  ])('%s is one', (address) => {
    expect(accepts(Email, address)).toBe(true);
  });

  test.each([
    '',
    'a',
    'a@b',
    '@b.co',
    'a@',
    'a@b.co, c@d.co',
    'a@b.co;c@d.co',
    'Lina <a@b.co>',
    'a b@c.co',
    'a@b.co\r\nBcc: c@d.co',
    'a@b..co',
    'a@b.c',
    'a@@b.co',
    '"a b"@c.co',
    'a@b.co\0',
    `${'a'.repeat(65)}@b.co`,
    `a@${'b'.repeat(250)}.co`,
  ])('%j is not one', (address) => {
    expect(accepts(Email, address)).toBe(false);
  });

  test('no accepted address holds a blank, a control character, a bracket or a second @', () => {
    fc.assert(
      fc.property(anyText(20), fc.string({ maxLength: 10 }), (mailbox, tail) => {
        for (const address of [`${mailbox}@example.org`, `a@example.org${tail}`, `${mailbox}${tail}`]) {
          if (accepts(Email, address)) expect(address).toMatch(/^[^\s@<>(),;:\p{Cc}]+@[^\s@<>(),;:\p{Cc}]+$/u);
        }
      }),
    );
  });
});

describe('a name', () => {
  test('is trimmed and composed, and may be in any script', () => {
    expect(PersonName.parse('  Zoe\u0308 ')).toBe('Zoë');
    for (const name of ['Lina Amari', 'د. ليلى', '王小明', "Ngũgĩ wa Thiong'o", 'Nguyễn Thị Minh Khai']) {
      expect(accepts(PersonName, name)).toBe(true);
    }
  });

  test('cannot break a line, turn the writing direction, or pile up marks', () => {
    for (const name of ['a\nb', 'a\tb', 'a\u202eb', 'a\u2066b', 'a\0b', `a${'\u0335'.repeat(4)}`, 'x'.repeat(121)]) {
      expect(accepts(PersonName, name)).toBe(false);
    }
  });
});

describe('a password', () => {
  test('has 15 to 256 characters and no rule of composition', () => {
    expect(
      ['a'.repeat(14), 'a'.repeat(15), ' '.repeat(256), 'a'.repeat(257)].map((text) => accepts(Password, text)),
    ).toEqual([false, true, true, false]);
  });

  test('signing up asks for nothing else, and takes nothing else', () => {
    const wish = { email: 'a@b.co', password: 'quatre violons', name: 'Lina' };
    expect(accepts(SignUp, wish)).toBe(false);
    const good = { ...wish, password: 'quatre violons et demi' };
    expect(SignUp.parse(good).locale).toBe('fr');
    expect(accepts(SignUp, { ...good, isSuperadmin: true })).toBe(false);
  });
});

describe('a wish for places', () => {
  test.each([
    [{ seats: ['1', '2'] }],
    [{ zone: id, quantity: 3 }],
    [{ best: { quantity: 2, together: true } }],
    [{ seats: ['1'], tariffs: [{ tariff: id, quantity: 1 }] }],
  ])('names them in one way: %j', (wish) => {
    expect(issuesOf(HoldSeats, wish)).toBeUndefined();
  });

  test.each([
    [{}, 'one_of_seats_zone_best'],
    [{ seats: ['1'], zone: id, quantity: 1 }, 'one_of_seats_zone_best'],
    [{ seats: ['1'], best: { quantity: 1 } }, 'one_of_seats_zone_best'],
    [{ zone: id }, 'zone_and_quantity'],
    [{ quantity: 2 }, 'zone_and_quantity'],
    [{ best: { quantity: 1 }, quantity: 2 }, 'one_of_seats_zone_best'],
    [{ seats: ['1', '2', '1'] }, 'duplicate_seat'],
  ])('%j is refused: %s', (wish, issue) => {
    expect(issuesOf(HoldSeats, wish)).toContain(issue);
  });

  test('has whole places, at least one, and no seat that is not written as the API writes it', () => {
    for (const quantity of [0, -1, 1.5, 101, Number.NaN, '2', null]) {
      expect(accepts(HoldSeats, { best: { quantity } })).toBe(false);
    }
    for (const seat of ['0', '01', '-1', '1.0', ' 1', '1e3', '٣', '1'.repeat(16), 1])
      expect(accepts(SeatId, seat)).toBe(false);
    expect(accepts(HoldSeats, { seats: [] })).toBe(false);
    expect(accepts(HoldSeats, { seats: ['1'], extra: 1 })).toBe(false);
  });
});

describe('small values', () => {
  test('an instant is in UTC and exists', () => {
    expect(accepts(Instant, '2026-07-01T20:30:00Z')).toBe(true);
    expect(accepts(Instant, '2026-07-01T20:30:00.123Z')).toBe(true);
    for (const text of [
      '2026-07-01',
      '2026-07-01T20:30:00',
      '2026-07-01T20:30:00+02:00',
      '2026-02-30T10:00:00Z',
      '2026-07-01T25:00:00Z',
    ]) {
      expect(accepts(Instant, text)).toBe(false);
    }
  });

  test('a slug is lower case, digits and single dashes', () => {
    expect(
      ['un-soir', 'a', '2026', 'A', 'a--b', '-a', 'a-', 'a_b', 'é', ''].map((text) => accepts(Slug, text)),
    ).toEqual([true, true, true, ...Array.from({ length: 7 }, () => false)]);
  });

  test('money is whole minor units of a currency that is sold in', () => {
    expect(accepts(Money, { amountMinor: 4_500, currency: 'EUR' })).toBe(true);
    for (const wrong of [
      { amountMinor: 45.5, currency: 'EUR' },
      { amountMinor: 2 ** 53, currency: 'EUR' },
      { amountMinor: '4500', currency: 'EUR' },
      { amountMinor: 4_500, currency: 'XXX' },
      { amountMinor: 4_500 },
    ]) {
      expect(accepts(Money, wrong)).toBe(false);
    }
  });

  test('a page has 50 entries unless asked, 1 to 200', () => {
    expect(Limit.parse(undefined)).toBe(50);
    expect(Limit.parse('200')).toBe(200);
    for (const wrong of ['0', '201', '-1', '1.5', 'ten', '']) expect(accepts(Limit, wrong)).toBe(false);
  });

  test('a search takes what a form sends and nothing unknown', () => {
    expect(ListEvents.parse({ q: '100 %', maxPriceMinor: '5000' })).toEqual({
      q: '100 %',
      maxPriceMinor: 5_000,
      limit: 50,
    });
    for (const wrong of [{ q: 'x'.repeat(101) }, { maxPriceMinor: '-1' }, { category: 'opera' }, { sort: 'price' }]) {
      expect(accepts(ListEvents, wrong)).toBe(false);
    }
  });

  test('a batch of scans has one to fifty readings of any text', () => {
    const scan = { id, code: '', scannedAt: '2026-07-01T20:30:00Z' };
    expect(
      [0, 1, 50, 51].map((count) => accepts(ScanTickets, { scans: Array.from({ length: count }, () => scan) })),
    ).toEqual([false, true, true, false]);
    expect(accepts(ScanTickets, { scans: [{ ...scan, code: 'x'.repeat(4_001) }] })).toBe(false);
  });
});

describe('the operations', () => {
  test('each has a path of its own, with the parameters its schema has', () => {
    expect(Object.keys(operations).sort()).toEqual(Object.keys(paths).sort());
    expect(new Set(Object.values(paths)).size).toBe(Object.keys(paths).length);
    for (const [name, operation] of Object.entries(operations)) {
      const params = 'params' in operation ? Object.keys(operation.params.shape) : [];
      const path = Object.entries(paths).find(([key]) => key === name)?.[1] ?? '';
      const named = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
      expect([name, params]).toEqual([name, named]);
    }
  });

  test('each describes itself as JSON Schema, for the reference pages', () => {
    for (const { body, query, replies } of Object.values<{ body?: z.ZodType; query?: z.ZodType; replies: object }>(
      operations,
    )) {
      for (const schema of [body, query])
        if (schema) expect(() => z.toJSONSchema(schema, { io: 'input' })).not.toThrow();
      expect(Object.keys(replies)).toHaveLength(1);
    }
  });

  test('an order is never placed nor paid twice by a request that is repeated', () => {
    for (const name of ['placeOrder', 'payOrder'] as const) expect(operations[name].idempotencyKey).toBe('required');
  });

  test('every refusal has a status that says whose fault it is', () => {
    for (const { status, title } of Object.values(problems)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title).not.toBe('');
    }
  });
});
