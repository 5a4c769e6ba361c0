/** Counters as they are locked; the same shapes as they are saved. */
export type LockedCounters = {
  readonly zones: readonly {
    readonly zoneId: string;
    readonly tierId: string;
    readonly capacity: number;
    readonly used: number;
    readonly allocated: number;
    readonly changeNumber: number;
  }[];
  readonly allocations: readonly {
    readonly allocationId: string;
    readonly zoneId: string;
    readonly quantity: number;
    readonly used: number;
  }[];
  readonly quotas: readonly { readonly id: string; readonly size: number; readonly used: number }[];
  readonly persons: readonly { readonly personKey: Buffer; readonly used: number; readonly placeMax: number }[];
};
export type Counted = {
  readonly standing: readonly {
    readonly zoneId: string;
    readonly allocationId: string | null;
    readonly places: number;
  }[];
  readonly quotas: readonly { readonly quotaId: string; readonly places: number }[];
  readonly persons: readonly { readonly personKey: Buffer; readonly places: number }[];
};

/**
 * The counters after a hold's places were added (1) or taken away (−1). Adding needs room in all of them.
 * Places of an allocation that is over go back to everybody; of one that is open, back to it.
 */
export function decideCounts(
  counters: LockedCounters,
  counted: Counted,
  sign: 1 | -1,
  openAllocationIds: ReadonlySet<string>,
): { readonly ok: true; readonly after: LockedCounters } | { readonly ok: false } {
  const zones = new Map(counters.zones.map((zone) => [zone.zoneId, zone]));
  const allocations = new Map(counters.allocations.map((count) => [`${count.allocationId} ${count.zoneId}`, count]));
  // What an allocation that is over did not use is everybody's, whether or not that was written down.
  for (const [key, count] of allocations) {
    const zone = zones.get(count.zoneId);
    if (!zone || openAllocationIds.has(count.allocationId)) continue;
    zones.set(count.zoneId, { ...zone, allocated: zone.allocated - (count.quantity - count.used) });
    allocations.set(key, { ...count, quantity: count.used });
  }
  for (const { zoneId, allocationId, places } of counted.standing) {
    const zone = zones.get(zoneId);
    if (!zone) return { ok: false };
    const key = `${allocationId} ${zoneId}`;
    const count = allocations.get(key);
    const change = places * sign;
    const isKept = count !== undefined && openAllocationIds.has(count.allocationId);
    zones.set(zoneId, { ...zone, used: zone.used + change, allocated: zone.allocated - (isKept ? change : 0) });
    // What was given away with an allocation that is over does not come back to it: its quantity moves with its use.
    if (count) {
      const quantity = isKept ? count.quantity : count.quantity + change;
      allocations.set(key, { ...count, used: count.used + change, quantity });
    }
  }
  const quotas = counters.quotas.map((quota) => ({
    ...quota,
    used: quota.used + sign * sumOf(counted.quotas.filter(({ quotaId }) => quotaId === quota.id)),
  }));
  const persons = counters.persons.map((person) => ({
    ...person,
    used: person.used + sign * sumOf(counted.persons.filter(({ personKey }) => personKey.equals(person.personKey))),
  }));
  const after = { zones: [...zones.values()], allocations: [...allocations.values()], quotas, persons };
  return sign < 0 || hasRoom(after) ? { ok: true, after } : { ok: false };
}

function hasRoom({ zones, allocations, quotas, persons }: LockedCounters): boolean {
  return (
    zones.every(({ used, allocated, capacity }) => allocated >= 0 && used + allocated <= capacity) &&
    allocations.every(({ used, quantity }) => used <= quantity) &&
    quotas.every(({ used, size }) => used <= size) &&
    persons.every(({ used, placeMax }) => used <= placeMax)
  );
}

function sumOf(counts: readonly { readonly places: number }[]): number {
  return counts.reduce((total, { places }) => total + places, 0);
}
