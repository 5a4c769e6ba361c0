import Fastify from 'fastify';
import pg from 'pg';
import { apiBase } from '../contract/api/paths.ts';
import { holdInOneTransaction } from './on-sale-rush/plain-hold.ts';
import { connectionsMax } from './on-sale-rush/send-holds.ts';

/** What the product is compared with: the same route on the same tables, written the way it is usually written. */
const { DATABASE_URL, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: connectionsMax });
const server = Fastify();
const body = {
  type: 'object',
  required: ['seats'],
  properties: { seats: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 10 } },
};

server.get('/health/ready', async () => ({ status: 'ok' }));
server.post<{ Params: { performanceId: string }; Body: { seats: string[] } }>(
  `${apiBase}/performances/:performanceId/holds`,
  { schema: { body } },
  async ({ params, body: { seats } }, reply) => {
    const held = await holdInOneTransaction(pool, params.performanceId, seats);
    return held.ok ? reply.code(201).send(held.hold) : reply.code(409).send({ code: held.code, seats: held.seats });
  },
);
process.once('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
