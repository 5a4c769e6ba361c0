import type { Input } from '@tessera/contract/api/operations';
import type { OperationName } from '@tessera/contract/api/paths';
import { type Answer, type CallOptions, call } from '@tessera/contract/call';

export { type Answer, type CallOptions, type CallProblem, call, type Fetch } from '@tessera/contract/call';

/** `call` from a page in the browser. */
export function callFromBrowser<Name extends OperationName>(
  name: Name,
  input: Input<Name>,
  options: CallOptions = {},
): Promise<Answer<Name>> {
  return call((path, init) => fetch(path, { ...init, credentials: 'same-origin' }), name, input, options);
}
