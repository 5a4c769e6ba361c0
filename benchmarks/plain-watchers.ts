import Fastify from 'fastify';
import pg from 'pg';
import { apiBase } from '../contract/api/paths.ts';
import { readSeatNews, seatNewsChannel } from '../server/modules/inventory/seat-news.ts';

/** What the product is compared with: each change is a JSON message, written to each watcher as it is heard. */
const { DATABASE_URL, PORT } = process.env;
const markLength = 8;
const watchers = new Set<NodeJS.WritableStream>();
let sequence = 0;

const client = new pg.Client({ connectionString: DATABASE_URL });
await client.connect();
client.on('notification', ({ payload = '' }) => {
  for (const { ordinal, state } of readSeatNews(payload.slice(markLength)).seats) {
    sequence += 1;
    for (const watcher of watchers) watcher.write(`id: x.${sequence}\ndata: ${JSON.stringify({ ordinal, state })}\n\n`);
  }
});
await client.query(`listen ${seatNewsChannel}`);

const server = Fastify();
server.get('/health/ready', async () => ({ status: 'ok' }));
server.get(`${apiBase}/performances/:performanceId/live`, (_request, reply) => {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
  reply.raw.write('event: hello\ndata: you\n\n');
  watchers.add(reply.raw);
  reply.raw.on('close', () => watchers.delete(reply.raw));
});
process.once('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
