import type { Reply } from '@tessera/contract/api/operations';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditAll } from '../../testing/books-of.ts';
import { buySeats } from '../../testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenASession } from '../../testing/given-a-session.ts';
import { givenAnAccount } from '../../testing/given-an-account.ts';
import { givenStaff } from '../../testing/given-staff.ts';

let server: GivenServer;
let at: GivenPerformance;
beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool);
});

async function superadmin(): Promise<{ cookie: string }> {
  const { accountId } = await givenAnAccount(server.pool, { isSuperadmin: true });
  return { cookie: (await givenASession(server, accountId)).cookie };
}
async function balances(): Promise<Reply<'getBalances'>> {
  const director = { cookie: await givenStaff(server, at.organiserId) };
  return (await server.ask('getBalances', { params: { organiserId: at.organiserId } }, director)).body;
}
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' as const });

describe('a payout', () => {
  const payOut = async (amountMinor: number, transferReference: string, who?: { cookie: string }) =>
    server.ask(
      'recordPayout',
      { params: { organiserId: at.organiserId }, body: { amount: eur(amountMinor), transferReference } },
      who ?? (await superadmin()),
    );

  test('is booked once by its reference, and lowers what is due; ten at once never pass it', async () => {
    await buySeats(server, at.performanceId, (at.rows[0] ?? []).slice(0, 2));
    const due = (await balances()).items[0]?.due.amountMinor ?? 0;
    expect(due).toBeGreaterThan(0);
    expect((await payOut(due + 1, 'SEPA 0')).problem.code).toBe('payout_exceeds_due');
    expect((await payOut(500, 'SEPA 1')).status).toBe(201);
    expect((await payOut(500, 'SEPA 1')).problem.code).toBe('payout_exists');

    const payer = await superadmin();
    const statuses = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, number) => (await payOut(due - 500, `SEPA at once ${number}`, payer)).status,
      ),
    );
    expect(statuses.toSorted()).toEqual([201, ...Array(9).fill(409)]);
    const after = await balances();
    expect(after.items[0]).toMatchObject({ due: eur(0), paidOut: eur(due) });
    expect(after.payouts.map(({ amount }) => amount.amountMinor)).toEqual([due - 500, 500]);
    await auditAll(server);
  });

  test('is refused for nothing, for less than nothing, and without a reference', async () => {
    for (const [amountMinor, reference] of [
      [0, 'SEPA'],
      [-5, 'SEPA'],
      [5, '  '],
    ] as const)
      expect((await payOut(amountMinor, reference)).problem.code).toBe('invalid');
  });
});
