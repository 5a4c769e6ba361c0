import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { system } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findPerformance, type Performance } from '../catalogue/index.ts';
import { findMapping, listSeats, listZones } from '../venues/index.ts';
import { packStates } from './seat-states.rules.ts';
import { listSeatRows, listStatesByOrdinal } from './stock.store.ts';
import type { SeatWatch } from './watch-seats.ts';

const eventStream = 'text/event-stream; charset=utf-8';
const heartbeatMilliseconds = 15_000;

/** What a seat chooser reads: geometry, states, and changes as they happen. */
export function seatRoutes(routes: Routes, inTransaction: InTransaction, seatWatch: SeatWatch): void {
  routes.inTransaction('listSeats', allow('anyone'), async (ctx, { params, query }) => {
    const performance = await publicPerformance(ctx, params.performanceId);
    const rows = await listSeatRows(ctx, performance.id, query.zone);
    const items = rows.map((seat) => ({
      id: String(seat.seatId),
      ordinal: seat.ordinal,
      zone: seat.zoneId,
      row: seat.rowLabel,
      number: seat.number,
      tier: seat.tierId,
      flags: [...seat.flags],
      state: seat.state,
    }));
    return { version: `${performance.mappingId}`, items };
  });

  routes.inTransaction('getSeatMap', allow('anyone'), async (ctx, { params, reply }) => {
    const performance = await publicPerformance(ctx, params.performanceId);
    const map = await seatMapOf(ctx, performance.mappingId);
    reply.header('etag', `"${createHash('sha256').update(JSON.stringify(map)).digest('base64url').slice(0, 22)}"`);
    reply.header('cache-control', 'public, max-age=300');
    return map;
  });

  routes.outside('getSeatStates', allow('anyone'), async ({ params, reply }) => {
    const states = await inTransaction(system('seat-states'), async (ctx) => {
      const performance = await publicPerformance(ctx, params.performanceId);
      return listStatesByOrdinal(ctx, performance.id);
    });
    return reply
      .type('application/octet-stream')
      .header('cache-control', 'no-store')
      .header('x-sequence', String(seatWatch.sequence()))
      .send(Buffer.from(packStates(states)));
  });

  routes.outside('watchSeats', allow('anyone'), async ({ params, request, reply }) => {
    await inTransaction(system('seat-watch'), (ctx) => publicPerformance(ctx, params.performanceId));
    if (request.method === 'HEAD') return reply.type(eventStream).send();
    return stream(reply, params.performanceId, seatWatch);
  });
}

function stream(reply: FastifyReply, performanceId: string, seatWatch: SeatWatch): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200, {
    'content-type': eventStream,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write(`event: snapshot\nid: ${seatWatch.sequence()}\ndata: {}\n\n`);
  const stop = seatWatch.watch(performanceId, (event, sequence, changes) => {
    if (event === 'end') raw.end();
    else raw.write(`event: ${event}\nid: ${sequence}\ndata: ${JSON.stringify(changes)}\n\n`);
  });
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMilliseconds);
  raw.on('close', () => {
    clearInterval(heartbeat);
    stop();
  });
  return reply;
}

async function publicPerformance(ctx: Ctx, performanceId: string): Promise<Performance> {
  const performance = await findPerformance(ctx, performanceId);
  if (performance?.event.state !== 'published') throw new Refusal('not_found');
  return performance;
}

async function seatMapOf(ctx: Ctx, mappingId: string) {
  const mapping = await findMapping(ctx, mappingId);
  if (!mapping) throw new Refusal('not_found');
  const zones = await listZones(ctx, mappingId);
  const seats = await listSeats(ctx, mappingId);
  return {
    version: `${mapping.id}.${mapping.version}`,
    width: mapping.width,
    height: mapping.height,
    focalPoint: { x: mapping.focalX, y: mapping.focalY },
    zones: zones.map(({ id, code, name, kind }) => ({ id, code, name, kind })),
    seats: seats.map((seat) => ({
      id: String(seat.id),
      ordinal: seat.ordinal,
      zone: seat.zoneId,
      row: seat.rowLabel,
      number: seat.number,
      x: seat.x,
      y: seat.y,
    })),
  };
}
