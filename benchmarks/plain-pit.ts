import Fastify from 'fastify';
import pg from 'pg';
import { apiBase } from '../contract/api/paths.ts';
import { connectionsMax } from './on-sale-rush/send-holds.ts';
import { holdPlacesInOneTransaction } from './standing-pit/plain-places.ts';

/** What the product is compared with: the same route on the same tables, written the way it is usually written. */
const { DATABASE_URL, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: connectionsMax });
const server = Fastify();
const body = {
  type: 'object',
  required: ['zone', 'quantity'],
  properties: { zone: { type: 'string' }, quantity: { type: 'integer', minimum: 1, maximum: 10 } },
};

server.get('/health/ready', async () => ({ status: 'ok' }));
server.post<{ Params: { performanceId: string }; Body: { zone: string; quantity: number } }>(
  `${apiBase}/performances/:performanceId/holds`,
  { schema: { body } },
  async ({ params, body: wish }, reply) => {
    const held = await holdPlacesInOneTransaction(pool, params.performanceId, wish);
    return held.ok ? reply.code(201).send(held.hold) : reply.code(409).send({ code: held.code });
  },
);
process.once('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
