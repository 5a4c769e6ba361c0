import { setTimeout as pause } from 'node:timers/promises';
import { apiBase } from '../../contract/api/paths.ts';
import { type Answer, ConnectionLost, openConnection, type Request } from '../load/connection.ts';

export type AskNodes = {
  /** Asks a node by chance, and goes on with the same request until it is answered. Undefined: nobody ever answered. */
  ask(request: Request): Promise<Answer | undefined>;
  close(): void;
};

const answeredWithinMs = 60_000;
/** Told to somebody whose request had no effect, or is still under way. */
const askAgain = /"code":"(busy|idempotency_in_flight)"/;

/** A buyer's connections to the nodes. A request must be one that may be sent twice. */
export function askNodes(ports: readonly (() => number)[], onRepeat: () => void): AskNodes {
  const connections = ports.map(openConnection);
  return {
    ask: async (request) => {
      const addressed = { ...request, path: apiBase + request.path };
      for (const giveUpAt = Date.now() + answeredWithinMs; Date.now() < giveUpAt; await pause(100)) {
        const connection = connections[Math.floor(Math.random() * connections.length)];
        const answer = await connection?.ask(addressed).catch(ignoreLoss);
        if (answer !== undefined && !askAgain.test(answer.text)) return answer;
        onRepeat();
      }
      return undefined;
    },
    close: () => {
      for (const connection of connections) connection.close();
    },
  };
}

function ignoreLoss(error: unknown): undefined {
  if (!(error instanceof ConnectionLost)) throw error;
}
