import { afterCall, type Circuit, closedCircuit, tryCircuit } from './circuit.rules.ts';
import { type PaymentProvider, ProviderDown } from './providers/provider.ts';

/** Of this node; each finds out for itself. Gone with the provider. */
const circuits = new WeakMap<PaymentProvider, Circuit>();

/** A refusal that comes at once keeps nobody waiting: only what fails later than this counts. */
const promptMilliseconds = 1_000;

/** Calls a provider on behalf of a buyer who waits; throws ProviderDown at once while others have waited for nothing. */
export async function callPromptly<Answer>(provider: PaymentProvider, call: () => Promise<Answer>): Promise<Answer> {
  const startedAt = performance.now();
  const { isCalled, circuit } = tryCircuit(circuits.get(provider) ?? closedCircuit, startedAt);
  circuits.set(provider, circuit);
  if (!isCalled) throw new ProviderDown(provider.name, 'it has not answered for a while');
  const note = (isAnswered: boolean): void => {
    circuits.set(provider, afterCall(circuits.get(provider) ?? closedCircuit, isAnswered, performance.now()));
  };
  try {
    const answer = await call();
    note(true);
    return answer;
  } catch (error) {
    if (error instanceof ProviderDown && performance.now() - startedAt > promptMilliseconds) note(false);
    throw error;
  }
}
