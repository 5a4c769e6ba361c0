import { setTimeout as pause } from 'node:timers/promises';
import { apiBase } from '../../contract/api/paths.ts';
import { type Answer, ConnectionLost, openConnection, type Request, Unreachable } from './connection.ts';

export type Patience = {
  /** Hangs up on the first node after so many milliseconds without an answer, and asks another one. */
  readonly hangUpAfterMs?: number | undefined;
  /** Goes away for good when the first answer does not say what happened. */
  readonly isLost?: boolean;
};
export type Heard = {
  /** Undefined: nobody ever said what happened. */
  readonly answer: Answer | undefined;
  /** An earlier try may have had an effect, also one that comes later than this answer. */
  readonly isDoubtful: boolean;
};
export type AskNodes = {
  /** Asks a node by chance, and goes on with the same request until somebody says what happened. */
  ask(request: Request, patience?: Patience): Promise<Heard>;
  close(): void;
};

const answeredWithinMs = 90_000;
const pauseMs = { first: 5, most: 320 };

type Asked = {
  readonly onRepeat: () => void;
  readonly onFailure: (answer: Answer) => void;
  /** What every path begins with; the API unless told otherwise. */
  readonly base?: string;
};

/** A buyer's connections to the nodes. A request must be one that may be sent twice. */
export function askNodes(ports: readonly (() => number)[], { onRepeat, onFailure, base = apiBase }: Asked): AskNodes {
  const connections = ports.map(openConnection);
  const once = async (request: Request, hangUpAfterMs: number | undefined): Promise<Try> => {
    const connection = connections[Math.floor(Math.random() * connections.length)];
    if (connection === undefined) throw new Error('there is no node to ask');
    const timer = hangUpAfterMs === undefined ? undefined : setTimeout(() => connection.close(), hangUpAfterMs);
    const heard = await connection.ask(request).then(readTry, lossOf);
    clearTimeout(timer);
    if (heard.kind === 'failed') onFailure(heard.answer);
    return heard;
  };
  return {
    ask: async (request, { hangUpAfterMs, isLost = false } = {}) => {
      const addressed = { ...request, path: base + request.path };
      const giveUpAt = Date.now() + answeredWithinMs;
      let isDoubtful = false;
      for (let tries = 0; Date.now() < giveUpAt; tries += 1) {
        const heard = await once(addressed, isDoubtful ? undefined : hangUpAfterMs);
        if (heard.kind === 'told') return { answer: heard.answer, isDoubtful };
        isDoubtful ||= heard.kind !== 'not sent';
        if (isDoubtful && isLost) break;
        onRepeat();
        await pause(Math.min(pauseMs.most, pauseMs.first * 2 ** tries));
      }
      return { answer: undefined, isDoubtful };
    },
    close: () => {
      for (const connection of connections) connection.close();
    },
  };
}

type Try =
  | { readonly kind: 'told'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly answer: Answer }
  /** Whether it had an effect is not known. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not sent' };

function readTry(answer: Answer): Try {
  // Too busy, without its database for a while, or at it on another connection.
  if (/"code":"(busy|idempotency_in_flight)"/.test(answer.text)) return { kind: 'unknown' };
  return { kind: answer.status >= 500 ? 'failed' : 'told', answer };
}

function lossOf(error: unknown): Try {
  if (error instanceof Unreachable) return { kind: 'not sent' };
  if (error instanceof ConnectionLost) return { kind: 'unknown' };
  throw error;
}
