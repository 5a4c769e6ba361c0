import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { payloadBytesMax } from '../../platform/broadcast.ts';
import { performanceOfNews, readSeatNews, type SeatNews, writeSeatNews } from './seat-news.ts';

const int4 = 2 ** 31 - 1;
const seat = fc.record({
  ordinal: fc.nat(249_999),
  state: fc.constantFrom(0, 1, 2, 3, 4),
  heldUntilMs: fc.oneof(fc.constant(0), fc.integer({ min: 1_700_000_000_000, max: 9_999_999_999_999 })),
  changeNumber: fc.nat(int4),
});
const zone = fc.record({
  zoneId: fc.uuid(),
  used: fc.nat(int4),
  allocated: fc.nat(int4),
  capacity: fc.nat(int4),
  changeNumber: fc.nat(int4),
});
const news = fc.record({
  performanceId: fc.uuid(),
  seats: fc.array(seat, { maxLength: 500 }),
  zones: fc.array(zone, { maxLength: 150 }),
}) as fc.Arbitrary<SeatNews>;

describe('news of seats', () => {
  test('come out of their messages as they went in, in as many as it takes', () => {
    fc.assert(
      fc.property(news, (told) => {
        const heard = writeSeatNews(told).map(readSeatNews);
        expect(heard.flatMap(({ seats }) => seats)).toEqual(told.seats);
        expect(heard.flatMap(({ zones }) => zones)).toEqual(told.zones);
        for (const { performanceId } of heard) expect(performanceId).toBe(told.performanceId);
        for (const payload of writeSeatNews(told)) expect(performanceOfNews(payload)).toBe(told.performanceId);
      }),
    );
  });

  test('fit into what a broadcast carries, however large their numbers are', () => {
    const largest = fc.record({
      performanceId: fc.uuid(),
      seats: fc.array(
        fc.record({
          ordinal: fc.constant(249_999),
          state: fc.constantFrom(4),
          heldUntilMs: fc.integer({ min: 9_000_000_000_000, max: 9_999_999_999_999 }),
          changeNumber: fc.constant(int4),
        }),
        { minLength: 190, maxLength: 400 },
      ),
      zones: fc.array(
        zone.map((one) => ({ ...one, used: int4, allocated: int4, capacity: int4, changeNumber: int4 })),
        {
          minLength: 70,
          maxLength: 150,
        },
      ),
    }) as fc.Arbitrary<SeatNews>;
    fc.assert(
      fc.property(largest, (told) => {
        for (const payload of writeSeatNews(told))
          expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(payloadBytesMax);
      }),
    );
  });

  test('that everything changed say nothing else', () => {
    const performanceId = crypto.randomUUID();
    const seats = [{ ordinal: 1, state: 2, heldUntilMs: 0, changeNumber: 1 }] as const;
    const [payload = '', ...more] = writeSeatNews({ performanceId, seats, zones: [], isReset: true });
    expect(more).toEqual([]);
    expect(readSeatNews(payload)).toEqual({ performanceId, seats: [], zones: [], isReset: true });
  });
});
