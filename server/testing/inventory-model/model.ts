/**
 * What the inventory promises, in sets and numbers: who has what is looked up in the list of holds each time, nothing is
 * counted ahead, and nothing that is over counts.
 */
export type ZoneName = 'parterre' | 'salon' | 'fosse';
export type TariffName = 'full' | 'reduced';
export type ModelPlace = {
  readonly seat: number | null;
  readonly zone: ZoneName;
  tariff: TariffName;
  returned: boolean;
};
export type ModelAllocation = {
  readonly id: string;
  readonly name: string;
  readonly code: string | null;
  readonly seats: Set<number>;
  readonly standing: number;
  isOpen: boolean;
};
export type Scope = { readonly zone?: ZoneName; readonly tier?: ZoneName; readonly tariff?: TariffName };
export type ModelQuota = {
  readonly id: string;
  readonly name: string;
  size: number;
  readonly scopes: readonly Scope[];
};
export type ModelHold = {
  readonly id: string;
  /** over: its time is, whether or not that was written down. */
  state: 'active' | 'over' | 'released' | 'sold';
  places: ModelPlace[];
  person: string | null;
  readonly allocation: ModelAllocation | null;
  quotas: Map<ModelQuota, number>;
  extensions: number;
  isOrdered: boolean;
  /** After its time. */
  isGivenBack: boolean;
};
export type Model = {
  /** Seats of the plan the performance is on. */
  readonly seats: Set<number>;
  capacity: number;
  readonly holds: ModelHold[];
  readonly allocations: ModelAllocation[];
  readonly quotas: ModelQuota[];
  readonly closed: Set<ZoneName>;
  personMax: number | null;
};

export const orderMax = 6;

const placesOf = (hold: ModelHold): ModelPlace[] => hold.places.filter(({ returned }) => !returned);
const counting = ({ holds }: Model): ModelHold[] => holds.filter(({ state }) => state === 'active' || state === 'sold');
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export function ownerOf(model: Model, seat: number): ModelHold | undefined {
  return counting(model).find((hold) => placesOf(hold).some((place) => place.seat === seat));
}

export function keeperOf({ allocations }: Model, seat: number): ModelAllocation | undefined {
  return allocations.find((allocation) => allocation.isOpen && allocation.seats.has(seat));
}

export function standingUsed(model: Model, of?: ModelAllocation): number {
  const holds = counting(model).filter(({ allocation }) => of === undefined || allocation === of);
  return sum(holds.map((hold) => placesOf(hold).filter(({ seat }) => seat === null).length));
}

/** What an open allocation has left; one that is over keeps nothing. */
export function standingLeft(model: Model, allocation: ModelAllocation): number {
  return allocation.isOpen ? allocation.standing - standingUsed(model, allocation) : 0;
}

export function standingAllocated(model: Model): number {
  return sum(model.allocations.map((allocation) => standingLeft(model, allocation)));
}

export function standingFree(model: Model): number {
  return model.capacity - standingUsed(model) - standingAllocated(model);
}

export function quotaUsed(model: Model, quota: ModelQuota): number {
  return sum(counting(model).map(({ quotas }) => quotas.get(quota) ?? 0));
}

export function personUsed(model: Model, person: string): number {
  return sum(counting(model).map((hold) => (hold.person === person ? placesOf(hold).length : 0)));
}

type Priced = Pick<ModelPlace, 'zone' | 'tariff'>;

/** Each zone is a tier of its own. */
export function isCovered({ scopes }: ModelQuota, { zone, tariff }: Priced): boolean {
  if (scopes.length === 0) return true;
  return scopes.some(
    (scope) => (scope.zone ?? zone) === zone && (scope.tier ?? zone) === zone && (scope.tariff ?? tariff) === tariff,
  );
}

export function coveredBy({ quotas }: Model, places: readonly Priced[]): Map<ModelQuota, number> {
  const counts = quotas.map((quota) => [quota, places.filter((place) => isCovered(quota, place)).length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}

/** Whether every quota that covers the places has room; `instead`: what is given back for them. */
export function quotasHaveRoom(model: Model, places: readonly Priced[], instead?: ModelHold): boolean {
  return [...coveredBy(model, places)].every(
    ([quota, count]) => quotaUsed(model, quota) - (instead?.quotas.get(quota) ?? 0) + count <= quota.size,
  );
}

export function personHasRoom(model: Model, person: string | null, more: number): boolean {
  if (person === null || model.personMax === null || more <= 0) return true;
  return personUsed(model, person) + more <= model.personMax;
}

/** Whether somebody with the code of an allocation, or without one, may have a seat. */
export function isToBeHad(model: Model, seat: number, zone: ZoneName, allocation?: ModelAllocation | null): boolean {
  const keeper = keeperOf(model, seat);
  return (
    model.seats.has(seat) &&
    ownerOf(model, seat) === undefined &&
    !model.closed.has(zone) &&
    (keeper === undefined || keeper === allocation)
  );
}
