import type { Input } from '@tessera/contract/api/operations';
import { apiBase, type OperationName, paths } from '@tessera/contract/api/paths';
import { type Answer, type CallOptions, call } from '@tessera/contract/call';

/** Asks the server as this device; a dead network is an answer too. */
export type Ask = <Name extends OperationName>(
  name: Name,
  input: Input<Name>,
  options?: Pick<CallOptions, 'signal'>,
) => Promise<Answer<Name>>;

export function askAs(token: string | undefined): Ask {
  // The token of the device is all that counts; a session of the shop in the same browser is nobody's business here.
  return (name, input, options) =>
    call((path, init) => fetch(path, { ...init, credentials: 'omit', cache: 'no-store' }), name, input, {
      ...options,
      token,
    });
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
