import type { CallProblem } from '../client/call.ts';
import { type Language, useLanguage } from '../languages/use-language.ts';
import { banTold } from './ban-told.ts';
import { useBanWords } from './ban-words.ts';
import { idsIn, isHoldRefusal, numberIn, placesLeft } from './refusal-step.ts';
import type { Performance, Seat } from './wire.ts';

const told = [
  'hold_expired',
  'hold_ended',
  'extension_limit',
  'hold_has_order',
  'order_state',
  'order_paid',
  'payment_in_progress',
  'provider_unavailable',
  'no_such_provider',
  'ask_organiser',
  'unreachable',
] as const;

/** What is known besides the refusal itself; what is missing is left out of the words. */
export type RefusalFacts = {
  readonly problem: CallProblem;
  readonly quantity?: number | undefined;
  readonly performance?: Performance | undefined;
  readonly seats?: readonly Seat[] | undefined;
  /** The places asked for have no numbers. */
  readonly isStanding?: boolean | undefined;
};

/** A refusal as a buyer reads it: the rule, and how things stand. */
export function useRefusalWords() {
  const language = useLanguage();
  const banWords = useBanWords();
  return (facts: RefusalFacts): { readonly code: string; readonly title: string; readonly sentences: string[] } => {
    const { problem, quantity = 1, isStanding } = facts;
    const code = isHoldRefusal(problem.code)
      ? problem.code
      : (told.find((known) => known === problem.code) ?? 'unknown');
    const { t } = language;
    const count = countIn(code, problem, quantity);
    const title =
      code === 'not_enough_together' && isStanding
        ? t('refusal.not_enough_left', { count })
        : t(`refusal.${code}`, { count });
    const ban = banTold(problem);
    const standing = [...standingOf(code, facts, language), ...(ban ? [banWords(ban)] : [])];
    return { code, title, sentences: standing.length > 0 ? standing : [t(`refusal.${code}.next`)] };
  };
}

/** What the title counts. */
function countIn(code: string, problem: CallProblem, quantity: number): number {
  if (code === 'person_limit' || code === 'too_many_places') return numberIn(problem, 'max');
  return code === 'lone_seat' ? idsIn(problem, 'lone').length : quantity;
}

/** How things stand, as far as the refusal tells it. */
function standingOf(code: string, facts: RefusalFacts, language: Language): string[] {
  const { problem, isStanding } = facts;
  const { t } = language;
  const largest = numberIn(problem, 'largest');
  const left = numberIn(problem, 'left');
  switch (code) {
    case 'not_enough_together':
      return largest > 0 ? [t(isStanding ? 'refusal.left' : 'refusal.largest', { count: largest })] : [];
    case 'quota_reached':
      return left > 0 ? [t('refusal.quota_reached.left', { count: left }), t('refusal.quota_reached.next')] : [];
    case 'person_limit':
      return limitOf(problem, language);
    case 'promo_not_started':
      return codeStartOf(facts, language);
    case 'sale_not_open':
      return saleOf(facts, language);
    case 'lone_seat':
      return loneSeatsOf(facts, language);
    case 'whole_table':
      return tableOf(problem, language);
    case 'ask_organiser':
      return contactOf(problem, language);
    default:
      return [];
  }
}

function limitOf(problem: CallProblem, { t }: Language): string[] {
  const already = numberIn(problem, 'already');
  const left = placesLeft(problem);
  if (already === 0) return [];
  const more = left > 0 ? [t('refusal.person_limit.left', { count: left })] : [];
  return [t('refusal.person_limit.already', { count: already }), ...more];
}

function contactOf({ facts: { contact } }: CallProblem, { t }: Language): string[] {
  return typeof contact === 'string' ? [t('refusal.ask_organiser.contact', { contact })] : [];
}

function saleOf({ performance }: RefusalFacts, { t, moment }: Language): string[] {
  if (!performance) return [];
  const { state, opensAt } = performance.sale;
  const { timeZone } = performance;
  if (state === 'open') return [];
  const opening = { day: moment(opensAt, timeZone, 'long-day'), time: moment(opensAt, timeZone, 'time') };
  return [t(`sale.${state}.why`, opening)];
}

function codeStartOf({ problem, performance }: RefusalFacts, { t, moment }: Language): string[] {
  const { startsAt } = problem.facts;
  if (!performance || typeof startsAt !== 'string') return [];
  const { timeZone } = performance;
  const start = { day: moment(startsAt, timeZone, 'long-day'), time: moment(startsAt, timeZone, 'time') };
  return [t('refusal.promo_not_started.when', start)];
}

function loneSeatsOf({ problem, seats = [] }: RefusalFacts, { t }: Language): string[] {
  const lone = seats.filter(({ id }) => idsIn(problem, 'lone').includes(id));
  const names = lone.map(({ row, number }) => t('seat.place', { row, number })).join(' · ');
  const named = lone.length > 0 ? [t('refusal.lone_seat.names', { names, count: lone.length })] : [];
  return idsIn(problem, 'suggestion').length > 0 ? named : [...named, t('refusal.lone_seat.next')];
}

function tableOf(problem: CallProblem, { t }: Language): string[] {
  const { table } = problem.facts;
  const count = idsIn(problem, 'seats').length;
  return typeof table === 'string' && count > 0 ? [t('refusal.whole_table.table', { table, count })] : [];
}
