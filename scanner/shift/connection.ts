/** Whether the server is asked first, since when, and how many good answers came in a row. */
export type Connection = { readonly mode: 'online' | 'offline'; readonly since: number; readonly cleanCalls: number };

export type CallOutcome = { readonly kind: 'answered'; readonly tookMs: number } | { readonly kind: 'failed' };

/** One bad moment is enough to leave; coming back takes proof, so that a door does not wait at every second visitor. */
const cleanCallsToReturn = 5;
const cleanWithinMs = 800;

export function afterCall(connection: Connection, outcome: CallOutcome, at: number): Connection {
  if (outcome.kind === 'failed') {
    return connection.mode === 'offline'
      ? { ...connection, cleanCalls: 0 }
      : { mode: 'offline', since: at, cleanCalls: 0 };
  }
  const cleanCalls = outcome.tookMs < cleanWithinMs ? connection.cleanCalls + 1 : 0;
  if (connection.mode === 'offline' && cleanCalls >= cleanCallsToReturn) {
    return { mode: 'online', since: at, cleanCalls };
  }
  return { ...connection, cleanCalls };
}
