import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canPayByTransfer, isReference, referenceOf, referencesIn } from './bank-transfer.rules.ts';
import { bankTransferProvider } from './bank-transfer.ts';
import { counterProvider } from './counter.ts';

describe('a reference for a transfer', () => {
  test('checks as ISO 11649 says', () => {
    for (const good of ['RF18539007547034', 'RF712348231', 'RF45G72UUR']) expect(isReference(good)).toBe(true);
    for (const bad of ['RF18539007547035', 'RF19539007547034', 'XX18539007547034', 'RF18', '']) {
      expect(isReference(bad)).toBe(false);
    }
  });

  test('is the payment’s own, checks, and is found again in what a bank makes of it', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        const reference = referenceOf(one);
        expect(isReference(reference)).toBe(true);
        expect(reference).toHaveLength(24);
        expect(referenceOf(one)).toBe(reference);
        if (one !== other) expect(referenceOf(other)).not.toBe(reference);
        const printed = `SEPA VIR ${reference.toLowerCase().replace(/.{4}/g, '$& ')}/ DUPONT`;
        expect(referencesIn(printed)).toEqual([reference]);
      }),
    );
  });

  test('with one character mistyped does not check', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 4, max: 23 }), fc.constantFrom(...'0123456789'), (id, at, typed) => {
        const reference = referenceOf(id);
        fc.pre(/\d/.test(reference.charAt(at)) && reference.charAt(at) !== typed);
        expect(isReference(reference.slice(0, at) + typed + reference.slice(at + 1))).toBe(false);
      }),
    );
  });
});

test('a transfer is offered up to seven days before, to the second', () => {
  const startsAt = new Date('2026-05-08T20:00:00Z');
  expect(canPayByTransfer(startsAt, new Date('2026-05-01T20:00:00Z'))).toBe(true);
  expect(canPayByTransfer(startsAt, new Date('2026-05-01T20:00:01Z'))).toBe(false);
});

test('a transfer started twice has the same instructions, and no webhook moves it', async () => {
  const transfer = bankTransferProvider({
    iban: 'FR1420041010050500013M02606',
    bic: 'PSSTFRPP',
    beneficiary: 'Alhambra',
  });
  const request = aStart();
  const started = await transfer.start(request);
  expect(await transfer.start(request)).toEqual(started);
  const reference = started.providerPaymentId;
  const facts = { beneficiary: 'Alhambra', amount: '96.00', payBefore: request.expiresAt.toISOString(), reference };
  expect(started.next).toMatchObject({ kind: 'instructions', facts });
  expect(await transfer.readWebhook({ headers: {}, body: '{}', now: new Date() })).toEqual({ ok: false });
  expect(transfer.takes('EUR') && !transfer.takes('TND')).toBe(true);
});

test('cash and terminal are for staff only, and lead the buyer nowhere', async () => {
  for (const name of ['cash', 'terminal'] as const) {
    const counter = counterProvider(name);
    expect(counter).toMatchObject({ name, channel: 'counter', refunds: 'by_hand' });
    expect((await counter.start(aStart())).next).toEqual({ kind: 'none' });
    expect(await counter.readWebhook({ headers: {}, body: '{}', now: new Date() })).toEqual({ ok: false });
  }
});

function aStart() {
  return {
    paymentId: crypto.randomUUID(),
    amountMinor: 9600,
    currency: 'EUR',
    description: 'TA2026-7KQ4XD',
    returnUrl: 'http://localhost/checkout/return',
    expiresAt: new Date(Date.now() + 600_000),
  };
}
