import type { Input, Reply } from '@tessera/contract/api/operations';
import type { CallProblem } from '../client/call.ts';
import { textIn } from '../client/read.ts';
import { instantOf, localTimeOf } from './venue-time.ts';

type Policy = Input<'setEntryPolicy'>['body'];
export const passbacks = ['ignored', 'refused'] as const;
export const rotations = ['off', 'preferred', 'required'] as const;
export const offlines = ['by_list', 'by_lane', 'not_at_all'] as const;

/** A way in, as it stands in the form. */
export type RuleDraft = {
  readonly counts: boolean;
  readonly products: readonly string[];
  readonly zoneIds: readonly string[];
  readonly gateIds: readonly string[];
  readonly from: string;
  readonly until: string;
};

/** A policy as it stands in the form: whatever was typed, right or wrong. */
export type PolicyDraft = {
  readonly usesMax: string;
  readonly mayReturn: boolean;
  readonly passback: Policy['passback'];
  readonly rotating: Policy['rotating'];
  readonly offline: Policy['offline'];
  readonly staleAfterMinutes: string;
  readonly showsNames: boolean;
  readonly rules: readonly RuleDraft[];
  /** By zone; empty: without a limit. */
  readonly limits: Readonly<Record<string, string>>;
};

export type PolicyWrong = 'uses' | 'return' | 'stale' | 'time' | 'before_start' | 'limit' | 'unknown';
/** What is wrong, by the id of its field. */
export type PolicyErrors = Readonly<Record<string, PolicyWrong>>;

export const emptyRule: RuleDraft = { counts: false, products: [], zoneIds: [], gateIds: [], from: '', until: '' };

export function draftOf(policy: Reply<'getEntryPolicy'>, timeZone: string): PolicyDraft {
  const shown = (at: number | null) => (at === null ? '' : localTimeOf(at, timeZone));
  return {
    ...policy,
    usesMax: policy.usesMax === null ? '' : String(policy.usesMax),
    staleAfterMinutes: String(policy.staleAfterMinutes),
    rules: policy.rules.map(({ products, zoneIds, gateIds, from, until }) => ({
      counts: true,
      products: products ?? [],
      zoneIds: zoneIds ?? [],
      gateIds: gateIds ?? [],
      from: shown(from),
      until: shown(until),
    })),
    limits: Object.fromEntries(policy.zoneLimits.map(({ zoneId, placesMax }) => [zoneId, String(placesMax)])),
  };
}

export function readDraft(form: FormData): PolicyDraft {
  const chosen = <Word extends string>(name: string, words: readonly [Word, ...Word[]]) =>
    words.find((word) => word === textIn(form, name)) ?? words[0];
  return {
    usesMax: textIn(form, 'usesMax').trim(),
    mayReturn: form.has('mayReturn'),
    passback: chosen('passback', passbacks),
    rotating: chosen('rotating', rotations),
    offline: chosen('offline', offlines),
    staleAfterMinutes: textIn(form, 'staleAfterMinutes').trim(),
    showsNames: form.has('showsNames'),
    rules: form.getAll('rule').map((at) => readRule(form, String(at))),
    limits: Object.fromEntries(
      [...form.keys()]
        .filter((name) => name.startsWith('limit-'))
        .map((name) => [name.slice('limit-'.length), textIn(form, name).trim()]),
    ),
  };
}

function readRule(form: FormData, at: string): RuleDraft {
  const rule = {
    counts: form.has(`rule-${at}-counts`),
    products: form.getAll(`rule-${at}-products`).map(String),
    zoneIds: form.getAll(`rule-${at}-zoneIds`).map(String),
    gateIds: form.getAll(`rule-${at}-gateIds`).map(String),
    from: textIn(form, `rule-${at}-from`),
    until: textIn(form, `rule-${at}-until`),
  };
  // Whoever fills a new one in means it, ticked or not.
  return { ...rule, counts: rule.counts || (form.has(`rule-${at}-new`) && !isEmptyRule(rule)) };
}

/** The one that waits to be filled in. */
export function isEmptyRule({ counts, products, zoneIds, gateIds, from, until }: RuleDraft): boolean {
  return !counts && from === '' && until === '' && [products, zoneIds, gateIds].every(({ length }) => length === 0);
}

/** What the API is asked for, or all that is wrong at once. */
export function policyIn(
  draft: PolicyDraft,
  timeZone: string,
): { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly errors: PolicyErrors } {
  const errors: Record<string, PolicyWrong> = {};
  const usesMax = draft.usesMax === '' ? null : wholeIn(draft.usesMax, 1, 1000);
  if (usesMax === undefined) errors.usesMax = 'uses';
  const staleAfterMinutes = wholeIn(draft.staleAfterMinutes, 5, 24 * 60);
  if (staleAfterMinutes === undefined) errors.staleAfterMinutes = 'stale';
  const rules = draft.rules.flatMap((rule, at) => (rule.counts ? [ruleIn(rule, at, timeZone, errors)] : []));
  const zoneLimits = Object.entries(draft.limits).flatMap(([zoneId, typed]) => {
    if (typed === '') return [];
    const placesMax = wholeIn(typed, 0, 1_000_000);
    if (placesMax === undefined) errors[`limit-${zoneId}`] = 'limit';
    return [{ zoneId, placesMax: placesMax ?? 0 }];
  });
  if (usesMax === undefined || staleAfterMinutes === undefined || Object.keys(errors).length > 0) {
    return { ok: false, errors };
  }
  const { mayReturn, passback, rotating, offline, showsNames } = draft;
  return {
    ok: true,
    policy: { usesMax, mayReturn, passback, rotating, offline, staleAfterMinutes, showsNames, rules, zoneLimits },
  };
}

/** What the API refused, by the id of its field; undefined when it is none of the form's. */
export function errorsOf({ errors }: CallProblem, draft: PolicyDraft, policy: Policy): PolicyErrors | undefined {
  const named = errors.flatMap(({ pointer, code }): [string, PolicyWrong][] => {
    const [, part, place = '', field = ''] = pointer.replace(/^\/body/, '').split('/');
    const why = code === 'before_start' ? code : 'unknown';
    if (part === 'rules') return [[`rule-${placeOfRule(draft, Number(place))}-${field}`, why]];
    if (part === 'zoneLimits') return [[`limit-${policy.zoneLimits[Number(place)]?.zoneId}`, why]];
    if (part === 'mayReturn') return [['usesMax', 'return']];
    return part === 'usesMax' || part === 'staleAfterMinutes' ? [[part, part === 'usesMax' ? 'uses' : 'stale']] : [];
  });
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

/** Ways in that do not count are in the form, not in the policy. */
function placeOfRule({ rules }: PolicyDraft, place: number): number {
  const counted = rules.flatMap(({ counts }, at) => (counts ? [at] : []));
  return counted[place] ?? place;
}

function ruleIn(
  { products, zoneIds, gateIds, from, until }: RuleDraft,
  at: number,
  timeZone: string,
  errors: Record<string, PolicyWrong>,
): Policy['rules'][number] {
  const instants = [from, until].map((typed) => (typed === '' ? null : instantOf(typed, timeZone)));
  const [begins, ends] = instants;
  if (begins === undefined) errors[`rule-${at}-from`] = 'time';
  if (ends === undefined) errors[`rule-${at}-until`] = 'time';
  else if (begins && ends !== null && ends <= begins) errors[`rule-${at}-until`] = 'before_start';
  const some = (names: readonly string[]) => (names.length > 0 ? [...names] : null);
  return {
    products: some(products),
    zoneIds: some(zoneIds),
    gateIds: some(gateIds),
    from: begins ?? null,
    until: ends ?? null,
  };
}

function wholeIn(typed: string, min: number, max: number): number | undefined {
  if (!/^\d{1,9}$/.test(typed)) return undefined;
  const number = Number(typed);
  return number >= min && number <= max ? number : undefined;
}
