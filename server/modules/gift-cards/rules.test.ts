import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverRest, type Part, paidByCards, shareBack } from './part.rules.ts';
import { type CardFacts, decideReservation } from './rules.ts';

const card: CardFacts = { organiserId: 'a', currency: 'EUR', state: 'active', hasEnded: false, balanceMinor: 5_000 };
const order = { organiserId: 'a', currency: 'EUR', leftMinor: 8_000, hasThisCard: false };

describe('a card pays of an order', () => {
  test('what it can, and no more than is left', () => {
    expect(decideReservation(card, order)).toEqual({ ok: true, amountMinor: 5_000 });
    expect(decideReservation(card, { ...order, leftMinor: 3_000 })).toEqual({ ok: true, amountMinor: 3_000 });
  });

  test.each([
    ['gift_card_unknown', undefined, {}],
    ['gift_card_unknown', { ...card, organiserId: 'b' }, {}],
    // Nobody is told how the card of another organiser stands.
    ['gift_card_unknown', { ...card, organiserId: 'b', state: 'blocked', hasEnded: true }, {}],
    ['gift_card_blocked', { ...card, state: 'blocked' }, {}],
    ['gift_card_ended', { ...card, hasEnded: true }, {}],
    ['gift_card_currency', { ...card, currency: 'TND' }, {}],
    ['gift_card_empty', { ...card, balanceMinor: 0 }, {}],
    ['order_covered', card, { leftMinor: 0 }],
  ] as const)('not: %s', (code, facts, changed) => {
    expect(decideReservation(facts, { ...order, ...changed })).toEqual({ ok: false, code });
  });

  test('nothing more when it is on it already and can pay no more', () => {
    const again = { ...order, hasThisCard: true };
    expect(decideReservation({ ...card, balanceMinor: 0 }, again)).toEqual({ ok: true, amountMinor: 0 });
    expect(decideReservation(card, { ...again, leftMinor: 0 })).toEqual({ ok: true, amountMinor: 0 });
  });
});

const amounts = fc.integer({ min: 1, max: 10_000 });
const parts: fc.Arbitrary<Part[]> = fc
  .array(
    fc.record({
      amountMinor: amounts,
      state: fc.constantFrom('reserved', 'spent', 'returned', 'taken_off'),
      balanceMinor: fc.nat(10_000),
      isUsable: fc.boolean(),
      refunded: fc.nat(10_000),
    }),
    { maxLength: 6 },
  )
  .map((drawn) =>
    drawn.map(({ refunded, ...part }, index) => {
      const refundedMinor = part.state === 'spent' ? Math.min(refunded, part.amountMinor) : 0;
      return { ...part, cardId: `card ${index}`, refundedMinor };
    }),
  );

describe('money that came for a part of an order', () => {
  test('has its cards reserve exactly the rest, never more than they have, or nothing at all', () => {
    fc.assert(
      fc.property(parts, fc.nat(30_000), (given, restMinor) => {
        const changes = coverRest(given, restMinor);
        const reserved = given.reduce((sum, part) => sum + (part.state === 'reserved' ? part.amountMinor : 0), 0);
        const more = given.filter(({ state, isUsable }) => isUsable && (state === 'reserved' || state === 'returned'));
        const most = reserved + more.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0);
        expect(changes !== undefined).toBe(restMinor <= most);
        if (!changes) return;
        const moved = changes.reduce((sum, { fromMinor, toMinor }) => sum + toMinor - fromMinor, 0);
        expect(reserved + moved).toBe(restMinor);
        for (const { cardId, fromMinor, toMinor } of changes) {
          const part = given.find((one) => one.cardId === cardId);
          expect(toMinor - fromMinor).toBeLessThanOrEqual(part?.isUsable ? part.balanceMinor : 0);
          expect(part?.state).not.toBe('taken_off');
          expect(part?.state).not.toBe('spent');
        }
      }),
    );
  });
});

describe('what goes back', () => {
  test('to cards is never more than they paid, and all that is due when they paid as much', () => {
    fc.assert(
      fc.property(parts, fc.nat(60_000), (given, dueMinor) => {
        const back = shareBack(given, dueMinor);
        const left = given.reduce(
          (sum, part) => sum + (part.state === 'spent' ? part.amountMinor - part.refundedMinor : 0),
          0,
        );
        expect(back.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(Math.min(left, dueMinor));
        for (const { cardId, amountMinor, onNewCard } of back) {
          const part = given.find((one) => one.cardId === cardId);
          expect(amountMinor).toBeLessThanOrEqual((part?.amountMinor ?? 0) - (part?.refundedMinor ?? 0));
          expect(onNewCard).toBe(!part?.isUsable);
        }
      }),
    );
  });
});

/** One card and the orders it was put on, moved by the rules alone. */
type World = { balance: number; orders: Part[] };

const acts = fc.array(
  fc.record({
    act: fc.constantFrom('reserve', 'spend', 'return', 'take off', 'money comes', 'refund'),
    order: fc.nat(4),
    minor: fc.integer({ min: 1, max: 4_000 }),
  }),
  { maxLength: 60 },
);

function move(world: World, { act, order: at, minor }: { act: string; order: number; minor: number }): void {
  const part = world.orders[at];
  if (!part) return;
  const facts: Part = { ...part, balanceMinor: world.balance };
  const save = (changed: Partial<Part>) => world.orders.splice(at, 1, { ...part, ...changed });
  const held = paidByCards([part]);
  if (act === 'reserve' && part.state !== 'spent') {
    const wish = { ...order, leftMinor: minor, hasThisCard: part.state === 'reserved' };
    const decision = decideReservation({ ...card, balanceMinor: world.balance }, wish);
    if (!decision.ok || decision.amountMinor === 0) return;
    world.balance -= decision.amountMinor;
    save({ state: 'reserved', amountMinor: held + decision.amountMinor });
  } else if (act === 'spend' && part.state === 'reserved') save({ state: 'spent' });
  else if ((act === 'return' || act === 'take off') && part.state === 'reserved') {
    world.balance += part.amountMinor;
    save({ state: act === 'return' ? 'returned' : 'taken_off' });
  } else if (act === 'money comes' && part.state !== 'spent') {
    for (const { fromMinor, toMinor } of coverRest([facts], minor) ?? []) {
      world.balance -= toMinor - fromMinor;
      save({ state: 'reserved', amountMinor: toMinor });
    }
  } else if (act === 'refund') {
    for (const { amountMinor } of shareBack([facts], minor)) {
      world.balance += amountMinor;
      save({ refundedMinor: part.refundedMinor + amountMinor });
    }
  }
}

test('whatever happens to a card in whatever order, nothing of it is lost, made, or spent twice', () => {
  const issuedMinor = 6_000;
  const fresh = (index: number): Part => ({
    cardId: `order ${index}`,
    amountMinor: 1,
    state: 'taken_off',
    refundedMinor: 0,
    balanceMinor: 0,
    isUsable: true,
  });
  fc.assert(
    fc.property(acts, (happened) => {
      const world: World = { balance: issuedMinor, orders: [0, 1, 2, 3, 4].map(fresh) };
      for (const one of happened) {
        move(world, one);
        const kept = world.orders.reduce((sum, part) => sum + paidByCards([part]) - part.refundedMinor, 0);
        expect(world.balance).toBeGreaterThanOrEqual(0);
        expect(world.balance + kept).toBe(issuedMinor);
      }
    }),
  );
});
