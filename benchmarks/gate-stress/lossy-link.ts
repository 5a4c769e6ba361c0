import type { z } from 'zod';
import { gateOperations } from '../../contract/api/gate-operations.ts';
import { apiBase, paths } from '../../contract/api/paths.ts';
import type { Chance } from '../../database/seed/random.ts';
import { ConnectionLost, openConnection } from '../load/connection.ts';

type DoorOperation = 'scanTickets' | 'confirmScans' | 'uploadScans';
type Reply<Name extends DoorOperation> = z.infer<(typeof gateOperations)[Name]['replies'][200]>;

/** A phone's connection, on which so many of a hundred requests or answers are lost. */
export type LossyLink = {
  /** Undefined: the phone heard nothing, and what came of it is not known. Throws for a refusal of the whole request. */
  ask<Name extends DoorOperation>(name: Name, accessPointId: string, body: object): Promise<Reply<Name> | undefined>;
  /** The same again until it is answered. */
  askUntilAnswered<Name extends DoorOperation>(name: Name, accessPointId: string, body: object): Promise<Reply<Name>>;
  lost(): number;
  close(): void;
};

/** Of the nodes. */
export type Ports = readonly (() => number)[];

/** The node that a phone speaks to, by its number. */
export function portOf(ports: Ports, phone: number): () => number {
  const port = ports[phone % ports.length];
  if (!port) throw new Error('there is no node');
  return port;
}

export function openLossyLink(
  port: () => number,
  token: string,
  { chance, lossPercent }: { readonly chance: Chance; readonly lossPercent: number },
): LossyLink {
  const connection = openConnection(port);
  let lost = 0;
  let failures = 0;
  let last: Promise<unknown> = Promise.resolve();
  const exchange = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const isLost = chance.next() * 100 < lossPercent;
    const fate = isLost ? chance.pick(['request', 'cut', 'answer'] as const) : 'through';
    if (isLost) lost += 1;
    if (fate === 'request') {
      connection.close();
      return undefined;
    }
    // Cut while the server is at it: it may have been done or not.
    const cut = fate === 'cut' ? setTimeout(() => connection.close(), chance.between(0, 15)) : undefined;
    const answer = await connection.ask({ method: 'POST', path, headers, body }).catch((error: unknown) => {
      if (error instanceof ConnectionLost) return undefined;
      throw error;
    });
    clearTimeout(cut);
    return isLost ? undefined : answer;
  };
  const ask = async <Name extends DoorOperation>(name: Name, accessPointId: string, body: object) => {
    const path = apiBase + (paths[name].split(' ')[1] ?? '').replace(':accessPointId', accessPointId);
    // A phone asks one thing after another.
    const answering = last.then(() => exchange(path, body));
    last = answering.catch(() => undefined);
    const answer = await answering;
    if (answer === undefined) return undefined;
    // A server that failed once is asked again, as one that was not reached.
    if (answer.status >= 500) failures += 1;
    if (answer.status >= 500 && failures <= failuresMax) return undefined;
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.text}`);
    return gateOperations[name].replies[200].parse(JSON.parse(answer.text)) as Reply<Name>;
  };
  return {
    ask,
    askUntilAnswered: async (name, accessPointId, body) => {
      for (let tries = 0; tries < triesMax; tries += 1) {
        const answer = await ask(name, accessPointId, body);
        if (answer) return answer;
      }
      throw new Error(`${name} was not answered in ${triesMax} tries`);
    },
    lost: () => lost,
    close: () => connection.close(),
  };
}

const triesMax = 200;
const failuresMax = 500;
