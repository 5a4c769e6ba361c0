import type {
  AccessRight,
  AccessRule,
  AdmissionQuestion,
  Direction,
  EntryPolicy,
  Stay,
} from '../../contract/admission/question.ts';
import type { Chance } from '../../database/seed/random.ts';

export type House = {
  readonly performanceNumber: number;
  readonly zoneIds: readonly string[];
  readonly products: readonly string[];
  readonly gates: readonly {
    readonly id: string;
    readonly zoneIds: readonly string[];
    readonly accessPointId: string;
  }[];
  /** An hour before its doors open, say: everything happens within some hours of it. */
  readonly at: number;
};
export type Evening = {
  readonly house: House;
  readonly policy: EntryPolicy;
  readonly lanes: { readonly count: number; readonly own: readonly number[] } | null;
};
export type Ticket = { readonly right: AccessRight; readonly stays: readonly Stay[] };
export type Reading = {
  readonly gate: House['gates'][number];
  readonly direction: Direction;
  readonly at: number;
  readonly epoch: number;
  readonly performanceNumber: number;
  readonly freshness: 'fresh' | 'stale' | 'static';
  readonly occupancy: AdmissionQuestion['occupancy'];
};

const hour = 3_600_000;

export function drawPolicy(chance: Chance, house: House): EntryPolicy {
  const rules = Array.from({ length: chance.pick([0, 0, 1, 2, 3]) }, () => drawRule(chance, house));
  return {
    usesMax: chance.pick([1, 1, 2, 3, 300, null]),
    mayReturn: chance.next() < 0.4,
    passback: chance.pick(['ignored', 'refused']),
    rotating: chance.pick(['off', 'preferred', 'required']),
    rules,
  };
}

function drawRule(chance: Chance, house: House): AccessRule {
  const some = <Thing>(things: readonly Thing[]) =>
    chance.next() < 0.5 ? null : things.filter(() => chance.next() < 0.5);
  return {
    products: some(house.products),
    zoneIds: some(house.zoneIds),
    gateIds: some(house.gates.map(({ id }) => id)),
    from: chance.pick([null, house.at, house.at + hour]),
    until: chance.pick([null, house.at + 2 * hour, house.at + 3 * hour]),
  };
}

export function drawTicket(chance: Chance, house: House, id: string): Ticket {
  const state = chance.pick(['issued', 'issued', 'issued', 'issued', 'suspended', 'revoked', 'replaced'] as const);
  const right = {
    id,
    state,
    isUnpaid: state === 'suspended' && chance.next() < 0.5,
    isBarred: chance.next() < 0.05,
    epoch: chance.pick([1, 1, 2, 65_535]),
    performanceNumber: house.performanceNumber,
    zoneId: chance.pick(house.zoneIds),
    product: chance.pick(house.products),
    validFrom: house.at + chance.pick([0, -hour]),
    validUntil: house.at + chance.pick([3, 4]) * hour,
  };
  return { right, stays: drawStays(chance, house) };
}

/** One after the other, of which only the last may go on, as the product keeps them; hundreds once in a while. */
function drawStays(chance: Chance, house: House): Stay[] {
  const count = chance.next() < 0.01 ? chance.between(250, 310) : chance.pick([0, 0, 0, 1, 1, 2, 3]);
  return Array.from({ length: count }, (_, number) => {
    const at = house.at + number * 10_000 + chance.between(0, 4_999);
    const isOpen = number === count - 1 && chance.next() < 0.5;
    return {
      zoneId: chance.pick(house.zoneIds),
      at,
      accessPoint: '',
      leftAt: isOpen ? null : at + chance.between(0, 4_999),
    };
  });
}

export function drawReading(chance: Chance, house: House, { right }: Ticket): Reading {
  const edges = [
    house.at,
    house.at + hour,
    house.at + 2 * hour,
    house.at + 3 * hour,
    right.validFrom,
    right.validUntil,
  ];
  const max = chance.between(0, 2);
  return {
    gate: chance.pick(house.gates),
    direction: chance.next() < 0.9 ? 'in' : 'out',
    at: chance.next() < 0.5 ? house.at + chance.between(0, 4 * hour) : chance.pick(edges) + chance.between(-1, 1),
    epoch: chance.next() < 0.9 ? right.epoch : 3,
    performanceNumber: chance.next() < 0.97 ? house.performanceNumber : house.performanceNumber + 1,
    freshness: chance.pick(['static', 'fresh', 'stale']),
    occupancy: chance.next() < 0.1 ? { inside: chance.between(0, 2), max } : undefined,
  };
}

/** What the rule of the door is asked, from what was drawn and nothing else. */
export function questionOf(
  { house, policy, lanes }: Evening,
  ticket: Ticket | undefined,
  reading: Reading,
): AdmissionQuestion {
  const { gate, direction, at, epoch, performanceNumber, freshness, occupancy } = reading;
  return {
    code: { accessRightId: ticket?.right.id ?? '', performanceNumber, epoch, freshness },
    right: ticket?.right,
    policy,
    door: {
      gateId: gate.id,
      direction,
      performanceNumbers: [house.performanceNumber],
      zoneIds: gate.zoneIds,
      lanes,
      toleranceMs: 0,
    },
    stays: ticket?.stays ?? [],
    occupancy: direction === 'in' ? occupancy : undefined,
    at,
  };
}
