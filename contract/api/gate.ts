import { z } from 'zod';
import { AccessRuleSchema } from '../admission/admission-list.ts';
import { refusalReasons } from '../admission/question.ts';
import { Suspension } from './tickets.ts';
import { Id, Instant, LocalText, PersonName } from './values.ts';

/** id is chosen by the scanner, a UUID of version 7 of when it read; the same id again is the same scan and gets the same answer. */
const ReadCode = z.strictObject({
  id: Id,
  code: z.string().max(4000),
  scannedAt: Instant,
  direction: z.enum(['in', 'out']).optional().describe('in, unless it says out'),
});

export const ScanTickets = z
  .strictObject({
    scans: z.array(ReadCode).min(1).max(50),
    willConfirm: z
      .boolean()
      .optional()
      .describe(
        'An admission is only offered, for 20 seconds, and counts once it is confirmed: an answer that is lost uses no ticket up',
      ),
  })
  .meta({ id: 'ScanTickets' });

export const ScanResult = z.object({
  id: Id,
  verdict: z.enum(['admitted', 'refused', 'let_out']),
  reason: z.string().optional(),
  /** Of an admission that counts once it is confirmed: until when it is kept. */
  confirmBefore: Instant.optional(),
  holder: z.string().optional(),
  place: z.string().optional(),
  tariff: LocalText.optional(),
  check: LocalText.optional().describe('What has to be shown for this tariff'),
  isPrinted: z.boolean().optional().describe('A code on paper, where one that changes is preferred'),
  gates: z.array(z.string()).optional().describe('Where this ticket goes in, when the gate is the wrong one'),
  lane: z.string().optional().describe('Whose lane lets this ticket in, when this one does not'),
  previous: z.object({ at: Instant, accessPoint: z.string() }).optional(),
});
export const ScanResults = z.object({ results: z.array(ScanResult) }).meta({ id: 'ScanResults' });

export const ConfirmScans = z
  .strictObject({
    scans: z
      .array(z.strictObject({ id: Id }))
      .min(1)
      .max(50),
  })
  .meta({ id: 'ConfirmScans' });
export const ConfirmedScans = z
  .object({
    results: z.array(
      z.object({
        id: Id,
        outcome: z
          .enum(['confirmed', 'unknown'])
          .describe('unknown: there is no offer under this id; upload the scan instead'),
        isDouble: z.boolean().describe('Its time was over and somebody else had come in by the same ticket meanwhile'),
      }),
    ),
  })
  .meta({ id: 'ConfirmedScans' });

/** What a device decided by itself. Each is recorded once, whatever the server thinks of it: it happened. */
export const UploadScans = z
  .strictObject({
    scans: z
      .array(
        z.strictObject({
          id: Id,
          code: z.string().max(4000),
          direction: z.enum(['in', 'out']),
          verdict: z.enum(['admitted', 'refused', 'let_out']),
          reason: z.enum(refusalReasons).optional(),
          /** How long ago it was when this request was sent, by a clock that only runs: the wall clock of a phone may be wrong. */
          agoMs: z
            .int()
            .min(0)
            .max(7 * 86_400_000),
          note: z.string().max(200).optional().describe('Why it was admitted without a code being read'),
        }),
      )
      .min(1)
      .max(50),
  })
  .meta({ id: 'UploadScans' });
export const UploadedScans = z
  .object({
    results: z.array(
      z.object({
        id: Id,
        outcome: z.enum(['recorded', 'known']).describe('known: it was uploaded before'),
        conflict: z.enum(['double', 'not_valid', 'other_lane']).optional(),
      }),
    ),
  })
  .meta({ id: 'UploadedScans' });

export const Device = z
  .object({
    id: Id,
    name: z.string(),
    state: z.enum(['waiting', 'enrolled', 'revoked']),
    performances: z.array(Id).describe('Empty: every performance of the organiser'),
    accessPoints: z.array(Id).describe('Empty: every access point'),
    createdAt: Instant,
    enrolledAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
    /** As it last told. */
    lastSeenAt: Instant.nullable(),
    unsent: z.int().nullable(),
    batteryPercent: z.int().nullable(),
    listMadeAt: Instant.nullable(),
    shift: z
      .object({ id: Id, performance: Id, accessPoint: Id, direction: z.enum(['in', 'out']), startedAt: Instant })
      .nullable(),
  })
  .meta({ id: 'Device' });
export const DeviceList = z.object({ items: z.array(Device) }).meta({ id: 'DeviceList' });

export const EnrolDevice = z
  .strictObject({
    name: PersonName.pipe(z.string().min(1).max(60)),
    performances: z.array(Id).max(100).optional(),
    accessPoints: z.array(Id).max(200).optional(),
  })
  .meta({ id: 'EnrolDevice' });
export const Enrolment = z
  .object({
    device: Device,
    /** For the QR code that the phone reads once. */
    code: z.string(),
    url: z.url().describe('Opens the scanner with the code in its fragment, which no server sees'),
    expiresAt: Instant,
  })
  .meta({ id: 'Enrolment' });
export const RedeemEnrolment = z.strictObject({ code: z.string().max(100) }).meta({ id: 'RedeemEnrolment' });
export const EnrolledDevice = z
  .object({
    token: z.string().describe('Shown once: the bearer token of this device'),
    device: z.lazy(() => OwnDevice),
  })
  .meta({ id: 'EnrolledDevice' });

/** What a device may do, as it sees it. */
export const OwnDevice = z
  .object({
    id: Id,
    name: z.string(),
    organiser: z.string(),
    serverAt: Instant,
    performances: z.array(
      z.object({
        id: Id,
        title: LocalText,
        venue: z.string(),
        doorsAt: Instant,
        startsAt: Instant,
        endsAt: Instant,
        timeZone: z.string(),
        offline: z.enum(['by_list', 'not_at_all', 'by_lane']),
        accessPoints: z.array(z.object({ id: Id, name: z.string(), gate: z.string() })),
      }),
    ),
  })
  .meta({ id: 'OwnDevice' });

export const StartShift = z
  .strictObject({
    id: Id.describe('Chosen by the device; the same id again is the same shift'),
    performance: Id,
    accessPoint: Id,
    direction: z.enum(['in', 'out']),
    agent: z.string().max(80).describe('Who holds it, as they call themselves'),
    checks: z
      .array(z.strictObject({ name: z.string().max(40), isGood: z.boolean(), words: z.string().max(200).optional() }))
      .max(20),
  })
  .meta({ id: 'StartShift' });
export const Shift = z.object({ id: Id, startedAt: Instant, endedAt: Instant.nullable() }).meta({ id: 'Shift' });
export const EndShift = z.strictObject({ unsent: z.int().min(0).max(1_000_000) }).meta({ id: 'EndShift' });

export const SyncDevice = z
  .strictObject({
    unsent: z.int().min(0).max(1_000_000),
    batteryPercent: z.int().min(0).max(100).optional(),
    listMadeAt: Instant.optional(),
    clockAheadMs: z
      .int()
      .min(-1e12)
      .max(1e12)
      .optional()
      .describe('Its wall clock, less what it takes the server’s for'),
  })
  .meta({ id: 'SyncDevice' });
export const Synced = z
  .object({
    serverAt: Instant,
    admittedHere: z.int().describe('By this device in its shift'),
    admittedAtGate: z.int(),
    inside: z.int(),
  })
  .meta({ id: 'Synced' });

export const EntryPolicy = z
  .strictObject({
    usesMax: z.int().min(1).max(1000).nullable(),
    mayReturn: z.boolean(),
    passback: z.enum(['ignored', 'refused']),
    rotating: z.enum(['off', 'preferred', 'required']),
    offline: z.enum(['by_list', 'not_at_all', 'by_lane']),
    staleAfterMinutes: z
      .int()
      .min(5)
      .max(24 * 60),
    showsNames: z.boolean(),
    rules: z.array(AccessRuleSchema).max(50),
    zoneLimits: z.array(z.strictObject({ zoneId: Id, placesMax: z.int().min(0).max(1_000_000) })).max(200),
  })
  .meta({ id: 'EntryPolicy' });

export const SetLanes = z.strictObject({ devices: z.array(Id).max(100) }).meta({ id: 'SetLanes' });
export const Lanes = z
  .object({ items: z.array(z.object({ number: z.int(), device: Id, name: z.string() })) })
  .meta({ id: 'Lanes' });

export const SimulateScan = z
  .strictObject({
    ticket: z.string().min(1).max(200).describe('Its serial, or its code'),
    accessPoint: Id,
    direction: z.enum(['in', 'out']),
    at: Instant,
    stays: z
      .array(z.strictObject({ zoneId: Id.optional(), at: Instant, leftAt: Instant.nullable() }))
      .max(20)
      .optional()
      .describe('What is taken to have happened before; absent: what has'),
    isOffline: z.boolean().optional(),
  })
  .meta({ id: 'SimulateScan' });
export const Simulation = z
  .object({
    result: ScanResult,
    visitorWords: z.record(z.string(), z.string()).describe('What the visitor is told, by language'),
    checks: z.array(z.object({ reason: z.enum(refusalReasons), stands: z.boolean() })),
  })
  .meta({ id: 'Simulation' });

export const ScanConflict = z
  .object({
    id: Id,
    kind: z.enum(['double', 'not_valid', 'other_lane']),
    foundAt: Instant,
    ticket: z.string().describe('The serial of the ticket'),
    scan: z.object({ at: Instant, accessPoint: z.string(), device: z.string().nullable(), isOffline: z.boolean() }),
    other: z
      .object({ at: Instant, accessPoint: z.string(), device: z.string().nullable(), isOffline: z.boolean() })
      .nullable(),
    words: z.string().describe('Why the ticket was not good; empty for a double'),
    seenAt: Instant.nullable(),
  })
  .meta({ id: 'ScanConflict' });
export const ScanConflictList = z.object({ items: z.array(ScanConflict) }).meta({ id: 'ScanConflictList' });

export const FoundTickets = z
  .object({
    items: z.array(
      z.object({
        ticket: Id,
        serial: z.string(),
        code: z.string().describe('As if it had been read'),
        place: z.string(),
        tariff: LocalText,
        holder: z.string().optional(),
        isInside: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'FoundTickets' });

export const SuspendTicket = z
  .strictObject({ reason: Suspension, note: z.string().max(200).optional() })
  .meta({ id: 'SuspendTicket' });
