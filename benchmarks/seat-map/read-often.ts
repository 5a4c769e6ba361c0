import { connect, type Socket } from 'node:net';
import type { z } from 'zod';
import type { ReadJob, ReadResult } from './job.ts';

type Answer = { readonly status: number; readonly bodyBytes: number };

/** Each client asks again as soon as the whole answer is there. */
export async function readOften(job: z.output<typeof ReadJob>): Promise<ReadResult> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endAt = startedAt + job.seconds * 1000;
  let [bodyBytes, failed] = [0, 0];
  await Promise.all(
    Array.from({ length: job.clients }, async () => {
      const ask = await openAsking(job);
      while (performance.now() < endAt) {
        const askedAt = performance.now();
        const answer = await ask();
        latencies.push(performance.now() - askedAt);
        if (answer.status === 200) bodyBytes = answer.bodyBytes;
        else failed += 1;
      }
      ask.socket.destroy();
    }),
  );
  return { elapsedMs: performance.now() - startedAt, latenciesMs: Float64Array.from(latencies), bodyBytes, failed };
}

/** One connection; it counts the bytes of a body and does not look at them. */
async function openAsking({
  port,
  path,
  headers,
}: z.output<typeof ReadJob>): Promise<(() => Promise<Answer>) & { socket: Socket }> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const lines = [`GET ${path} HTTP/1.1`, 'host: 127.0.0.1'];
  const letters = `${[...lines, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`;
  let settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  let head = '';
  let status = 0;
  let length = -1;
  let got = 0;
  socket.on('data', (chunk: Buffer) => {
    if (length < 0) {
      head += chunk.toString('latin1');
      const headEnd = head.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      status = Number(head.slice(9, 12));
      length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
      got = head.length - headEnd - 4;
      head = '';
    } else got += chunk.length;
    if (got < length) return;
    const answer = { status, bodyBytes: length };
    length = -1;
    settle?.resolve(answer);
  });
  socket.on('close', () => settle?.reject(new Error('the connection was lost')));
  const ask = () =>
    new Promise<Answer>((resolve, reject) => {
      settle = { resolve, reject };
      socket.write(letters);
    });
  return Object.assign(ask, { socket });
}
