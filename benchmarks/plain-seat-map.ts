import Fastify from 'fastify';
import pg from 'pg';
import { apiBase } from '../contract/api/paths.ts';

/** What the product is compared with: seats as JSON, asked of the database by each request. */
const { DATABASE_URL, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const server = Fastify();

server.get('/health/ready', async () => ({ status: 'ok' }));
server.get<{ Params: { performanceId: string } }>(
  `${apiBase}/performances/:performanceId/seat-map`,
  async ({ params }) => {
    const { rows } = await pool.query(
      `select s.id, s.zone_id as zone, s.row_label as row, s.number, s.x, s.y
       from catalogue.performance p join venues.seat s on s.mapping_id = p.mapping_id where p.id = $1 order by s.ordinal`,
      [params.performanceId],
    );
    return { items: rows };
  },
);
server.get<{ Params: { performanceId: string } }>(
  `${apiBase}/performances/:performanceId/seat-states`,
  async ({ params }) => {
    const { rows } = await pool.query(
      `select seat_id as id, case when state = 'held' and held_until <= now() then 'free' else state end as state
       from inventory.performance_seat where performance_id = $1 order by ordinal`,
      [params.performanceId],
    );
    return { items: rows };
  },
);
process.once('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
