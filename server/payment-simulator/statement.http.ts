import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { system } from '../platform/actor.ts';
import type { InTransaction } from '../platform/transaction.ts';
import { listMovements } from './store.ts';

type Merchant = { readonly inTransaction: InTransaction; readonly isMerchant: (request: FastifyRequest) => boolean };
const actor = system('payment-simulator');
const movementsPerPage = 500;
const Asked = z.object({
  from: z.coerce.date(),
  until: z.coerce.date(),
  cursor: z.coerce.number().int().min(0).default(0),
});

/** What the simulator booked from one instant until before another, in pages. */
export function statementRoute(server: FastifyInstance, { inTransaction, isMerchant }: Merchant): void {
  server.get('/simulator/statement', async (request, reply) => {
    if (!isMerchant(request)) return reply.code(401).send({ error: 'unauthorized' });
    const asked = Asked.safeParse(request.query);
    if (!asked.success) return reply.code(400).send({ error: 'invalid_request' });
    const { from, until, cursor: afterId } = asked.data;
    const page = { from, until, afterId, limit: movementsPerPage };
    const movements = await inTransaction(actor, (ctx) => listMovements(ctx, page));
    const last = movements.at(-1);
    return reply.send({
      movements: movements.map((movement) => ({ ...movement, id: String(movement.id) })),
      next: last && movements.length === movementsPerPage ? String(last.id) : null,
    });
  });
}
