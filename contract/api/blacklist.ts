import { z } from 'zod';
import { Cursor, Email, Id, Instant, Limit, LocalText, PersonName } from './values.ts';

export const banReasons = ['violence', 'harassment', 'fraud', 'resale', 'damage', 'other'] as const;

const why = z.string().trim().min(1).max(1000);
const end = Instant.nullable().describe('From this instant on it is over; null: until it is lifted');

export const AddBan = z
  .strictObject({
    email: Email.describe('Kept as a keyed hash only; all its spellings are one person'),
    label: PersonName.refine((name) => name.length > 0, { error: 'too_small' }).describe(
      'By what staff know the person; sealed',
    ),
    reason: z.enum(banReasons),
    note: why.describe('What happened, for staff; sealed'),
    startsAt: Instant.nullable().default(null).describe('null: now'),
    endsAt: end.default(null),
    event: Id.nullable().default(null).describe('Only from this event'),
    performance: Id.nullable().default(null).describe('Only from this performance; not with an event'),
  })
  .meta({ id: 'AddBan' });

export const Ban = z
  .object({
    id: Id,
    label: z.string(),
    reason: z.enum(banReasons),
    note: z.string(),
    state: z.enum(['planned', 'active', 'ended', 'lifted']),
    event: z.object({ id: Id, title: LocalText }).nullable().describe('null: from everything of the organiser'),
    performance: z.object({ id: Id, startsAt: Instant, timeZone: z.string() }).nullable(),
    startsAt: Instant,
    endsAt: Instant.nullable(),
    madeBy: z.string().nullable(),
    madeAt: Instant,
    lifted: z.object({ at: Instant, by: z.string().nullable(), note: z.string() }).nullable(),
  })
  .meta({ id: 'Ban' });
export const BanPage = z.object({ items: z.array(Ban), next: Cursor.nullable() }).meta({ id: 'BanPage' });

export const ListBans = z.strictObject({
  show: z.enum(['current', 'over']).default('current').describe('over: ended or lifted'),
  cursor: Cursor.optional(),
  limit: Limit,
});

export const LookUpBans = z.strictObject({ email: Email }).meta({ id: 'LookUpBans' });
export const FoundBans = z
  .object({ items: z.array(Ban).describe('The newest first, a hundred at most') })
  .meta({ id: 'FoundBans' });

export const ChangeBanEnd = z.strictObject({ endsAt: end }).meta({ id: 'ChangeBanEnd' });
export const LiftBan = z.strictObject({ note: why.describe('Why; sealed') }).meta({ id: 'LiftBan' });

export const BanScopes = z
  .object({
    items: z.array(
      z.object({
        event: z.object({ id: Id, title: LocalText }),
        performances: z.array(z.object({ id: Id, startsAt: Instant, timeZone: z.string() })),
      }),
    ),
  })
  .meta({ id: 'BanScopes' });
