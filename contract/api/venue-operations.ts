import { z } from 'zod';
import type { OperationSchema } from './operation.ts';
import { Id } from './values.ts';
import {
  DirectZones,
  DraftMapping,
  DraftSaved,
  DrawMapping,
  Mapping,
  MappingVersion,
  MovePerformance,
  MovePlan,
  PerformanceGates,
  PlanProblems,
  Published,
  PublishMapping,
  Venue,
  VenueCard,
} from './venues.ts';

const performance = z.strictObject({ performanceId: Id });
const mapping = z.strictObject({ mappingId: Id });

export const venueOperations = {
  listVenues: {
    summary: 'The venues of the caller’s houses',
    replies: { 200: z.object({ items: z.array(VenueCard) }) },
  },
  getVenue: {
    summary: 'A venue with its plans and their versions',
    params: z.strictObject({ venueId: Id }),
    replies: { 200: Venue },
  },
  draftMapping: {
    summary: 'Begin a plan, or the next version of one; zones and seats keep their ids from version to version',
    params: z.strictObject({ venueId: Id }),
    body: DraftMapping,
    replies: { 201: MappingVersion },
    idempotencyKey: 'accepted',
  },
  getMapping: { summary: 'A whole version of a plan', params: mapping, replies: { 200: Mapping } },
  drawMapping: {
    summary: 'Replace what a draft holds',
    params: mapping,
    body: DrawMapping,
    replies: { 200: DraftSaved },
  },
  checkMapping: { summary: 'What is wrong with a plan', params: mapping, replies: { 200: PlanProblems } },
  publishMapping: {
    summary: 'Publish a draft; it never changes after that',
    params: mapping,
    body: PublishMapping,
    replies: { 200: Published },
    idempotencyKey: 'accepted',
  },
  movePerformance: {
    summary: 'Put a performance on another version of its plan; nobody loses a seat',
    params: performance,
    body: MovePerformance,
    replies: { 200: MovePlan },
    idempotencyKey: 'accepted',
  },
  getGates: {
    summary: 'Which gates serve which zones this evening',
    params: performance,
    replies: { 200: PerformanceGates },
  },
  directZones: {
    summary: 'Have zones served by some gates only, this evening',
    params: performance,
    body: DirectZones,
    replies: { 200: PerformanceGates },
  },
} as const satisfies Record<string, OperationSchema>;
