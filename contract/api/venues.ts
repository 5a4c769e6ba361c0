import { z } from 'zod';
import { chartFlags } from '../seating/chart.ts';
import { Id, Instant, SeatId, Slug } from './values.ts';

/** What is printed on seats and doors: no blank at its ends, nothing invisible that turns lines or the writing direction. */
const words = /^(?!\s)[^\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+(?<!\s)$/u;
const Label = z.string().max(40).regex(words);
const Name = z.string().max(120).regex(words);
const Metres = z.number().min(-2000).max(2000);
const Length = z.number().min(1).max(2000);
const Position = z.int().min(-10_000).max(10_000);
const Point = z.strictObject({ x: Metres, y: Metres });
const Stamp = z.int().min(0).max(2_147_483_647).describe('Counts the edits of a draft');

export const seatsPerMappingMax = 60_000;
/** Groups around a zone. */
export const zoneDepthMax = 30;
export const mappingStates = ['draft', 'published', 'retired'] as const;

const DrawnSeat = z.strictObject({
  id: SeatId.optional().describe('Of a seat this plan has or had; a new one gets its own'),
  number: Label,
  position: Position.describe('Neighbours differ by one; a gap is an aisle or a pillar'),
  x: Metres,
  y: Metres,
  flags: z.array(z.enum(chartFlags)).max(chartFlags.length).optional(),
  table: Label.optional().describe('Label of a table of the zone'),
  companionOf: z
    .strictObject({ row: Label, number: Label })
    .optional()
    .describe('The wheelchair place of the zone it goes with'),
});
const DrawnRow = z.strictObject({
  label: Label,
  position: Position.describe('Rows whose positions differ by one stand one behind the other'),
  seats: z.array(DrawnSeat).min(1).max(2000),
});
const DrawnTable = z.strictObject({
  id: Id.optional(),
  label: Label,
  soldWhole: z.boolean().describe('To one buyer, all its seats or none'),
});
const DrawnZone = z.strictObject({
  id: Id.optional().describe('Of a zone this plan has or had; a new one gets its own'),
  code: Label,
  name: Name,
  kind: z.enum(['group', 'seated', 'standing']),
  parent: Label.optional().describe('Code of the group around it'),
  capacity: z.int().min(0).max(1_000_000).optional().describe('Of a standing zone'),
  tables: z.array(DrawnTable).max(2000).optional(),
  rows: z.array(DrawnRow).max(2000).optional(),
});
const DrawnGate = z.strictObject({
  id: Id.optional(),
  code: Label,
  name: Name,
  zones: z.array(Label).max(2000).describe('Codes of the zones it serves, groups for all they hold; none: every zone'),
  accessPoints: z.array(z.strictObject({ id: Id.optional(), name: Name })).max(200),
});

const drawing = {
  width: Length,
  height: Length,
  focus: Point.nullable().describe('The stage or the centre spot, in metres'),
  zones: z.array(DrawnZone).max(2000),
  gates: z.array(DrawnGate).max(200),
};

/** Everything a draft is to hold. */
export const DrawMapping = z.strictObject({
  stamp: Stamp.describe('As the draft was told; refused when somebody drew meanwhile'),
  ...drawing,
});
export const DraftSaved = z
  .object({ id: Id, stamp: Stamp, zones: z.int(), seats: z.int(), capacity: z.int() })
  .meta({ id: 'DraftSaved' });

export const MappingVersion = z
  .object({
    id: Id,
    name: z.string(),
    version: z.int(),
    state: z.enum(mappingStates),
    seats: z.int(),
    standing: z.int(),
    publishedAt: Instant.nullable(),
  })
  .meta({ id: 'MappingVersion' });
export const Mapping = z
  .object({
    id: Id,
    venue: Id,
    name: z.string(),
    version: z.int(),
    state: z.enum(mappingStates),
    publishedAt: Instant.nullable(),
    stamp: Stamp,
    ...drawing,
  })
  .meta({ id: 'Mapping' });

export const VenueCard = z
  .object({
    id: Id,
    slug: Slug,
    name: z.string(),
    address: z.string(),
    city: z.string(),
    country: z.string(),
    timeZone: z.string(),
  })
  .meta({ id: 'VenueCard' });
export const Venue = VenueCard.extend({
  mappings: z.array(z.object({ name: z.string(), versions: z.array(MappingVersion) })),
}).meta({ id: 'Venue' });

/** An empty plan under a new name, or the next version of one there is. */
export const DraftMapping = z.union([
  z.strictObject({ name: Name, width: Length, height: Length }),
  z.strictObject({ from: Id.describe('The version to start from') }),
]);

export const planProblemCodes = [
  'too_many_seats',
  'duplicate_zone_code',
  'duplicate_gate_code',
  'duplicate_id',
  'unknown_id',
  'unknown_zone',
  'unknown_table',
  'unknown_wheelchair_place',
  'zone_in_itself',
  'zone_too_deep',
  'zone_outside_group',
  'seats_outside_seated_zone',
  'duplicate_label',
  'duplicate_table_label',
  'duplicate_row_position',
  'duplicate_seat_position',
  'seat_outside_plan',
  'seats_overlap',
  'no_focal_point',
  'no_places',
  'standing_without_capacity',
  'seated_without_seats',
  'companion_without_wheelchair',
  'wheelchair_without_companion',
  'table_without_seats',
  'zone_without_gate',
  'duplicate_access_point',
] as const;
const PlanPlace = z.object({
  zone: z.string().nullable(),
  row: z.string().nullable(),
  number: z.string().nullable(),
  seat: SeatId.nullable(),
});
export const PlanProblems = z
  .object({
    isPublishable: z.boolean(),
    items: z.array(
      z.object({
        code: z.enum(planProblemCodes),
        severity: z.enum(['error', 'warning']),
        count: z.int(),
        places: z.array(PlanPlace).describe('The first hundred'),
      }),
    ),
  })
  .meta({ id: 'PlanProblems' });

export const PublishMapping = z.strictObject({
  stamp: Stamp.describe('Of the draft as it was looked at; refused when somebody drew meanwhile'),
  movePerformances: z
    .boolean()
    .optional()
    .describe('Also move every performance to come that stands on an older version; all of them or nothing'),
  relabel: z.boolean().optional().describe('Moved performances: sold seats may get other words'),
});
export const Published = z
  .object({ id: Id, version: z.int(), retired: z.array(Id), moved: z.array(Id) })
  .meta({ id: 'PublishedMapping' });

export const MovePerformance = z.strictObject({
  mapping: Id.describe('A published version of a plan of the same venue'),
  relabel: z.boolean().optional().describe('Sold and held seats may get other words; tickets show the new ones'),
  dryRun: z.boolean().optional().describe('Only tell what would happen'),
});
const Claims = z.object({ free: z.int(), held: z.int(), sold: z.int(), allocated: z.int() });
export const MovePlan = z
  .object({
    isMoved: z.boolean(),
    seats: z.object({
      same: Claims,
      moved: Claims.describe('By a metre at most'),
      movedFurther: Claims,
      relabelled: Claims,
      rezoned: Claims,
      added: Claims,
      removed: Claims,
    }),
    blockedBy: z.array(z.looseObject({ code: z.string() })).describe('Refusals the move would meet'),
  })
  .meta({ id: 'MovePlan' });

const GateName = z.object({ id: Id, code: z.string(), name: z.string() });
export const DirectZones = z.strictObject({
  zones: z
    .array(z.strictObject({ zone: Id, gates: z.array(Id).min(1).max(50) }))
    .max(2000)
    .describe('Zones, or groups of them, that only these gates serve this evening; all others as the plan says'),
});
export const PerformanceGates = z
  .object({
    zones: z.array(
      z.object({ zone: Id, code: z.string(), name: z.string(), isDirected: z.boolean(), gates: z.array(GateName) }),
    ),
  })
  .meta({ id: 'PerformanceGates' });
