/** What a node remembers of a provider that does not answer. Instants in milliseconds of one clock. */
export type Circuit = { readonly failures: number; readonly retryAt: number };

export const closedCircuit: Circuit = { failures: 0, retryAt: 0 };
const failuresMax = 5;
const pauseMilliseconds = 10_000;

/**
 * Whether a buyer is taken to the provider. After five calls in a row that were waited for in vain nobody waits for it any more, but for one buyer every ten
 * seconds, whose success ends that for everybody.
 */
export function tryCircuit(circuit: Circuit, at: number): { readonly isCalled: boolean; readonly circuit: Circuit } {
  if (circuit.failures < failuresMax) return { isCalled: true, circuit };
  if (at < circuit.retryAt) return { isCalled: false, circuit };
  return { isCalled: true, circuit: { ...circuit, retryAt: at + pauseMilliseconds } };
}

export function afterCall({ failures }: Circuit, isAnswered: boolean, at: number): Circuit {
  return isAnswered ? closedCircuit : { failures: failures + 1, retryAt: at + pauseMilliseconds };
}
