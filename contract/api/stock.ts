import { z } from 'zod';
import { Id, Instant, SeatId } from './values.ts';

const name = z.string().trim().min(1).max(80);
const size = z.int().min(0).max(1_000_000);
export const allocationKinds = ['house', 'press', 'partner', 'vip', 'channel'] as const;
export const loneSeatModes = ['off', 'lenient', 'strict'] as const;

export const AllocatePlaces = z
  .strictObject({
    name,
    kind: z.enum(allocationKinds),
    hasCode: z.boolean().default(false).describe('With a code, whoever shows it may hold these places'),
    releaseAt: Instant.nullable().default(null).describe('When what is left becomes everybody’s'),
    seats: z.array(SeatId).max(50_000).default([]),
    zones: z
      .array(z.strictObject({ zone: Id, quantity: z.int().min(1).max(1_000_000) }))
      .max(100)
      .default([]),
  })
  .superRefine(({ seats, zones }, context) => {
    if (seats.length + zones.length === 0) context.addIssue({ code: 'custom', message: 'no_places', path: ['seats'] });
    if (new Set(seats).size !== seats.length) {
      context.addIssue({ code: 'custom', message: 'duplicate_seat', path: ['seats'] });
    }
    if (new Set(zones.map(({ zone }) => zone)).size !== zones.length) {
      context.addIssue({ code: 'custom', message: 'duplicate_zone', path: ['zones'] });
    }
  })
  .meta({ id: 'AllocatePlaces' });

export const Allocation = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(allocationKinds),
    code: z.string().nullable(),
    releaseAt: Instant.nullable(),
    state: z.enum(['active', 'released']),
    seats: z.int().describe('Seats it keeps, those its own buyers have among them'),
    seatsUsed: z.int(),
    zones: z.array(z.object({ zone: Id, quantity: z.int(), used: z.int() })),
  })
  .meta({ id: 'Allocation' });

const Scope = z.strictObject({
  tier: Id.nullable().default(null),
  tariff: Id.nullable().default(null),
  zone: Id.nullable().default(null),
});

/** A quota counts the places that fit one of its scopes; without a scope it counts every place. */
export const CreateQuota = z
  .strictObject({ name, size, scopes: z.array(Scope).max(50).default([]) })
  .meta({ id: 'CreateQuota' });
export const ResizeQuota = z.strictObject({ size });

export const Quota = z
  .object({
    id: Id,
    name: z.string(),
    size: z.int(),
    used: z.int().describe('Held or sold'),
    scopes: z.array(z.object({ tier: Id.nullable(), tariff: Id.nullable(), zone: Id.nullable() })),
  })
  .meta({ id: 'Quota' });

export const Limits = z
  .strictObject({
    placesPerOrderMax: z.int().min(1).max(100),
    placesPerPersonMax: z.int().min(1).max(1000).nullable().describe('In all orders together; null: no limit'),
    loneSeats: z.enum(loneSeatModes).describe('Whether a choice may leave one seat alone'),
  })
  .meta({ id: 'Limits' });

/** Seats of a hold that go back, seats that come in their stead or on top, and other tariffs for all of them. */
export const ReplaceSeats = z
  .strictObject({
    release: z.array(SeatId).max(100).default([]),
    seats: z.array(SeatId).max(100).default([]),
    tariffs: z
      .array(z.strictObject({ tariff: Id, quantity: z.int().min(1).max(100) }))
      .max(10)
      .optional(),
  })
  .superRefine(({ release, seats, tariffs }, context) => {
    if (release.length + seats.length === 0 && !tariffs) {
      context.addIssue({ code: 'custom', message: 'nothing_to_do', path: ['seats'] });
    }
    for (const [field, ids] of Object.entries({ release, seats })) {
      if (new Set(ids).size !== ids.length) {
        context.addIssue({ code: 'custom', message: 'duplicate_seat', path: [field] });
      }
    }
  })
  .meta({ id: 'ReplaceSeats' });
