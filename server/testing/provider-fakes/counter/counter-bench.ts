import type { Bench } from '../../../modules/payments/providers/conformance/bench.ts';
import { counterProvider } from '../../../modules/payments/providers/counter.ts';
import type { StartRequest } from '../../../modules/payments/providers/provider.ts';
import { decideTender } from '../../../modules/payments/till.rules.ts';

/** The counter's side: somebody stands there with a note that is too large. */
export async function counterBench(): Promise<Bench> {
  const due = new Map<string, StartRequest>();
  const kept = new Map<string, number>();
  const inner = counterProvider();
  const start = async (request: StartRequest) => {
    const started = await inner.start(request);
    due.set(started.providerPaymentId, request);
    return started;
  };
  return {
    provider: { ...inner, start },
    currency: 'EUR',
    pay: async (id) => {
      const dueMinor = due.get(id)?.amountMinor ?? 0;
      const decision = decideTender(dueMinor, { givenMinor: dueMinor + 400, terminalMinor: 0 });
      if (decision.ok) kept.set(id, decision.cashMinor);
    },
    tell: async ({ paymentId, providerPaymentId }) => {
      const amountMinor = kept.get(providerPaymentId);
      const kind = amountMinor === undefined ? 'pending' : 'captured';
      return [{ kind, paymentId, providerPaymentId, amountMinor: amountMinor ?? 0, currency: 'EUR' }];
    },
    close: async () => undefined,
  };
}
