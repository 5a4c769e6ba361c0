import type { Input } from '@tessera/contract/api/operations';
import { apiBase, type OperationName, paths } from '@tessera/contract/api/paths';
import { type Answer, type CallOptions, type CallProblem, call } from '@tessera/contract/call';

/** Asks the server as this device; a dead network is an answer too. */
export type Ask = <Name extends OperationName>(
  name: Name,
  input: Input<Name>,
  options?: Pick<CallOptions, 'signal'>,
) => Promise<Answer<Name>>;

export function askAs(token: string | undefined): Ask {
  // The token of the device is all that counts; a session of the shop in the same browser is nobody's business here.
  return async (name, input, options) => {
    const answer = await call(
      (path, init) => fetch(path, { ...init, credentials: 'omit', cache: 'no-store' }),
      name,
      input,
      { ...options, token },
    );
    // The sign-in page of a hotel's network answers everything, and well.
    return answer.ok && answer.body === undefined ? { ok: false, problem: unreachable } : answer;
  };
}

const unreachable: CallProblem = { code: 'unreachable', status: 503, traceId: '', errors: [], facts: {} };

/** The server itself has refused, and would again; anything else may be the network, or the load of an evening. */
export function isRefusal({ code, status }: CallProblem): boolean {
  return code !== 'unreachable' && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** The bytes of an admission list or of its changes; undefined: it could not be had. */
export async function fetchAdmissionList(
  token: string,
  performanceId: string,
  since: string | undefined,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const [, path = ''] = paths.getAdmissionList.split(' ');
  const address = apiBase + path.replace(':performanceId', encodeURIComponent(performanceId));
  const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
  try {
    const response = await fetch(address + query, {
      headers: { authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}
