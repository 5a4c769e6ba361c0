import { data, type RouterContextProvider, redirect } from 'react-router';
import type { CallProblem } from '../client/call.ts';
import { ask, maybe, textIn } from '../client/read.ts';
import { checkoutPath } from './addresses.ts';
import { fieldsOf, type WishFields, wishIn } from './seat-choice/wish.ts';
import type { Performance, Seat } from './wire.ts';

/** A wish that was refused, and what it takes to say so and to offer the next best thing. */
export type RefusedHold = {
  readonly problem: CallProblem;
  readonly quantity: number;
  readonly asked: WishFields;
  readonly code: string;
  /** The seats the refusal speaks of, as far as they are known, with their states of now. */
  readonly seats: readonly Seat[];
  /** Other dates of the event that can be bought, by id, the first to come first. */
  readonly otherDates: readonly string[];
};

type Asking = {
  readonly form: FormData;
  readonly performance: Performance;
  readonly code?: string;
  /** Sent along when the places are held. */
  readonly headers?: Record<string, string>;
};

/** Holds what the form of a page asks for: on to the checkout, or back to the page with the refusal. */
export async function holdPlaces(
  context: Readonly<RouterContextProvider>,
  { form, performance, code = '', headers = {} }: Asking,
) {
  const { body, quantity } = wishIn(form, performance, code);
  const answer = await ask(
    context,
    'holdSeats',
    { params: { performanceId: performance.id }, body },
    { idempotencyKey: textIn(form, 'key') },
  );
  if (answer.ok) return redirect(checkoutPath(answer.body.id, answer.body.token ?? ''), { headers });
  const { problem } = answer;
  const refused: RefusedHold = {
    problem,
    quantity,
    asked: fieldsOf(form),
    code,
    seats: await seatsSpokenOf(context, performance.id, problem, textIn(form, 'zones').split(',').filter(Boolean)),
    otherDates: await otherDates(context, performance, problem),
  };
  return data(refused, { status: problem.status });
}

/** Seats by their rows and numbers: a refusal tells their ids only. */
export async function seatsSpokenOf(
  context: Readonly<RouterContextProvider>,
  performanceId: string,
  { facts }: CallProblem,
  zones: readonly string[],
): Promise<readonly Seat[]> {
  const ids = new Set([facts.lone, facts.suggestion, facts.seats, facts.wheelchair].flat().map(String));
  const lists = await Promise.all(
    [...new Set(zones)]
      .slice(0, zonesMax)
      .map((zone) => maybe(context, 'listSeats', { params: { performanceId }, query: { zone } })),
  );
  return lists.flatMap((list) => list?.items ?? []).filter(({ id }) => ids.has(id));
}

/** A form may name any number of zones, and each is a list to read. */
const zonesMax = 10;

async function otherDates(
  context: Readonly<RouterContextProvider>,
  { id, event: { slug } }: Performance,
  { code }: CallProblem,
): Promise<readonly string[]> {
  if (code !== 'sold_out' && code !== 'not_on_sale' && code !== 'sale_not_open') return [];
  const event = await maybe(context, 'getEvent', { params: { slug } });
  const others = event?.performances.filter((card) => card.id !== id) ?? [];
  return others
    .filter(({ sale, availability }) => sale.state === 'open' && availability !== 'none')
    .map((card) => card.id);
}
