import Fastify from 'fastify';
import pg from 'pg';
import { apiBase } from '../contract/api/paths.ts';
import { type Read, readInOneTransaction } from './gate-rush/plain-scan.ts';
import { connectionsMax } from './on-sale-rush/send-holds.ts';

/** What the product is compared with: the same route on the same tables, written the way it is usually written. */
const { DATABASE_URL, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: connectionsMax });
const server = Fastify();
const scan = {
  type: 'object',
  required: ['id', 'code'],
  properties: { id: { type: 'string' }, code: { type: 'string' } },
};
const body = { type: 'object', required: ['scans'], properties: { scans: { type: 'array', items: scan } } };

server.get('/health/ready', async () => ({ status: 'ok' }));
server.post<{ Params: { accessPointId: string }; Body: { scans: Read[] } }>(
  `${apiBase}/access-points/:accessPointId/scans`,
  { schema: { body } },
  async ({ params, headers, body: { scans } }) => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    const results = [];
    for (const read of scans) results.push(await readInOneTransaction(pool, { ...params, token }, read));
    return { results };
  },
);
process.once('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
