import { type AskNodes, askNodes } from './ask-nodes.ts';
import type { Target } from './targets.ts';

const placesPerOrderMax = 10;

/** With every hold ended, all places can be had again: holds them all, and returns those that could not be. */
export async function holdEverything(targets: readonly Target[], ports: readonly (() => number)[]): Promise<string[]> {
  const nodes = askNodes(ports, () => undefined);
  const lost: string[] = [];
  for (const target of targets) {
    for (const body of wishesFor(target)) {
      if (!(await canBeHeld(nodes, target, body))) lost.push(`${target.name}: ${JSON.stringify(body)}`);
    }
  }
  nodes.close();
  return lost;
}

function wishesFor({ rows, standing }: Target): object[] {
  if (standing === undefined) return inParts(rows.flat()).map((seats) => ({ seats }));
  const places = Array.from({ length: standing.capacity }, () => standing.zoneId);
  return inParts(places).map(({ length }) => ({ zone: standing.zoneId, quantity: length }));
}

function inParts<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / placesPerOrderMax) }, (_, part) =>
    items.slice(part * placesPerOrderMax, (part + 1) * placesPerOrderMax),
  );
}

async function canBeHeld(nodes: AskNodes, { performanceId }: Target, body: object): Promise<boolean> {
  const path = `/performances/${performanceId}/holds`;
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const answer = await nodes.ask({ method: 'POST', path, headers, body });
  return answer?.status === 201;
}
