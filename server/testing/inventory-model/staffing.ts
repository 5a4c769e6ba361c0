import { seatList } from './choices.ts';
import type { Expectation, World } from './holding.ts';
import {
  isCovered,
  keeperOf,
  type ModelQuota,
  ownerOf,
  type Scope,
  standingAllocated,
  standingFree,
  standingUsed,
  type ZoneName,
} from './model.ts';
import type { NextVersion } from './next-version.ts';
import type { Step } from './steps.ts';

const zones = ['parterre', 'salon', 'fosse'] as const;
const names = ['Presse', 'Maison', 'Mécènes', 'Production', 'Partenaires', 'Invités'];
const scopes: readonly (readonly Scope[])[] = [
  [],
  [{ zone: 'fosse' }],
  [{ tariff: 'reduced' }],
  [{ tier: 'parterre' }, { zone: 'salon' }],
  [{ tier: 'salon', tariff: 'full' }, { tariff: 'reduced' }],
  [{ zone: 'parterre', tariff: 'full' }],
];
type StaffStep = Exclude<Step, { readonly hold: number } | { do: 'hold seats' | 'hold standing' | 'hold best' }>;
export type Staffing = World & { readonly addVersion: (next: NextVersion) => Promise<string> };

/** Undefined: there is nothing to do it to. */
export function expectStaff(world: Staffing, step: StaffStep): Expectation | undefined {
  switch (step.do) {
    case 'tidy':
      return { ask: () => world.product.tidy(), allowed: ['ok'], conclude: () => undefined };
    case 'allocate':
      return expectAllocation(world, step);
    case 'release allocation':
    case 'release date':
      return expectRelease(world, step);
    case 'close zone':
    case 'open zone':
      return expectZone(world, step);
    case 'create quota':
      return expectQuota(world, step);
    case 'resize quota':
    case 'remove quota':
      return expectQuotaChange(world, step);
    case 'limit persons':
      return expectLimit(world, step.max < 2 ? null : step.max);
    case 'move':
      return expectMove(world, step);
  }
}

function expectAllocation(
  { model, house, product }: Staffing,
  step: Extract<Step, { do: 'allocate' }>,
): Expectation | undefined {
  const all = seatList(house);
  const seats = step.seats.map((index) => all[index] ?? 0);
  const { standing, hasCode } = step;
  if (seats.length + standing === 0) return undefined;
  const name = names[step.name] ?? '';
  const isFree = (seat: number) =>
    model.seats.has(seat) && ownerOf(model, seat) === undefined && keeperOf(model, seat) === undefined;
  const zoneId = house.zoneIds.fosse;
  return {
    ask: () =>
      product.allocate({
        performanceId: house.performanceId,
        name,
        kind: 'press',
        hasCode,
        releaseAt: step.isDated ? new Date(Date.now() + 86_400_000) : null,
        seatIds: seats,
        zones: standing > 0 ? [{ zoneId, quantity: standing }] : [],
      }),
    allowed: [
      model.allocations.some((allocation) => allocation.name === name)
        ? 'allocation_exists'
        : !seats.every(isFree)
          ? 'seats_taken'
          : standing > standingFree(model)
            ? 'not_enough_left'
            : 'ok',
    ],
    conclude: ({ code, value }) => {
      if (code !== 'ok') return;
      const made = value as { readonly id: string; readonly code: string | null };
      model.allocations.push({ ...made, name, seats: new Set(seats), standing, isOpen: true });
    },
  };
}

function expectRelease(
  { model, product }: Staffing,
  step: Extract<Step, { do: 'release allocation' | 'release date' }>,
): Expectation | undefined {
  const allocation = model.allocations[step.allocation % model.allocations.length];
  if (!allocation) return undefined;
  const { id } = allocation;
  return {
    ask: () => (step.do === 'release date' ? product.letReleaseDateCome(id) : product.releaseAllocation(id)),
    allowed: ['ok'],
    conclude: () => {
      allocation.isOpen = false;
    },
  };
}

function expectZone(
  { model, house, product }: Staffing,
  step: Extract<Step, { do: 'close zone' | 'open zone' }>,
): Expectation {
  const zone: ZoneName = zones[step.zone % zones.length] ?? 'fosse';
  const zoneId = house.zoneIds[zone];
  const isClosing = step.do === 'close zone';
  return {
    ask: () =>
      isClosing ? product.closeZone(house.performanceId, zoneId) : product.openZone(house.performanceId, zoneId),
    allowed: ['ok'],
    conclude: () => {
      if (isClosing) model.closed.add(zone);
      else model.closed.delete(zone);
    },
  };
}

function expectQuota({ model, house, product }: Staffing, step: Extract<Step, { do: 'create quota' }>): Expectation {
  const name = `Quota ${step.name}`;
  const covered = scopes[step.scope % scopes.length] ?? [];
  const { size } = step;
  const planned: ModelQuota = { id: '', name, size, scopes: covered };
  const holds = model.holds.filter(({ state }) => state === 'active' || state === 'sold');
  const counts = holds.map((hold) => ({
    hold,
    count: hold.places.filter((place) => !place.returned && isCovered(planned, place)).length,
  }));
  const used = counts.reduce((total, { count }) => total + count, 0);
  return {
    ask: () =>
      product.createQuota({
        performanceId: house.performanceId,
        name,
        size,
        scopes: covered.map(({ zone, tier, tariff }) => ({
          zoneId: zone === undefined ? null : house.zoneIds[zone],
          tierId: tier === undefined ? null : house.tierIds[tier],
          tariffId: tariff === undefined ? null : house.tariffIds[tariff],
        })),
      }),
    allowed: [
      model.quotas.some((quota) => quota.name === name) ? 'quota_exists' : used > size ? 'quota_below_used' : 'ok',
    ],
    conclude: ({ code, value }) => {
      if (code !== 'ok') return;
      const quota = { ...planned, id: String(value) };
      model.quotas.push(quota);
      for (const { hold, count } of counts) if (count > 0) hold.quotas.set(quota, count);
    },
  };
}

function expectQuotaChange(
  { model, product }: Staffing,
  step: Extract<Step, { do: 'resize quota' | 'remove quota' }>,
): Expectation | undefined {
  const quota = model.quotas[step.quota % model.quotas.length];
  if (!quota) return undefined;
  if (step.do === 'remove quota') {
    return {
      ask: () => product.removeQuota(quota.id),
      allowed: ['ok'],
      conclude: () => {
        model.quotas.splice(model.quotas.indexOf(quota), 1);
        for (const hold of model.holds) hold.quotas.delete(quota);
      },
    };
  }
  const holds = model.holds.filter(({ state }) => state === 'active' || state === 'sold');
  const used = holds.reduce((total, { quotas }) => total + (quotas.get(quota) ?? 0), 0);
  return {
    ask: () => product.resizeQuota(quota.id, step.size),
    allowed: [step.size < used ? 'quota_below_used' : 'ok'],
    conclude: ({ code }) => {
      if (code === 'ok') quota.size = step.size;
    },
  };
}

function expectLimit({ model, house, product }: Staffing, personMax: number | null): Expectation {
  return {
    ask: () => product.limitPersons(house.performanceId, personMax),
    allowed: ['ok'],
    conclude: () => {
      model.personMax = personMax;
    },
  };
}

/** A next version of the plan without one of the seats, with one more, or with another pit. */
function expectMove({ model, house, product, addVersion }: Staffing, step: Extract<Step, { do: 'move' }>): Expectation {
  const dropped = step.dropped < 12 ? house.rows.flat()[step.dropped] : undefined;
  const { capacity, hasExtra } = step;
  const seats = seatList(house).filter((seat) => seat !== dropped && (hasExtra || seat !== house.extra));
  const lost = [...model.seats].filter((seat) => !seats.includes(seat));
  const isLive = (seat: number) => ownerOf(model, seat) !== undefined || keeperOf(model, seat) !== undefined;
  return {
    ask: async () => product.move(house.performanceId, await addVersion({ seats, capacity })),
    allowed: [
      lost.some(isLive)
        ? 'live_seats_removed'
        : standingUsed(model) + standingAllocated(model) > capacity
          ? 'live_capacity'
          : 'ok',
    ],
    conclude: ({ code }) => {
      if (code !== 'ok') return;
      model.seats.clear();
      for (const seat of seats) model.seats.add(seat);
      model.capacity = capacity;
      for (const seat of lost) for (const allocation of model.allocations) allocation.seats.delete(seat);
    },
  };
}
