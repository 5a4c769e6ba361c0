import { Refusal } from '../../platform/refusal.ts';

const wrongMax = 20;
const windowMilliseconds = 600_000;
/** Past it the oldest are forgotten. */
const triersMax = 100_000;

type Try = {
  readonly address: string;
  readonly performanceId: string;
  readonly code: string | undefined;
  /** What a code that is wrong is refused with. */
  readonly wrong: 'code_unknown' | 'promo_unknown';
};
export type CodeTries = <Answer>(wish: Try, answer: () => Promise<Answer>) => Promise<Answer>;

/**
 * Counts the different wrong codes an address tries for a performance, and refuses more of them than twenty in ten minutes:
 * too_many_codes, without looking whether they are right. A code that is right never counts, nor does one tried before. Every
 * node counts by itself.
 */
export function openCodeTries(now: () => number = () => performance.now()): CodeTries {
  const triers = new Map<string, { readonly until: number; readonly codes: Set<string> }>();
  const forgetOld = (): void => {
    for (const [key, { until }] of triers) {
      if (until > now() && triers.size <= triersMax) return;
      triers.delete(key);
    }
  };
  return async ({ address, performanceId, code, wrong }, answer) => {
    if (code === undefined) return answer();
    forgetOld();
    const key = `${address} ${performanceId}`;
    const { codes } = triers.get(key) ?? { codes: new Set<string>() };
    const isKnown = codes.has(code);
    if (!isKnown && codes.size >= wrongMax) throw new Refusal('too_many_codes');
    // Counted before it is known to be wrong: a hundred at once are not a hundred tries.
    codes.add(code);
    if (!triers.has(key)) triers.set(key, { until: now() + windowMilliseconds, codes });
    const forget = (): void => {
      codes.delete(code);
      if (codes.size === 0 && triers.get(key)?.codes === codes) triers.delete(key);
    };
    try {
      const answered = await answer();
      forget();
      return answered;
    } catch (error) {
      if (error instanceof Refusal && error.code === wrong) codes.add(code);
      else if (!isKnown) forget();
      throw error;
    }
  };
}
