import { expect, test } from 'vitest';
import { draftOf, emptyRule, errorsOf, type PolicyDraft, policyIn, readDraft } from './policy-draft.ts';

const zone = '0190a5a0-0000-7000-8000-000000000001';
const policy = {
  usesMax: 2,
  mayReturn: true,
  passback: 'refused',
  rotating: 'preferred',
  offline: 'by_lane',
  staleAfterMinutes: 90,
  showsNames: true,
  rules: [
    { products: ['full'], zoneIds: [zone], gateIds: null, from: Date.parse('2027-07-17T16:30:00.000Z'), until: null },
  ],
  zoneLimits: [{ zoneId: zone, placesMax: 400 }],
} as const;
const writable = () => structuredClone(policy) as unknown as Parameters<typeof draftOf>[0];
const usual = (): PolicyDraft => draftOf(writable(), 'Europe/Paris');

test('a policy that nobody touches stays as it is, with its times as the venue sees them', () => {
  const draft = usual();
  expect(draft.rules[0]?.from).toBe('2027-07-17T18:30');
  expect(policyIn(draft, 'Europe/Paris')).toEqual({ ok: true, policy });
});

test('what is posted is read back as it was typed', () => {
  const form = new FormData();
  const fields = { usesMax: ' ten ', passback: 'refused', rotating: 'no such', rule: '0', 'rule-0-until': '2027' };
  for (const [name, value] of Object.entries({ ...fields, 'rule-0-counts': 'on', [`limit-${zone}`]: '12' })) {
    form.append(name, value);
  }
  form.append('rule-0-zoneIds', zone);
  expect(readDraft(form)).toMatchObject({
    usesMax: 'ten',
    passback: 'refused',
    rotating: 'off',
    rules: [{ ...emptyRule, counts: true, zoneIds: [zone], until: '2027' }],
    limits: { [zone]: '12' },
  });
});

test('a new way in that is filled in counts without its tick, one that stood there does not', () => {
  const form = new FormData();
  for (const at of ['0', '1', '2']) form.append('rule', at);
  form.append('rule-0-zoneIds', zone);
  form.append('rule-1-zoneIds', zone);
  for (const at of ['1', '2']) form.append(`rule-${at}-new`, 'yes');
  expect(readDraft(form).rules.map(({ counts }) => counts)).toEqual([false, true, false]);
});

test('all that is wrong is told at once, each beside its field', () => {
  const [rule = emptyRule] = usual().rules;
  const draft = {
    ...usual(),
    usesMax: '0',
    staleAfterMinutes: 'soon',
    rules: [
      { ...rule, until: '2027-07-17T18:30' },
      { ...rule, from: 'noon' },
    ],
    limits: { [zone]: '-1' },
  };
  expect(policyIn(draft, 'Europe/Paris')).toEqual({
    ok: false,
    errors: {
      usesMax: 'uses',
      staleAfterMinutes: 'stale',
      'rule-0-until': 'before_start',
      'rule-1-from': 'time',
      [`limit-${zone}`]: 'limit',
    },
  });
});

test('a way in that does not count is not sent, and a refusal of the next one stands beside that one', () => {
  const [rule = emptyRule] = usual().rules;
  const draft = { ...usual(), rules: [{ ...rule, counts: false }, rule] };
  const sent = policyIn(draft, 'Europe/Paris');
  if (!sent.ok) throw new Error('refused');
  expect(sent.policy.rules).toHaveLength(1);
  const problem = { code: 'invalid', status: 422, traceId: '', facts: {} } as const;
  const refused = (pointer: string) =>
    errorsOf({ ...problem, errors: [{ pointer, code: 'unknown' }] }, draft, sent.policy);
  expect(refused('/body/rules/0/gateIds')).toEqual({ 'rule-1-gateIds': 'unknown' });
  expect(refused('/body/zoneLimits/0/zoneId')).toEqual({ [`limit-${zone}`]: 'unknown' });
  expect(refused('/body/strange')).toBeUndefined();
});
