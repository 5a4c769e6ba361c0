import { localeFrom } from '@tessera/contract/text';
import type { FastifyReply } from 'fastify';
import type { Ctx } from '../../platform/context.ts';
import { allow, type Guarded } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findOrganiser } from '../identity/index.ts';
import { describeTickets } from './describe-ticket.ts';
import type { TicketPrinter } from './print-tickets.ts';
import { replaceCode, rotateSigningKey } from './replace-code.ts';
import { findTicket, listTicketsOfOrder, type TicketRow } from './store.ts';
import { resumeTicket, suspendTicket } from './suspend-ticket.ts';

const whoMayRead = allow('capability', 'owner', 'agent', 'director', 'admin');

type App = { readonly inTransaction: InTransaction; readonly ticketPrinter: TicketPrinter };

export function ticketRoutes(routes: Routes, { inTransaction, ticketPrinter }: App): void {
  standingRoutes(routes);

  routes.inTransaction('getTicket', whoMayRead, async (ctx, { params, authorise }) => {
    const ticket = await findTicket(ctx, params.ticketId);
    if (!ticket) throw new Refusal('not_found');
    authorise(ctx, guarded(ticket));
    const [words] = await describeTickets(ctx, [ticket]);
    if (!words) throw new Refusal('not_found');
    return words;
  });

  routes.outside('getTicketPdf', whoMayRead, async ({ params, actor, request, reply, authorise }) => {
    const words = await inTransaction(actor, async (ctx) => {
      const ticket = await findTicket(ctx, params.ticketId);
      if (ticket?.status !== 'valid') throw new Refusal('not_found');
      authorise(ctx, guarded(ticket));
      return describeTickets(ctx, [ticket]);
    });
    return sendPdf(
      reply,
      await ticketPrinter.print(words, localeFrom(request.headers['accept-language'])),
      words[0]?.serial,
    );
  });

  routes.outside('getOrderTicketsPdf', whoMayRead, async ({ params, actor, request, reply, authorise }) => {
    const words = await inTransaction(actor, async (ctx) => {
      const tickets = await validTickets(ctx, params.orderId);
      const [first] = tickets;
      if (!first) throw new Refusal('not_found');
      authorise(ctx, guarded(first));
      return describeTickets(ctx, tickets);
    });
    return sendPdf(
      reply,
      await ticketPrinter.print(words, localeFrom(request.headers['accept-language'])),
      words[0]?.orderReference,
    );
  });
}

function standingRoutes(routes: Routes): void {
  const staff = allow('agent', 'director', 'admin');
  const guardedTicket = async (ctx: Ctx, ticketId: string, authorise: (ctx: Ctx, object: Guarded) => void) => {
    const ticket = await findTicket(ctx, ticketId);
    if (!ticket) throw new Refusal('not_found');
    authorise(ctx, { organiserId: ticket.organiserId });
    return ticket;
  };
  const described = async (ctx: Ctx, ticketId: string) => {
    const ticket = await findTicket(ctx, ticketId);
    const [words] = ticket ? await describeTickets(ctx, [ticket]) : [];
    if (!words) throw new Refusal('not_found');
    return words;
  };

  routes.inTransaction('suspendTicket', staff, async (ctx, { params, body, authorise }) => {
    const ticket = await guardedTicket(ctx, params.ticketId, authorise);
    await suspendTicket(ctx, ticket, { reason: body.reason, note: body.note ?? '' });
    return described(ctx, ticket.id);
  });

  routes.inTransaction('resumeTicket', staff, async (ctx, { params, authorise }) => {
    const ticket = await guardedTicket(ctx, params.ticketId, authorise);
    await resumeTicket(ctx, ticket);
    return described(ctx, ticket.id);
  });

  routes.inTransaction('replaceTicketCode', staff, async (ctx, { params, authorise }) => {
    const ticket = await guardedTicket(ctx, params.ticketId, authorise);
    await replaceCode(ctx, ticket);
    return described(ctx, ticket.id);
  });

  routes.inTransaction('rotateSigningKey', allow('admin'), async (ctx, { params, authorise }) => {
    authorise(ctx, { organiserId: params.organiserId });
    if (!(await findOrganiser(ctx, params.organiserId))) throw new Refusal('not_found');
    await rotateSigningKey(ctx, params.organiserId);
    return undefined;
  });
}

async function validTickets(ctx: Ctx, orderId: string): Promise<TicketRow[]> {
  const tickets = await listTicketsOfOrder(ctx, orderId);
  return tickets.filter(({ status }) => status === 'valid');
}

function guarded({ id, openedBy, organiserId, accountId }: TicketRow) {
  return { capabilityOf: [openedBy, id], organiserId, ownerId: accountId };
}

function sendPdf(reply: FastifyReply, pdf: Buffer, name = 'tickets'): FastifyReply {
  return reply
    .type('application/pdf')
    .header('content-disposition', `inline; filename="${name.replace(/[^\w-]/g, '')}.pdf"`)
    .header('cache-control', 'no-store')
    .send(pdf);
}
