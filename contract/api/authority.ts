import { z } from 'zod';
import { IncidentFacts } from './incidents.ts';
import { EntryFigures, EntryOf } from './live-entry.ts';
import { Cursor, Id, Instant, Limit, LocalText } from './values.ts';

const Day = z.iso.date().refine((text) => !text.startsWith('0000'), { error: 'no_such_year' });

export const GrantAccess = z
  .strictObject({
    account: Id.describe('Somebody with the role authority at the organiser'),
    performance: Id.nullable().default(null),
    day: Day.nullable().default(null).describe('All that begin on this day where they are; instead of a performance'),
    startsAt: Instant,
    endsAt: Instant.describe('From this instant on it is over; at most 31 days after it starts'),
  })
  .meta({ id: 'GrantAccess' });

export const AuthorityAccess = z
  .object({
    id: Id,
    account: Id,
    name: z.string(),
    email: z.string(),
    performance: z.object({ id: Id, title: LocalText, startsAt: Instant, timeZone: z.string() }).nullable(),
    day: z.string().nullable(),
    startsAt: Instant,
    endsAt: Instant,
    state: z.enum(['planned', 'open', 'over', 'revoked']),
    grantedAt: Instant,
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'AuthorityAccess' });

export const AuthorityAccesses = z
  .object({
    items: z.array(AuthorityAccess).describe('The newest first, two hundred at most'),
    people: z.array(z.object({ account: Id, name: z.string(), email: z.string() })),
    performances: z.array(z.object({ id: Id, title: LocalText, startsAt: Instant, timeZone: z.string() })),
  })
  .meta({ id: 'AuthorityAccesses' });

export const ListAuthorityViews = z.strictObject({ cursor: Cursor.optional(), limit: Limit });
export const AuthorityViews = z
  .object({
    items: z.array(
      z.object({
        id: Id,
        kind: z.enum(['screen', 'report']),
        name: z.string(),
        address: z.string(),
        performance: z.object({ id: Id, title: LocalText, startsAt: Instant, timeZone: z.string() }),
        startedAt: Instant,
        lastAt: Instant,
        times: z.int().describe('How often it was asked for from its begin to its end'),
      }),
    ),
    next: Cursor.nullable(),
  })
  .meta({ id: 'AuthorityViews' });

export const OpenAccesses = z
  .object({ items: z.array(z.object({ performance: EntryOf, organiser: z.string(), endsAt: Instant })) })
  .meta({ id: 'OpenAccesses' });

export const AuthorityEntry = z
  .object({
    organiser: z.string(),
    accessEndsAt: Instant,
    figures: EntryFigures,
    incidents: z.array(IncidentFacts),
  })
  .meta({ id: 'AuthorityEntry' });

export const SignedReport = z
  .object({
    id: Id,
    organiser: z.string(),
    performance: z.object({ title: LocalText, startsAt: Instant, timeZone: z.string() }),
    madeAt: Instant,
    sha256: z.string().describe('Of the PDF, in hexadecimal'),
    signedText: z.string().describe('What the signature is of: UTF-8, without anything after it'),
    signature: z.string().describe('Ed25519, base64url'),
    publicKey: z.string().describe('Of the organiser: SPKI in DER, base64url'),
  })
  .meta({ id: 'SignedReport' });
