import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { benches } from '../../../testing/provider-fakes/benches.ts';
import { amountMinor, paymentsAt } from '../../../testing/provider-fakes/payments-at.ts';
import type { Bench, Trouble } from './conformance/bench.ts';
import { ProviderDown, type StatementLine, type StatementPage } from './provider.ts';

const hour = 3_600_000;
const troubles: readonly Trouble[] = ['lost_reply', 'server_error', 'too_many', 'garbage'];

/** What a provider that claims a statement keeps to. */
describe.each(Object.entries(benches))('the statement of %s', (_name, open) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await open();
  });
  afterEach(() => bench.trouble?.('none'));
  afterAll(() => bench.close());

  const { unpaid, paid: promised, taken } = paymentsAt(() => bench);
  const around = () => ({ from: new Date(Date.now() - hour), until: new Date(Date.now() + hour) });

  /** All pages. */
  async function read(period = around(), provider = bench.provider): Promise<StatementLine[]> {
    const lines: StatementLine[] = [];
    let cursor: string | null = null;
    do {
      const page: StatementPage | undefined = await provider.statement?.read({ ...period, cursor });
      lines.push(...(page?.lines ?? []));
      cursor = page?.next ?? null;
    } while (cursor !== null);
    return lines;
  }
  const hasNone = () => bench.provider.statement === undefined;
  const about = (lines: readonly StatementLine[], id: string) =>
    lines.filter(({ paymentId, refundId }) => paymentId === id || refundId === id);

  test('shows what was taken once, with our id, in our currency, and less than half of it kept', async () => {
    if (hasNone()) return;
    const { paymentId } = await taken();
    const [line, ...more] = about(await read(), paymentId);
    expect(line).toMatchObject({ kind: 'capture', amountMinor, currency: bench.currency });
    expect(line?.feeMinor).toBeGreaterThan(0);
    expect(line?.feeMinor).toBeLessThan(amountMinor / 2);
    expect(Math.abs((line?.bookedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(more).toEqual([]);
  });

  test('shows what went back as a line of its own, with the payment or the refund that it is', async () => {
    if (hasNone()) return;
    const payment = await taken();
    const refundId = crypto.randomUUID();
    await bench.provider.refund?.({ ...payment, refundId, amountMinor: 4_800 });
    const lines = await read();
    const back = lines.filter(({ kind }) => kind === 'refund');
    const own = new Set([...about(back, payment.paymentId), ...about(back, refundId)]);
    expect([...own]).toMatchObject([{ amountMinor: -4_800, currency: bench.currency }]);
    expect(new Set(lines.map(({ lineId }) => lineId)).size).toBe(lines.length);
  });

  test('shows neither what nobody paid nor what was let go of', async () => {
    if (hasNone()) return;
    const left = await unpaid();
    const letGo = bench.provider.captures === 'separate' ? await promised() : undefined;
    if (letGo) await bench.provider.void?.(letGo);
    const lines = await read();
    expect(about(lines, left.paymentId)).toEqual([]);
    expect(about(lines, letGo?.paymentId ?? '')).toEqual([]);
  });

  test('is the same whenever it is read', async () => {
    if (hasNone()) return;
    await taken();
    const first = await read();
    const again = new Map((await read()).map((line) => [line.lineId, line]));
    for (const line of first) expect(again.get(line.lineId)).toEqual(line);
  });

  test('of a time long ago is empty', async () => {
    if (hasNone()) return;
    await taken();
    const from = new Date(Date.now() - 90 * 24 * hour);
    expect(await read({ from, until: new Date(Date.now() - 2 * hour) })).toEqual([]);
  });

  test('of a provider that nobody reaches is not taken for an empty one', async () => {
    if (hasNone()) return;
    await expect(read(around(), bench.unreachable)).rejects.toBeInstanceOf(ProviderDown);
  });

  test.each(troubles)('during %s is not taken for an empty one', async (trouble) => {
    if (hasNone() || !bench.trouble) return;
    bench.trouble(trouble);
    await expect(read()).rejects.toBeInstanceOf(ProviderDown);
  });
});
