import { generateKeyPairSync } from 'node:crypto';
import pg from 'pg';
import { rotationKeyLength } from '../../contract/admission/rotating-code.ts';
import { chanceFrom } from '../../database/seed/random.ts';
import { uuidV7 } from '../../scanner/reading/uuid-v7.ts';
import { deriveSecrets } from '../../server/platform/secrets.ts';
import { givenEntries } from '../../server/testing/given-entries.ts';
import { type Doors, type DoorTicket, openDoors } from '../ground/doors.ts';
import type { OwnDatabase } from '../ground/ground.ts';
import { benchmarkSecret } from '../ground/server-process.ts';
import { signCode } from '../ground/sign-code.ts';
import type { Reading } from './in-page.ts';

export type Evening = {
  readonly pool: pg.Pool;
  readonly doors: Doors;
  /** Of people who have not come yet, and of some who came in by another door before the list was made. */
  readonly unused: readonly DoorTicket[];
  readonly used: readonly DoorTicket[];
};

/** One ticket in so many is used already. */
const usedEvery = 20;
const beforeMs = 3_600_000;
/** Dead for two steps and more. */
const pictureAgoMs = 60_000;

/** Doors that are open, with tickets whose codes change for whoever has them on a phone. */
export async function openEvening({ url }: OwnDatabase, tickets: number): Promise<Evening> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const doors = await openDoors(pool, { tickets, devices: 0 });
  const { performanceId, accessPointId, zoneIds } = doors.at;
  await pool.query(`update catalogue.performance set rotating = 'preferred' where id = $1`, [performanceId]);
  const used = doors.tickets.filter((_, number) => number % usedEvery === 0);
  const unused = doors.tickets.filter((_, number) => number % usedEvery !== 0);
  await givenEntries(
    { pool },
    {
      performanceId,
      accessPointId,
      zoneId: zoneIds.standing ?? '',
      rightIds: used.map(({ accessRightId }) => accessRightId),
      agoMinutes: 30,
    },
  );
  await pool.query('vacuum (analyze)');
  return { pool, doors, unused, used };
}

/** Of a hundred visitors, how many come with what. */
const shares = {
  printed: 50,
  changing: 30,
  usedElsewhere: 5,
  usedHere: 5,
  picture: 4,
  forged: 3,
  unknown: 2,
  otherPerformance: 1,
} as const;
type Kind = keyof typeof shares;
const kinds = (Object.keys(shares) as Kind[]).flatMap((kind) => Array.from({ length: shares[kind] }, () => kind));
/** Whoever comes again does so after some others. */
const othersBetween = 10;

/** The same kinds in the same order every time. Each ticket comes once, but for those that are shown again. */
export function drawReadings(evening: Evening, count: number): Reading[] {
  const chance = chanceFrom(50_000);
  const readings: Reading[] = [];
  for (const ticket of evening.unused.slice(0, count)) {
    const admitted = readings.slice(0, -othersBetween).filter(({ expected }) => expected === 'admitted');
    const kind = chance.pick(kinds);
    if (kind === 'usedHere' && admitted.length > 0) {
      readings.push({ ...chance.pick(admitted), expected: 'already_used' });
    } else if (kind === 'usedElsewhere') {
      readings.push({ code: chance.pick(evening.used).code, expected: 'already_used' });
    } else readings.push(readingOf(kind, ticket, evening.doors));
  }
  return readings;
}

function readingOf(kind: Kind, { code, accessRightId }: DoorTicket, { at, signer }: Doors): Reading {
  const { performanceNumber } = at;
  const key = rotationKeyOf(accessRightId);
  if (kind === 'changing') return { code, rotation: { key, agoMs: 0 }, expected: 'admitted' };
  if (kind === 'picture') return { code, rotation: { key, agoMs: pictureAgoMs }, expected: 'stale_code' };
  if (kind === 'forged') {
    const { privateKey } = generateKeyPairSync('ed25519');
    const code = signCode({ ...signer, privateKey }, { accessRightId, performanceNumber });
    return { code, expected: 'wrong_signature' };
  }
  if (kind === 'unknown') {
    const code = signCode(signer, { accessRightId: uuidV7(Date.now() - beforeMs), performanceNumber });
    return { code, expected: 'unknown_ticket' };
  }
  if (kind === 'otherPerformance') {
    const code = signCode(signer, { accessRightId, performanceNumber: performanceNumber + 1 });
    return { code, expected: 'wrong_performance' };
  }
  return { code, expected: 'admitted' };
}

/** As the product derives it. */
function rotationKeyOf(accessRightId: string): string {
  const fingerprint = deriveSecrets(benchmarkSecret).fingerprint('rotation', `${accessRightId}:1`);
  return fingerprint.subarray(0, rotationKeyLength).toString('base64url');
}
