import type { Input } from '@tessera/contract/api/operations';
import { type GivenPerformance, givenAPerformance } from './given-a-performance.ts';
import type { Answer, GivenServer } from './given-a-server.ts';
import { givenStaff } from './given-staff.ts';
import type { PerformanceWish } from './trial-house.ts';

export type Drawing = Omit<Input<'drawMapping'>['body'], 'stamp'>;
/** A performance, and the cookie of the director of its house. */
export type DirectedHouse = GivenPerformance & { readonly cookie: string };

export async function givenADirectedHouse(server: GivenServer, wish: PerformanceWish): Promise<DirectedHouse> {
  const at = await givenAPerformance(server.pool, wish);
  return { ...at, cookie: await givenStaff(server, at.organiserId) };
}

/** Publishes the next version of the performance's first plan, drawn by `edit`, and tells its id. */
export async function publishNext(
  { ask }: GivenServer,
  { venueId, mappingId, cookie }: DirectedHouse,
  edit: (drawing: Drawing) => void,
): Promise<string> {
  const caller = { cookie };
  const draft = (await ask('draftMapping', { params: { venueId }, body: { from: mappingId } }, caller)).body.id;
  const of = { params: { mappingId: draft } };
  const { width, height, focus, zones, gates, stamp } = (await ask('getMapping', of, caller)).body;
  const drawing = { width, height, focus, zones, gates };
  edit(drawing);
  const saved = (await ask('drawMapping', { ...of, body: { stamp, ...drawing } }, caller)).body;
  return (await ask('publishMapping', { ...of, body: { stamp: saved.stamp } }, caller)).body.id;
}

export function movePerformance(
  { ask }: GivenServer,
  { performanceId, cookie }: DirectedHouse,
  body: Input<'movePerformance'>['body'],
): Promise<Answer<'movePerformance'>> {
  return ask('movePerformance', { params: { performanceId }, body }, { cookie });
}

/** Throws RangeError when the drawing has no such zone. */
export function zoneOf({ zones }: Drawing, code: string): Drawing['zones'][number] {
  const zone = zones.find((one) => one.code === code);
  if (!zone) throw new RangeError(`no zone ${code} in the drawing`);
  return zone;
}

/** Takes seats out of a drawing, and rows nobody sits in any more. */
export function takeOut(drawing: Drawing, gone: ReadonlySet<string>): void {
  for (const zone of drawing.zones) {
    for (const row of zone.rows ?? []) row.seats = row.seats.filter(({ id }) => !gone.has(id ?? ''));
    if (zone.rows) zone.rows = zone.rows.filter(({ seats }) => seats.length > 0);
  }
}
