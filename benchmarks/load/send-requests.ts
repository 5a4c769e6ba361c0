import { askInTurn } from './ask-in-turn.ts';
import { type Answer, openConnection } from './connection.ts';
import type { RequestJob, RequestResult } from './request-job.ts';

export async function sendRequests(job: RequestJob): Promise<RequestResult> {
  const { port, requests, asked, clients, secondsMax } = job;
  const connections = Array.from({ length: clients }, () => openConnection(() => port));
  const result = await askInTurn({
    count: asked.length,
    clients,
    secondsMax,
    send: async (client, position) => {
      const connection = connections[client];
      const request = requests[asked[position] ?? 0];
      if (connection === undefined || request === undefined) throw new RangeError(`request ${position} is not there`);
      return endingOf(await connection.ask(request).catch(() => undefined));
    },
  });
  for (const connection of connections) connection.close();
  return result;
}

function endingOf(answer: Answer | undefined): string {
  if (answer === undefined) return '0';
  if (answer.status < 400) return String(answer.status);
  return `${answer.status} ${/"code":"(\w+)"/.exec(answer.text)?.[1] ?? ''}`;
}
