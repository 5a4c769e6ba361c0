import type { HeldEntry, RefusedEntry } from './journal.ts';
import { placesOf } from './targets.ts';

/** [from, until), in milliseconds. */
export type Claim = { readonly from: number; readonly until: number; readonly places: number };

/** When the places were certainly this buyer's: from being told until the deadline or until giving them back. */
export function certainClaim({ toldAt, deadline, releaseAskedAt, quantity }: HeldEntry): Claim {
  return { from: toldAt, until: Math.min(deadline, releaseAskedAt ?? deadline), places: quantity };
}

/** When they may have been: from asking until the deadline or until being told that they are given back. */
export function possibleClaim({ askedAt, deadline, releaseAskedAt, releaseToldAt, quantity }: HeldEntry): Claim {
  const releasedAt = releaseAskedAt === undefined ? deadline : (releaseToldAt ?? deadline);
  // Instants of the database are finer than a millisecond.
  return { from: askedAt, until: Math.min(deadline, releasedAt) + 1, places: quantity };
}

/** The most places that were claimed at one instant. */
export function mostAtOnce(claims: readonly Claim[]): number {
  const steps = claims
    .filter(({ from, until }) => from < until)
    .flatMap(({ from, until, places }) => [
      { at: from, change: places },
      { at: until, change: -places },
    ])
    .sort((a, b) => a.at - b.at || a.change - b.change);
  let claimed = 0;
  let most = 0;
  for (const { change } of steps) {
    claimed += change;
    most = Math.max(most, claimed);
  }
  return most;
}

/** Places that were certainly several buyers' at the same time. */
export function givenTwice(held: readonly HeldEntry[]): string[] {
  const seats = [...bySeat(held, certainClaim)].filter(([, claims]) => mostAtOnce(claims) > 1);
  const targets = new Set(held.map(({ target }) => target));
  const zones = [...targets].filter((target) => {
    const claims = held.filter((entry) => entry.target === target).map(certainClaim);
    return target.standing !== undefined && mostAtOnce(claims) > placesOf(target);
  });
  return [...seats.map(([seat]) => `seat ${seat}`), ...zones.map(({ name }) => name)];
}

/** Refusals at a time when nobody can have had the places. Those that leave the choice to the product are not judged. */
export function refusedWrongly(held: readonly HeldEntry[], refused: readonly RefusedEntry[]): string[] {
  const seatClaims = bySeat(held, possibleClaim);
  const standingHeld = held.filter(({ target }) => target.standing !== undefined);
  const wrong = refused.filter((refusal) => {
    const { askedAt, toldAt, target, quantity, code, seats } = refusal;
    const overlapping = (claims: readonly Claim[]) => claims.filter((c) => c.from <= toldAt && c.until >= askedAt);
    if (code === 'contended') return false;
    if (target.standing === undefined) {
      return seats.some((seat) => overlapping(seatClaims.get(seat) ?? []).length === 0);
    }
    const claims = standingHeld.filter((entry) => entry.target === target).map(possibleClaim);
    return mostAtOnce(overlapping(claims)) + quantity <= placesOf(target);
  });
  return wrong.map(({ target, code, askedAt }) => `${target.name}: ${code} at ${new Date(askedAt).toISOString()}`);
}

/** Seat ids are enough: every target has seats of its own. */
function bySeat(held: readonly HeldEntry[], claimOf: (entry: HeldEntry) => Claim): Map<string, Claim[]> {
  const claims = new Map<string, Claim[]>();
  for (const entry of held) {
    for (const seat of entry.seats) {
      claims.set(seat, [...(claims.get(seat) ?? []), { ...claimOf(entry), places: 1 }]);
    }
  }
  return claims;
}
