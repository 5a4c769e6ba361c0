import type { FastifyInstance } from 'fastify';

const sweepMilliseconds = 50;

/**
 * Takes no more requests, lets those under way finish, and cuts what is still open after the patience.
 * A connection that was busy when the closing began would otherwise stay open, idle, until its keep-alive time is over.
 */
export async function closeGently(server: FastifyInstance, patienceMilliseconds: number): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), sweepMilliseconds);
  const limit = setTimeout(() => server.server.closeAllConnections(), patienceMilliseconds);
  try {
    await server.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(limit);
  }
}
