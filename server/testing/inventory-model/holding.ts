import type { PlaceWish } from '../../modules/inventory/plan-places.rules.ts';
import { candidates, hasRun, type Place, refusedChoice, seatList, zoneOf } from './choices.ts';
import {
  coveredBy,
  isToBeHad,
  type Model,
  type ModelAllocation,
  type ModelPlace,
  orderMax,
  personHasRoom,
  quotasHaveRoom,
  standingFree,
  standingLeft,
  type ZoneName,
} from './model.ts';
import type { Outcome, Product } from './product.ts';
import type { Buyer, Step } from './steps.ts';

/** What a step asks of the product, which outcomes are right, and what the model makes of the one that came. */
export type Expectation = {
  readonly ask: () => Promise<Outcome>;
  readonly allowed: readonly string[];
  readonly conclude: (outcome: Outcome) => void;
};
export type World = { readonly model: Model; readonly house: Place; readonly product: Product };
export const persons = ['ada@example.org', 'bea@gmail.com', 'cleo@example.org'] as const;

type HoldStep = Extract<Step, { do: 'hold seats' | 'hold standing' | 'hold best' }>;
type Asked = {
  readonly zone: ZoneName | undefined;
  readonly seats: readonly number[];
  readonly quantity: number;
  readonly wish: PlaceWish;
};

export function expectHold(world: World, step: HoldStep): Expectation {
  const { model, house, product } = world;
  const asked = askedFor(world, step);
  const allocation = allocationFor(model, step);
  const person = persons[step.person - 3];
  const tariffs = step.reduced === 0 ? [] : [{ tariff: house.tariffIds.reduced, quantity: step.reduced }];
  const code = step.code === 9 ? 'OPENS-NOTHING' : (allocation?.code ?? undefined);
  return {
    ask: () => product.hold(house.performanceId, { wish: asked.wish, tariffs, code, person }),
    allowed: step.code === 9 ? ['code_unknown'] : allowedFor(world, step, asked, { allocation, person }),
    conclude: ({ code: came, value }) => {
      if (came !== 'ok') return;
      const reply = value as { readonly id: string; readonly places: readonly { readonly id: string }[] };
      const given = reply.places.map(({ id }) => (id.includes(':') ? null : Number(id)));
      checkGiven(world, step, asked, given, allocation);
      const places = given.map((seat, index): ModelPlace => placeOf(house, seat, index < step.reduced));
      const own = allocation?.isOpen ? allocation : undefined;
      const isFromIt =
        asked.zone === 'fosse' ? own && own.standing > 0 : given.some((seat) => seat !== null && own?.seats.has(seat));
      model.holds.push({
        id: reply.id,
        state: 'active',
        places,
        person: person ?? null,
        allocation: isFromIt && own ? own : null,
        quotas: coveredBy(model, places),
        extensions: 0,
        isOrdered: false,
        isGivenBack: false,
      });
    },
  };
}

function placeOf(house: Place, seat: number | null, isReduced: boolean): ModelPlace {
  const zone = seat === null ? 'fosse' : zoneOf(house, seat);
  return { seat, zone, tariff: isReduced ? 'reduced' : 'full', returned: false };
}

function askedFor({ house }: World, step: HoldStep): Asked {
  if (step.do === 'hold seats') {
    const all = seatList(house);
    const seats = step.seats.map((index) => all[index] ?? 0);
    return { zone: undefined, seats, quantity: seats.length, wish: { seatIds: seats } };
  }
  const { quantity } = step;
  if (step.do === 'hold standing') {
    return { zone: 'fosse', seats: [], quantity, wish: { zoneId: house.zoneIds.fosse, quantity } };
  }
  const { together } = step;
  return {
    zone: 'parterre',
    seats: [],
    quantity,
    wish: { best: true, quantity, together, zoneId: house.zoneIds.parterre },
  };
}

/** Codes work on after their allocation is over: then they open what everybody may have. */
function allocationFor({ allocations }: Model, { code }: Buyer): ModelAllocation | undefined {
  const coded = allocations.filter((allocation) => allocation.code !== null);
  return code < 5 || coded.length === 0 ? undefined : coded[code % coded.length];
}

type Showing = { readonly allocation: ModelAllocation | undefined; readonly person: string | undefined };

function allowedFor(world: World, step: HoldStep, asked: Asked, { allocation, person }: Showing): readonly string[] {
  const { model, house } = world;
  const found =
    step.do === 'hold seats'
      ? findSeats(world, asked, allocation)
      : step.do === 'hold standing'
        ? findStanding(world, asked, allocation)
        : findBest(world, step, asked, allocation);
  if (!found.includes('ok')) return found;
  const places = Array.from({ length: asked.quantity }, (_, index) => {
    const seat =
      step.do === 'hold seats' ? (asked.seats[index] ?? 0) : step.do === 'hold best' ? (house.rows[0]?.[0] ?? 0) : null;
    return placeOf(house, seat, index < step.reduced);
  });
  const word =
    step.reduced > asked.quantity
      ? 'no_such_offer'
      : !quotasHaveRoom(model, places)
        ? 'quota_reached'
        : !personHasRoom(model, person ?? null, asked.quantity)
          ? 'person_limit'
          : 'ok';
  return found.map((code) => (code === 'ok' ? word : code));
}

function findSeats({ model, house }: World, { seats }: Asked, allocation: ModelAllocation | undefined): string[] {
  if (seats.some((seat) => !model.seats.has(seat))) return ['invalid'];
  if (seats.length > orderMax) return ['too_many_places'];
  if (seats.some((seat) => !isToBeHad(model, seat, zoneOf(house, seat), allocation))) return ['seats_taken'];
  return [refusedChoice(model, house, seats) ?? 'ok'];
}

function findStanding({ model }: World, { quantity }: Asked, allocation: ModelAllocation | undefined): string[] {
  if (quantity > orderMax) return ['too_many_places'];
  if (model.closed.has('fosse')) return ['not_on_sale'];
  const isOwn = allocation?.isOpen === true && allocation.standing > 0;
  const left = isOwn ? standingLeft(model, allocation) : standingFree(model);
  if (left <= 0) return ['sold_out'];
  return [left < quantity ? 'not_enough_together' : 'ok'];
}

function findBest(
  { model, house }: World,
  step: HoldStep,
  { quantity }: Asked,
  allocation: ModelAllocation | undefined,
): string[] {
  if (quantity > orderMax) return ['too_many_places'];
  if (model.closed.has('parterre')) return ['not_on_sale'];
  const seats = candidates(model, house, allocation);
  if (seats.length === 0) return ['sold_out'];
  if (seats.length < quantity) return ['not_enough_together'];
  const isTogether = step.do === 'hold best' && step.together;
  // Rows one behind the other may do too: which of them count as such is for the search to know.
  return !isTogether || hasRun(house, seats, quantity) ? ['ok'] : ['ok', 'not_enough_together'];
}

/** The product chose among the seats that could be had, or gave what was named. */
function checkGiven(
  { model, house }: World,
  step: HoldStep,
  asked: Asked,
  given: readonly (number | null)[],
  allocation: ModelAllocation | undefined,
): void {
  const named = given.flatMap((seat) => seat ?? []);
  if (given.length !== asked.quantity) throw new Error(`asked for ${asked.quantity} places, given ${given.length}`);
  if (step.do === 'hold standing' && named.length > 0) throw new Error('standing places are seats');
  if (step.do === 'hold seats' && String(named) !== String(asked.seats))
    throw new Error('given other seats than named');
  if (step.do !== 'hold best') return;
  const free = candidates(model, house, allocation);
  if (new Set(named).size !== asked.quantity || named.some((seat) => !free.includes(seat))) {
    throw new Error(`given ${named} of ${free}`);
  }
  // Seats of an allocation whose release date came are seen as free only once that is written down.
  const seen = free.filter((seat) => allocation?.isOpen || !model.allocations.some(({ seats }) => seats.has(seat)));
  if (step.together && hasRun(house, seen, asked.quantity) && !hasRun(house, named, asked.quantity)) {
    throw new Error(`given ${named}, which are not side by side, of ${seen}`);
  }
}
