import { type ClientRequest, get } from 'node:http';
import { type FollowedSeats, followSeats, type SeatEvent } from '@tessera/contract/seating/seat-states';
import { apiBase } from '../../contract/api/paths.ts';

export type Follower = {
  /** Undefined before the first snapshot. */
  readonly known: () => FollowedSeats | undefined;
  readonly events: SeatEvent[];
  /** How often it had to ask again because something was missing. */
  readonly gaps: () => number;
  /** Loses the connection, and stays away until it connects again. */
  readonly cut: () => void;
  readonly connect: () => void;
  /** Whether the server ended the stream. */
  readonly isEnded: () => boolean;
  readonly stop: () => void;
};

/** Watches seats as a browser does: events over one connection, a new connection whenever something is missing. */
export function followLive(url: string, performanceId: string): Follower {
  let known: FollowedSeats | undefined;
  let request: ClientRequest | undefined;
  let gapCount = 0;
  let isEnded = false;
  const events: SeatEvent[] = [];

  const take = (event: SeatEvent): void => {
    events.push(event);
    const next = followSeats(known, event);
    if (next !== 'gap') {
      known = next;
      return;
    }
    gapCount += 1;
    connect();
  };
  const connect = (): void => {
    request?.destroy();
    let unread = '';
    const current = get(`${url}${apiBase}/performances/${performanceId}/live`, { agent: false }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const blocks = `${unread}${text}`.split('\n\n');
        unread = blocks.pop() ?? '';
        for (const event of blocks.flatMap(readEvent)) if (current === request) take(event);
      });
      response.on('end', () => {
        isEnded = true;
      });
      response.on('error', () => undefined);
    });
    current.on('error', () => undefined);
    request = current;
  };
  connect();
  return {
    known: () => known,
    events,
    gaps: () => gapCount,
    cut: () => request?.destroy(),
    connect,
    isEnded: () => isEnded,
    stop: () => request?.destroy(),
  };
}

/** Comments and settings of the stream are no events. */
function readEvent(block: string): SeatEvent[] {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const name = fields.get('event');
  return name === undefined ? [] : [{ name, id: fields.get('id') ?? '', data: fields.get('data') ?? '' }];
}
