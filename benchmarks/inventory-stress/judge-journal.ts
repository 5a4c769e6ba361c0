import { type Claim, type Course, certainSpan, courseOf, possibleSpan } from './claims.ts';
import type { Attempt, HeldEntry, RefusedEntry } from './journal.ts';
import type { Person } from './persons.ts';
import type { Target } from './targets.ts';

/** What something is taken from: a seat, the places of a house, those at the reduced tariff, or those of one person. */
type Scarce = { readonly name: string; readonly most: number; readonly places: number };
type Span = (entry: HeldEntry) => Omit<Claim, 'places'>;

/** Certainly several buyers' at the same time. */
export function givenTwice(held: readonly HeldEntry[]): string[] {
  const limits = new Map(held.flatMap((entry) => takenBy(entry).map(({ name, most }) => [name, most] as const)));
  return [...coursesOf(held, certainSpan)]
    .filter(([name, { mostAtOnce }]) => mostAtOnce > (limits.get(name) ?? 0))
    .map(([name, { mostAtOnce }]) => `${name}: ${mostAtOnce} at once`);
}

/** The most places of each target that were certainly somebody's at one instant. */
export function mostOfTargets(held: readonly HeldEntry[]): (target: Target) => number {
  const courses = coursesOf(held, certainSpan);
  return (target) => courses.get(placesOf(target).name)?.mostAtOnce ?? 0;
}

/**
 * Refusals at a time when nobody can have had the places. `untold`: holds nobody was told of. Those that leave the choice
 * to the product, or that ask to try again, are not judged.
 */
export function refusedWrongly(
  held: readonly HeldEntry[],
  untold: readonly HeldEntry[],
  refused: readonly RefusedEntry[],
): string[] {
  const courses = coursesOf([...held, ...untold], possibleSpan);
  const mostAround = (name: string, { askedAt, toldAt }: RefusedEntry): number =>
    courses.get(name)?.mostWithin(askedAt, toldAt) ?? 0;
  const wrong = refused.filter((refusal) => {
    const asked = askedFrom(refusal);
    if (asked === undefined) return false;
    return refusal.code === 'seats_taken'
      ? asked.some(({ name }) => mostAround(name, refusal) === 0)
      : asked.every(({ name, most, places }) => mostAround(name, refusal) + places <= most);
  });
  return wrong.map(({ target, person, quantity, code, askedAt }) => {
    const who = person ? ` to ${person.name}` : '';
    return `${target.name}: ${code}, ${quantity} places${who}, at ${new Date(askedAt).toISOString()}`;
  });
}

/** What a refusal says there was not enough of; undefined when it says nothing of the kind. */
function askedFrom(refusal: RefusedEntry): readonly Scarce[] | undefined {
  const { code, target, seats, quantity, person } = refusal;
  if (code === 'seats_taken') return seats.map(seatOf);
  if (code === 'person_limit') return person ? [personOf(target, person, quantity)] : [];
  if (code === 'quota_reached') return [placesOf(target, quantity), ...reducedOf(refusal)];
  const isCounted = target.isStanding && (code === 'sold_out' || code === 'not_enough_together');
  return isCounted ? [placesOf(target, quantity)] : undefined;
}

function coursesOf(held: readonly HeldEntry[], spanOf: Span): Map<string, Course> {
  const claims = new Map<string, Claim[]>();
  for (const entry of held) {
    const span = spanOf(entry);
    for (const { name, places } of takenBy(entry)) {
      const claim = { ...span, places };
      const known = claims.get(name);
      if (known) known.push(claim);
      else claims.set(name, [claim]);
    }
  }
  return new Map([...claims].map(([name, some]) => [name, courseOf(some)]));
}

function takenBy(entry: HeldEntry): Scarce[] {
  const { target, person, quantity } = entry;
  return [
    ...entry.seats.map(seatOf),
    placesOf(target, quantity),
    ...reducedOf(entry),
    ...(person ? [personOf(target, person, quantity)] : []),
  ];
}

/** Every target has seats of its own. */
function seatOf(seat: number): Scarce {
  return { name: `seat ${seat}`, most: 1, places: 1 };
}

function placesOf({ name, limits }: Target, places = 0): Scarce {
  return { name, most: limits.places, places };
}

function reducedOf({ target: { name, limits }, reduced }: Attempt): Scarce[] {
  return limits.reduced === undefined || reduced === 0
    ? []
    : [{ name: `${name}, at the reduced tariff`, most: limits.reduced, places: reduced }];
}

function personOf({ name, limits }: Target, person: Person, places: number): Scarce {
  return { name: `${name}, ${person.name}`, most: limits.perPerson ?? Number.POSITIVE_INFINITY, places };
}
