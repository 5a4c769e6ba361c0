import { refusedChoice, seatList, zoneOf } from './choices.ts';
import { type Expectation, persons, type World } from './holding.ts';
import {
  coveredBy,
  isCovered,
  isToBeHad,
  type Model,
  type ModelHold,
  type ModelPlace,
  orderMax,
  ownerOf,
  personHasRoom,
  personUsed,
  quotasHaveRoom,
  standingFree,
  standingLeft,
} from './model.ts';
import type { Step } from './steps.ts';

type ChangeStep = Extract<Step, { readonly hold: number }>;
type Changing = World & { readonly hold: ModelHold };

export function isChange(step: Step): step is ChangeStep {
  return 'hold' in step;
}

/** Undefined: there is no hold to change. */
export function expectChange(world: World, step: ChangeStep): Expectation | undefined {
  const { holds } = world.model;
  const hold = holds[step.hold % holds.length];
  if (!hold) return undefined;
  const changing = { ...world, hold };
  switch (step.do) {
    case 'extend':
      return expectExtension(changing);
    case 'release':
      return expectRelease(changing);
    case 'let expire':
      return expectExpiry(changing);
    case 'sell':
      return expectSale(changing);
    case 'return':
      return expectReturn(changing, step.places);
    case 'order':
      return expectOrder(changing, persons[step.person % persons.length] ?? '');
    case 'replace':
      return expectReplacement(changing, step);
  }
}

/** What is said of a hold that cannot be changed any more; one that was also given back after its time may be called either. */
function ended({ state, isGivenBack }: ModelHold): string[] | undefined {
  if (state === 'active') return undefined;
  if (state !== 'over') return ['hold_ended'];
  return isGivenBack ? ['hold_expired', 'hold_ended'] : ['hold_expired'];
}

function expectExtension({ product, hold }: Changing): Expectation {
  return {
    ask: () => product.extend(hold.id),
    allowed: ended(hold) ?? [hold.extensions < 10 ? 'ok' : 'extension_limit'],
    conclude: ({ code }) => {
      if (code === 'ok') hold.extensions += 1;
    },
  };
}

function expectRelease({ product, hold }: Changing): Expectation {
  return {
    ask: () => product.release(hold.id),
    allowed: [hold.state === 'sold' ? 'hold_ended' : 'ok'],
    conclude: () => {
      if (hold.state === 'active') hold.state = 'released';
      else hold.isGivenBack = true;
    },
  };
}

function expectExpiry({ product, house, hold }: Changing): Expectation | undefined {
  if (hold.state !== 'active') return undefined;
  return {
    ask: () => product.letExpire(house.performanceId, hold.id),
    allowed: ['ok'],
    conclude: () => {
      hold.state = 'over';
    },
  };
}

/** Money that is late gets the very same places if nobody has them and everything that limits them has room. */
function expectSale({ product, model, hold }: Changing): Expectation {
  const isLate = hold.state === 'over' || hold.state === 'released';
  return {
    ask: () => product.sell(hold.id),
    allowed: [!isLate ? 'sold' : canBeHadAgain(model, hold) ? 'taken_again' : 'gone'],
    conclude: ({ code }) => {
      if (code === 'gone') return;
      if (isLate) hold.quotas = coveredBy(model, hold.places);
      hold.state = 'sold';
    },
  };
}

function canBeHadAgain(model: Model, hold: ModelHold): boolean {
  const seats = hold.places.flatMap(({ seat }) => seat ?? []);
  const standing = hold.places.length - seats.length;
  const left = hold.allocation?.isOpen ? standingLeft(model, hold.allocation) : standingFree(model);
  return (
    seats.every((seat) => model.seats.has(seat) && ownerOf(model, seat) === undefined) &&
    (standing === 0 || standing <= left) &&
    quotasHaveRoom(model, hold.places) &&
    personHasRoom(model, hold.person, hold.places.length)
  );
}

function expectReturn({ product, hold }: Changing, mask: number): Expectation {
  const numbers = hold.places.flatMap((_, index) => ((mask >> index) & 1 ? [index] : []));
  return {
    ask: () => product.giveBack(hold.id, numbers),
    allowed: [hold.state === 'sold' ? 'ok' : 'hold_ended'],
    conclude: ({ code }) => {
      if (code !== 'ok') return;
      for (const number of numbers) {
        const place = hold.places[number];
        if (place) place.returned = true;
      }
      const kept = hold.places.filter(({ returned }) => !returned);
      for (const [quota, count] of hold.quotas) {
        hold.quotas.set(quota, Math.min(count, kept.filter((place) => isCovered(quota, place)).length));
      }
    },
  };
}

function expectOrder({ product, model, hold }: Changing, person: string): Expectation {
  const count = hold.places.length;
  const isFull =
    model.personMax !== null && hold.person !== person && personUsed(model, person) + count > model.personMax;
  return {
    // The same person, written in another way.
    ask: () => product.order(hold.id, person.replace('@', '+order@').toUpperCase()),
    allowed: ended(hold) ?? [isFull ? 'person_limit' : 'ok'],
    conclude: ({ code }) => {
      if (code !== 'ok') return;
      hold.person = person;
      hold.isOrdered = true;
    },
  };
}

function expectReplacement(changing: Changing, step: Extract<Step, { do: 'replace' }>): Expectation {
  const { product, house, hold } = changing;
  const all = seatList(house);
  const own = hold.places.flatMap(({ seat }) => seat ?? []);
  const release = own.filter((_, index) => (step.release >> index) & 1);
  const seats = step.seats.map((index) => all[index] ?? 0);
  const kept = hold.places.filter(({ seat }) => seat === null || !release.includes(seat));
  const added = seats.map((seat): ModelPlace => ({ seat, zone: zoneOf(house, seat), tariff: 'full', returned: false }));
  const places = [...kept, ...added].map((place, index): ModelPlace => {
    // Without a wish, those kept keep their tariff.
    return step.reduced === 0 ? { ...place } : { ...place, tariff: index < step.reduced ? 'reduced' : 'full' };
  });
  const tariffs = step.reduced === 0 ? undefined : [{ tariff: house.tariffIds.reduced, quantity: step.reduced }];
  return {
    ask: () => product.replace(house.performanceId, { holdId: hold.id, release, seatIds: seats, tariffs }),
    allowed: ended(hold) ?? [
      hold.isOrdered
        ? 'hold_has_order'
        : (refusedPlaces(changing, { release, seats, places, reduced: step.reduced }) ?? 'ok'),
    ],
    conclude: ({ code }) => {
      if (code !== 'ok') return;
      hold.places = places;
      hold.quotas = coveredBy(changing.model, places);
    },
  };
}

type Wanted = {
  readonly release: readonly number[];
  readonly seats: readonly number[];
  readonly places: readonly ModelPlace[];
  readonly reduced: number;
};

function refusedPlaces(
  { model, house, hold }: Changing,
  { release, seats, places, reduced }: Wanted,
): string | undefined {
  const own = hold.places.flatMap(({ seat }) => seat ?? []);
  if (seats.some((seat) => own.includes(seat)) || places.length === 0) return 'invalid';
  if (places.length > orderMax) return 'too_many_places';
  if (seats.some((seat) => !model.seats.has(seat))) return 'invalid';
  if (seats.some((seat) => !isToBeHad(model, seat, zoneOf(house, seat), hold.allocation))) return 'seats_taken';
  const named = places.flatMap(({ seat }) => seat ?? []);
  const choice = refusedChoice(model, house, named, release);
  if (choice) return choice;
  if (reduced > places.length) return 'no_such_offer';
  if (!quotasHaveRoom(model, places, hold)) return 'quota_reached';
  return personHasRoom(model, hold.person, places.length - hold.places.length) ? undefined : 'person_limit';
}
