import type { Reply } from '@tessera/contract/api/operations';
import { type Chart, flagsOf } from '@tessera/contract/seating/chart';
import { seatMapType } from '@tessera/contract/seating/seat-map-wire';
import { shownStates } from '@tessera/contract/seating/seat-states';
import type { FastifyReply } from 'fastify';
import { system } from '../../platform/actor.ts';
import { addVary, sendPacked } from '../../platform/packed-body.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { SeatBoard, SeatBoards } from './seat-board.ts';
import type { SeatMaps } from './seat-maps.ts';
import type { SeatStreams } from './watch-seats.ts';

const eventStream = 'text/event-stream; charset=utf-8';

type App = {
  readonly inTransaction: InTransaction;
  readonly seatBoards: SeatBoards;
  readonly seatMaps: SeatMaps;
  readonly seatStreams: SeatStreams;
};

/** What a seat chooser reads: geometry, states, and changes as they happen; all but the first reading from memory. */
export function seatRoutes(routes: Routes, { inTransaction, seatBoards, seatMaps, seatStreams }: App): void {
  routes.outside('listSeats', allow('anyone'), async ({ params, query }) => {
    const board = await publicBoard(seatBoards, params.performanceId);
    return { version: board.mappingId, items: listSeats(board, query.zone) };
  });

  routes.outside('getSeatMap', allow('anyone'), async ({ params, request, reply }) => {
    const { mappingId, chart } = await publicBoard(seatBoards, params.performanceId);
    const { address, body } =
      seatMaps.remembered(seatMaps.ofChart(chart).address) ??
      (await inTransaction(system('seat-map'), (ctx) => seatMaps.of(ctx, mappingId)));
    addVary(reply, 'accept');
    reply.header('cache-control', 'public, max-age=60');
    if (prefersJson(request.headers.accept)) return seatMapAsJson(chart, address);
    reply.header('content-location', `/api/v1/seat-maps/${address}`);
    return sendPacked(request, reply.type(seatMapType), body, `"${address}"`);
  });

  routes.outside('getSeatMapByAddress', allow('anyone'), async ({ params, request, reply }) => {
    const file =
      seatMaps.remembered(params.address) ??
      (await inTransaction(system('seat-map'), (ctx) => seatMaps.at(ctx, params.address)));
    if (!file) throw new Refusal('not_found');
    reply.header('cache-control', 'public, max-age=31536000, immutable');
    return sendPacked(request, reply.type(seatMapType), file.body, `"${file.address}"`);
  });

  routes.outside('getSeatStates', allow('anyone'), async ({ params, request, reply }) => {
    const board = await publicBoard(seatBoards, params.performanceId);
    const { epoch, sequence, packed, isLive, seatMap } = seatStreams.frame(board);
    reply
      .type('application/octet-stream')
      .header('cache-control', 'no-store')
      .header('x-seat-map', seatMap)
      .header('x-epoch', epoch)
      .header('x-sequence', String(sequence));
    if (!isLive) reply.header('x-stale', '1');
    return sendPacked(request, reply, packed, `"${epoch}.${sequence}"`);
  });

  routes.outside('watchSeats', allow('anyone'), async ({ params, request, reply }) => {
    const board = await publicBoard(seatBoards, params.performanceId);
    if (request.method === 'HEAD') return reply.type(eventStream).send();
    if (!seatStreams.hasRoom()) {
      reply.header('retry-after', '10');
      throw new Refusal('busy', 'Too many watch seats here already; ask for their states instead.');
    }
    return stream(reply, board, seatStreams);
  });
}

function stream(reply: FastifyReply, board: SeatBoard, seatStreams: SeatStreams): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  // The stream ends with its connection: without chunks, one frame is the same bytes for everybody.
  raw.useChunkedEncodingByDefault = false;
  raw.writeHead(200, {
    'content-type': eventStream,
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  seatStreams.watch(board, raw);
  return reply;
}

/** A performance of a draft is known to its organiser only. */
async function publicBoard(seatBoards: SeatBoards, performanceId: string): Promise<SeatBoard> {
  const board = await seatBoards.open(performanceId);
  if (!board.isPublic) throw new Refusal('not_found');
  return board;
}

function listSeats(board: SeatBoard, zoneId: string | undefined): Reply<'listSeats'>['items'] {
  const { chart, states } = board;
  return chart.rows.flatMap(({ zone, label, first, count }) => {
    const id = chart.zones[zone]?.id ?? '';
    const tier = board.tierOfZone(zone);
    if (tier === undefined || (zoneId !== undefined && id !== zoneId)) return [];
    return Array.from({ length: count }, (_, index) => {
      const ordinal = first + index;
      return {
        id: String(chart.seatIds[ordinal]),
        ordinal,
        zone: id,
        row: label,
        number: chart.numbers[ordinal] ?? '',
        tier,
        flags: flagsOf(chart.flags[ordinal] ?? 0),
        state: shownStates[states[ordinal] ?? 3] ?? 'off',
      };
    });
  });
}

function seatMapAsJson(chart: Chart, version: string): Reply<'getSeatMap'> {
  return {
    version,
    width: chart.width,
    height: chart.height,
    focalPoint: chart.focus,
    zones: chart.zones.flatMap(({ id, code, name, kind }) => (kind === 'group' ? [] : [{ id, code, name, kind }])),
    seats: chart.rows.flatMap(({ zone, label, first, count }) =>
      Array.from({ length: count }, (_, index) => ({
        id: String(chart.seatIds[first + index]),
        ordinal: first + index,
        zone: chart.zones[zone]?.id ?? '',
        row: label,
        number: chart.numbers[first + index] ?? '',
        x: inCentimetres(chart.x[first + index] ?? 0),
        y: inCentimetres(chart.y[first + index] ?? 0),
      })),
    ),
  };
}

function inCentimetres(metres: number): number {
  return Math.round(metres * 100) / 100;
}

/** Who names JSON, and the type of the bytes not before it. */
function prefersJson(accept: string | undefined): boolean {
  const types = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  const json = types.indexOf('application/json');
  const bytes = types.indexOf(seatMapType);
  return json >= 0 && (bytes < 0 || json < bytes);
}
