import { hash, randomBytes } from 'node:crypto';
import {
  type AdmissionListHeader,
  entryLength,
  hashedFor,
  indexLength,
  masked,
  packRight,
  readAdmissionList,
  writeAdmissionList,
} from '../../contract/admission/admission-list.ts';
import type { Chance } from '../../database/seed/random.ts';
import { DoorBook } from '../../scanner/door/door-book.ts';
import { uuidV7 } from '../../scanner/reading/uuid-v7.ts';
import { type Decide, outcomeOf, type Tally } from './compare.ts';
import {
  drawPolicy,
  drawReading,
  drawTicket,
  type Evening,
  type House,
  questionOf,
  type Reading,
  type Ticket,
} from './draw.ts';
import { codeShown, makeSigner, type Signer } from './signer.ts';

const ticketsAnEvening = 40;
const readingsATicket = 10;
const startsAt = Date.parse('2026-06-01T18:00:00Z');
const day = 86_400_000;
const noKey = new Uint8Array(16);

/** Draws evenings, lists their rights, and asks a door that has the list and nothing else. */
export async function compareLists(chance: Chance, cases: number, decide: Decide, tally: Tally): Promise<void> {
  const signer = makeSigner();
  for (let count = 0; count < cases; count += ticketsAnEvening * readingsATicket) {
    const evening = drawEvening(chance);
    const tickets = Array.from({ length: ticketsAnEvening }, () =>
      drawTicket(chance, evening.house, uuidV7(startsAt - day)),
    );
    // Keys are made for tickets only where codes change.
    const keys = new Map(tickets.map(({ right }) => [right.id, Uint8Array.from(randomBytes(16))]));
    const book = bookOf(evening, tickets, { signer, keys });
    for (const ticket of [...tickets, undefined])
      for (let reading = 0; reading < readingsATicket; reading += 1)
        await compare(book, { evening, ticket, signer, keys });
  }

  async function compare(
    book: DoorBook,
    { evening, ticket, keys }: { evening: Evening; ticket: Ticket | undefined; signer: Signer; keys: Keys },
  ): Promise<void> {
    const strange = drawTicket(chance, evening.house, uuidV7(startsAt - day));
    const reading = drawReading(chance, evening.house, ticket ?? strange);
    const asked = ticket ? reading : { ...reading, performanceNumber: evening.house.performanceNumber };
    const { id } = (ticket ?? strange).right;
    const scanned = await codeShown(signer, id, asked, keys.get(id) ?? noKey);
    tally.takeList(questionOf(evening, ticket, asked), await judge(book, scanned, asked), decide);
  }
}

/** What a door says of a code. */
export async function judge(book: DoorBook, scanned: string, { gate, direction, at }: Reading): Promise<string> {
  const judgement = await book.judge({
    scanned,
    accessPointId: gate.accessPointId,
    direction,
    at,
    toleranceMs: 0,
    ownScans: () => [],
  });
  return judgement.kind === 'verdict' ? outcomeOf(judgement.verdict) : judgement.doubt;
}

function drawEvening(chance: Chance): Evening {
  const zoneIds = Array.from({ length: 4 }, () => uuidV7(startsAt));
  const house: House = {
    performanceNumber: 7,
    zoneIds,
    products: ['full', 'press', ''],
    gates: Array.from({ length: 3 }, () => ({
      id: uuidV7(startsAt),
      accessPointId: uuidV7(startsAt),
      zoneIds: zoneIds.filter(() => chance.next() < 0.6),
    })),
    at: startsAt,
  };
  const count = chance.between(1, 4);
  const own = Array.from({ length: count }, (_, number) => number).filter(() => chance.next() < 0.5);
  return { house, policy: drawPolicy(chance, house), lanes: chance.next() < 0.5 ? { count, own } : null };
}

type Keys = ReadonlyMap<string, Uint8Array>;

function bookOf(
  evening: Evening,
  tickets: readonly Ticket[],
  { signer, keys }: { signer: Signer; keys: Keys },
): DoorBook {
  const salt = randomBytes(16);
  const { zoneIds, products } = evening.house;
  const windows = [...new Set(tickets.map(({ right }) => `${right.validFrom} ${right.validUntil}`))];
  const entries = tickets.map(({ right, stays }) => {
    const last = stays.at(-1);
    const bytes = packRight({
      ...right,
      zone: zoneIds.indexOf(right.zoneId),
      product: products.indexOf(right.product),
      window: windows.indexOf(`${right.validFrom} ${right.validUntil}`),
      stayCount: stays.length,
      isInside: last?.leftAt === null,
      lastAt: last?.at ?? 0,
      lastZone: zoneIds.indexOf(last?.zoneId ?? right.zoneId),
      lastAccessPoint: 0xffff,
      rotationKey: evening.policy.rotating === 'off' ? noKey : (keys.get(right.id) ?? noKey),
    });
    const hashed = (purpose: 'index' | 'mask') => hash('sha256', hashedFor(purpose, salt, right.id), 'buffer');
    return Buffer.concat([hashed('index').subarray(0, indexLength), masked(bytes, hashed('mask'))]);
  });
  const all = Buffer.concat(entries.sort(Buffer.compare));
  const header = headerOf(evening, signer, salt, windows);
  return new DoorBook(readAdmissionList(writeAdmissionList({ ...header, count: all.length / entryLength }, all)));
}

function headerOf(
  { house, policy, lanes }: Evening,
  { keyId, publicKey }: Signer,
  salt: Buffer,
  windows: readonly string[],
): Omit<AdmissionListHeader, 'count'> {
  const title = { fr: 'Un soir', en: 'An evening' };
  return {
    performance: {
      id: uuidV7(startsAt),
      number: house.performanceNumber,
      title,
      venue: '',
      doorsAt: house.at,
      startsAt: house.at,
      endsAt: house.at + day,
      timeZone: 'Europe/Paris',
    },
    version: '1',
    isWhole: true,
    madeAt: startsAt,
    salt: salt.toString('base64url'),
    policy: {
      ...policy,
      rules: policy.rules.map((rule) => ({
        ...rule,
        products: rule.products && [...rule.products],
        zoneIds: rule.zoneIds && [...rule.zoneIds],
        gateIds: rule.gateIds && [...rule.gateIds],
      })),
    },
    offline: lanes ? 'by_lane' : 'by_list',
    staleAfterMs: day,
    lanes: lanes && { count: lanes.count, own: [...lanes.own], names: [] },
    keys: [{ id: keyId, key: Buffer.from(publicKey).toString('base64url') }],
    zones: house.zoneIds.map((id) => ({ id, name: '' })),
    gates: house.gates.map(({ id, zoneIds }) => ({ id, name: '', zoneIds: [...zoneIds] })),
    accessPoints: house.gates.map(({ id, accessPointId }) => ({ id: accessPointId, name: '', gateId: id })),
    products: house.products.map((code) => ({ code, name: title, check: null })),
    windows: windows.map((pair) => pair.split(' ').map(Number) as [number, number]),
  };
}
