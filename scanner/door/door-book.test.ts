import { laneOf } from '@tessera/contract/admission/lanes';
import { rotatingCode } from '@tessera/contract/admission/rotating-code';
import { beforeAll, describe, expect, test } from 'vitest';
import { uuidV7 } from '../reading/uuid-v7.ts';
import type { KeptScan } from '../sending/kept-scan.ts';
import { DoorBook, type DoorQuestion } from './door-book.ts';
import { accessPointId, issuedBefore, listMadeAt, organiser, rotationKey, zoneId } from './list-for-tests.ts';
import type { OpenedList } from './merge-changes.ts';

let house: Awaited<ReturnType<typeof organiser>>;
beforeAll(async () => {
  house = await organiser();
});

const at = listMadeAt + 60_000;
function judge(list: OpenedList, scanned: string, more: Partial<DoorQuestion> = {}) {
  const ownScans = () => [];
  return new DoorBook(list).judge({
    scanned,
    accessPointId,
    direction: 'in',
    at,
    toleranceMs: 5_000,
    ownScans,
    ...more,
  });
}
const refusal = (reason: string) => ({ kind: 'verdict', verdict: { verdict: 'refused', reason } });

function ownScan(accessRightId: string, more: Partial<KeptScan> = {}): KeptScan {
  return {
    id: uuidV7(at),
    state: 'by-device',
    code: '',
    accessPointId,
    direction: 'in',
    verdict: 'admitted',
    accessPoint: 'A1',
    accessRightId,
    zoneId,
    readAt: { serverAt: at - 10_000, wallAt: 0, runningAt: 0, bootMark: '' },
    ...more,
  };
}

describe('a code is judged without a network', () => {
  test('a good ticket is let in, and the screen can tell what has to be shown', async () => {
    const id = issuedBefore();
    const told = await judge(await house.list({ [id]: { product: 1 } }), await house.codeOf(id));
    expect(told).toMatchObject({ verdict: { verdict: 'admitted', zoneId }, accessRightId: id, zone: 'Parterre' });
    expect(told).toMatchObject({ product: { check: { fr: 'Carte d’étudiant' } } });
  });

  test.each([
    ['revoked', { state: 'revoked' }],
    ['replaced', { epoch: 2 }],
    ['barred', { isBarred: true }],
    ['unpaid', { state: 'suspended', isUnpaid: true }],
    ['suspended', { state: 'suspended' }],
    ['wrong_gate', { zone: 1 }],
    ['already_used', { stayCount: 1, isInside: true, lastAt: listMadeAt - 5_000 }],
  ] as const)('%s is refused', async (reason, right) => {
    const id = issuedBefore();
    expect(await judge(await house.list({ [id]: right }), await house.codeOf(id))).toMatchObject(refusal(reason));
  });

  test('the wrong gate tells the right one, a used ticket tells when and where', async () => {
    const [id, used] = [issuedBefore(), issuedBefore()];
    const lastAt = listMadeAt - 5_000;
    const list = await house.list({ [id]: { zone: 1 }, [used]: { stayCount: 1, isInside: true, lastAt } });
    expect(await judge(list, await house.codeOf(id))).toMatchObject({ gates: ['Porte D'] });
    const previous = { at: lastAt, accessPoint: 'A1' };
    expect(await judge(list, await house.codeOf(used))).toMatchObject({ verdict: { previous } });
  });

  test('something else, a changed code and another date are refused by what they are', async () => {
    const id = issuedBefore();
    const list = await house.list({ [id]: {} });
    const code = await house.codeOf(id);
    const changed = `${code.slice(0, 30)}${code[30] === 'A' ? 'B' : 'A'}${code.slice(31)}`;
    expect(await judge(list, 'https://example.org')).toMatchObject(refusal('not_a_ticket'));
    expect(await judge(list, changed)).toMatchObject(refusal('wrong_signature'));
    const forger = await organiser();
    expect(await judge(list, await forger.codeOf(id))).toMatchObject(refusal('wrong_signature'));
    const other = await house.codeOf(id, { performanceNumber: 8 });
    expect(await judge(list, other)).toMatchObject(refusal('wrong_performance'));
  });
});

describe('what this device did since the list was made counts', () => {
  test('whoever it let in is not let in again', async () => {
    const id = issuedBefore();
    const ownScans = () => [ownScan(id)];
    const told = await judge(await house.list({ [id]: {} }), await house.codeOf(id), { ownScans });
    expect(told).toMatchObject({ verdict: { reason: 'already_used', previous: { accessPoint: 'A1' } } });
  });

  test('a scan that is in the list counts once', async () => {
    const id = issuedBefore();
    const policy = { usesMax: 2, mayReturn: false, passback: 'ignored', rotating: 'off', rules: [] } as const;
    const listed = { [id]: { stayCount: 1, isInside: true, lastAt: listMadeAt - 60_000 } };
    const list = await house.list(listed, { policy: { ...policy, rules: [] } });
    const code = await house.codeOf(id);
    const sent = ownScan(id, { state: 'settled', settledAt: listMadeAt - 1_000 });
    expect(await judge(list, code, { ownScans: () => [sent] })).toMatchObject({ verdict: { verdict: 'admitted' } });
    const later = { ...sent, settledAt: listMadeAt + 1_000 };
    expect(await judge(list, code, { ownScans: () => [later] })).toMatchObject(refusal('used_up'));
  });

  test('who was let out here may come back where that is allowed', async () => {
    const id = issuedBefore();
    const policy = { usesMax: 1, mayReturn: true, passback: 'refused', rotating: 'off', rules: [] } as const;
    const list = await house.list({ [id]: {} }, { policy: { ...policy, rules: [] } });
    const out = ownScan(id, { verdict: 'let_out', direction: 'out', readAt: { ...ownScan(id).readAt, serverAt: at } });
    const code = await house.codeOf(id);
    expect(await judge(list, code, { ownScans: () => [ownScan(id)] })).toMatchObject(refusal('already_used'));
    expect(await judge(list, code, { ownScans: () => [out, ownScan(id)] })).toMatchObject({
      verdict: { verdict: 'admitted', use: 1 },
    });
  });
});

describe('where changing codes are required', () => {
  const policy = { usesMax: 1, mayReturn: false, passback: 'ignored', rotating: 'required', rules: [] } as const;

  test('the code of now is good, a picture of it 45 seconds old and a printed one are not', async () => {
    const id = issuedBefore();
    const list = await house.list({ [id]: {} }, { policy: { ...policy, rules: [] } });
    const code = await house.codeOf(id);
    expect(await judge(list, await rotatingCode(code, rotationKey, at))).toMatchObject({
      verdict: { verdict: 'admitted' },
    });
    expect(await judge(list, await rotatingCode(code, rotationKey, at - 45_000))).toMatchObject(refusal('stale_code'));
    expect(await judge(list, code)).toMatchObject(refusal('stale_code'));
  });
});

describe('where the device alone cannot tell it says so', () => {
  test.each([
    ['not_allowed', { offline: 'not_at_all' }, at],
    ['stale_list', {}, listMadeAt + 2 * 3_600_000 + 1],
    ['no_lane', { offline: 'by_lane' }, at],
  ] as const)('%s', async (doubt, header, now) => {
    const id = issuedBefore();
    const told = await judge(await house.list({ [id]: {} }, header), await house.codeOf(id), { at: now });
    expect(told).toEqual({ kind: 'unsure', doubt, listMadeAt });
  });

  test('a ticket sold after the list was made is a doubt, an older one the list does not have is unknown', async () => {
    const list = await house.list({});
    const newer = uuidV7(listMadeAt + 10_000);
    expect(await judge(list, await house.codeOf(newer))).toMatchObject({ kind: 'unsure', doubt: 'newer_ticket' });
    expect(await judge(list, await house.codeOf(issuedBefore()))).toMatchObject(refusal('unknown_ticket'));
    const byNewKey = await house.codeOf(newer, { signingKeyId: 5 });
    expect(await judge(list, byNewKey)).toMatchObject({ kind: 'unsure', doubt: 'newer_ticket' });
  });

  test('nobody is kept inside: on the way out an old list is no doubt', async () => {
    const id = issuedBefore();
    const list = await house.list({ [id]: {} }, { offline: 'not_at_all' });
    const out = { direction: 'out' } as const;
    expect(await judge(list, await house.codeOf(id), out)).toMatchObject({ verdict: { verdict: 'let_out' } });
    const unlisted = await house.codeOf(uuidV7(listMadeAt + 10_000));
    expect(await judge(list, unlisted, out)).toMatchObject({ verdict: { verdict: 'let_out' } });
  });
});

test('twenty doors cut off from each other let each ticket in at one of them only, where tickets are shared out', async () => {
  const count = 20;
  const names = Array.from({ length: count }, (_, number) => `File ${number + 1}`);
  const ids = Array.from({ length: 50 }, issuedBefore);
  const rights = Object.fromEntries(ids.map((id) => [id, {}]));
  const lists = await Promise.all(
    names.map((_, own) => house.list(rights, { offline: 'by_lane', lanes: { count, own: [own], names } })),
  );
  for (const id of ids) {
    const code = await house.codeOf(id);
    const told = await Promise.all(lists.map((list) => judge(list, code)));
    const admitting = told.flatMap((one, lane) =>
      one.kind === 'verdict' && one.verdict.verdict === 'admitted' ? [lane] : [],
    );
    expect(admitting).toEqual([laneOf(id, count)]);
    const sentAway = told.find((one) => one.kind === 'verdict' && one.verdict.verdict === 'refused');
    expect(sentAway).toMatchObject({ lane: names[laneOf(id, count)], verdict: { reason: 'other_lane' } });
  }
});
