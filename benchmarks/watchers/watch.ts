import { connect, type Socket } from 'node:net';
import {
  decodeChanges,
  type FollowedSeats,
  followSeats,
  fromBase64Url,
  type SeatEvent,
} from '@tessera/contract/seating/seat-states';
import type { z } from 'zod';
import type { Frame, WatchJob, WatchResult } from './job.ts';

/** So many follow everything and are compared at the end; the others only note which frame came when. */
const followersMax = 10;
const connectingAtOnce = 100;
const changeNames = new Set(['changes', 'message']);

export type Watch = { readonly finish: () => WatchResult };

/** Opens all connections; resolves when each has its first event. */
export async function watch(job: z.output<typeof WatchJob>): Promise<Watch> {
  const frames = new Map<number, Frame>();
  const followed: (FollowedSeats | undefined)[] = [];
  const sockets: Socket[] = [];
  let [snapshots, lost] = [0, 0];

  const note = ({ name, id, data }: SeatEvent, isFollower: boolean): void => {
    const sequence = Number(id.slice(id.indexOf('.') + 1));
    const at = performance.timeOrigin + performance.now();
    const known = frames.get(sequence);
    const frame = known ?? { sequence, bytes: 0, ordinals: [], firstAtMs: at, lastAtMs: at, watchers: 0 };
    if (!known) frames.set(sequence, frame);
    frame.lastAtMs = at;
    frame.watchers += 1;
    if (!isFollower || frame.ordinals.length > 0) return;
    if (job.way === 'json') {
      frame.ordinals = [Number(JSON.parse(data).ordinal)];
      frame.bytes = data.length;
    } else if (name === 'changes') {
      const bytes = fromBase64Url(data);
      frame.ordinals = decodeChanges(bytes).map(({ ordinal }) => ordinal);
      frame.bytes = bytes.length;
    }
  };
  const open = async (index: number): Promise<void> => {
    const isFollower = index < followersMax;
    const socket = await openStream(job.port, job.path, (event) => {
      if (event.name === 'snapshot') snapshots += 1;
      if (changeNames.has(event.name)) note(event, isFollower);
      if (!isFollower || job.way === 'json') return;
      const next = followSeats(followed[index], event);
      if (next === 'gap') throw new Error('a watcher heard of a gap');
      followed[index] = next;
    });
    socket.on('close', () => {
      lost += 1;
    });
    sockets.push(socket);
  };
  for (let index = 0; index < job.watchers; index += connectingAtOnce) {
    const batch = Array.from({ length: Math.min(connectingAtOnce, job.watchers - index) }, (_, more) => index + more);
    await Promise.all(batch.map(open));
  }
  return {
    finish: () => {
      const result = {
        frames: [...frames.values()].sort((a, b) => a.sequence - b.sequence),
        states: followed.flatMap((known) => (known ? [Uint8Array.from(known.states)] : [])),
        snapshots,
        lost,
      };
      for (const socket of sockets) socket.destroy();
      return result;
    },
  };
}

function openStream(port: number, path: string, take: (event: SeatEvent) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let unread = '';
    socket.on('data', (chunk: Buffer) => {
      const blocks = `${unread}${chunk.toString('latin1')}`.split('\n\n');
      unread = blocks.pop() ?? '';
      for (const block of blocks) {
        const name = /(?:^|\n)event: (\w+)/.exec(block)?.[1];
        const data = /(?:^|\n)data: (.*)/.exec(block)?.[1];
        if (name === undefined && data === undefined) continue;
        take({ name: name ?? 'message', id: /(?:^|\n)id: (.*)/.exec(block)?.[1] ?? '', data: data ?? '' });
        resolve(socket);
      }
    });
    socket.once('close', () => reject(new Error('a stream was refused')));
    socket.on('error', () => undefined);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
  });
}
