import 'fake-indexeddb/auto';
import { entryLength } from '@tessera/contract/admission/admission-list';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, readFact } from '../storage/database.ts';
import { DoorBook } from './door-book.ts';
import { accessPointId, issuedBefore, listMadeAt, organiser } from './list-for-tests.ts';
import { ListShelf } from './list-shelf.ts';
import { mergeChanges, type OpenedList } from './merge-changes.ts';

let house: Awaited<ReturnType<typeof organiser>>;
beforeAll(async () => {
  house = await organiser();
});

async function verdictOf(list: OpenedList, id: string): Promise<unknown> {
  const question = { accessPointId, direction: 'in', at: listMadeAt, toleranceMs: 0, ownScans: () => [] } as const;
  const told = await new DoorBook(list).judge({ ...question, scanned: await house.codeOf(id) });
  return told.kind === 'verdict' ? (told.verdict.verdict === 'refused' ? told.verdict.reason : 'admitted') : told.doubt;
}

describe('changes of a list', () => {
  test('replace what they know better and add what is new, and leave the rest', async () => {
    const ids = Array.from({ length: 200 }, issuedBefore);
    const [first = '', second = ''] = ids;
    const fresh = issuedBefore();
    const list = await house.list(Object.fromEntries(ids.map((id) => [id, {}])));
    const changes = await house.list(
      { [first]: { state: 'revoked' }, [fresh]: {} },
      { isWhole: false, version: '2', madeAt: listMadeAt + 5_000 },
    );
    const merged = mergeChanges(list, changes);
    if (!merged) throw new Error('the changes do not fit');
    expect(merged.entries.length).toBe(201 * entryLength);
    expect(merged.header).toMatchObject({ version: '2', count: 201, isWhole: true, madeAt: listMadeAt + 5_000 });
    expect(await Promise.all([first, second, fresh].map((id) => verdictOf(merged, id)))).toEqual([
      'revoked',
      'admitted',
      'admitted',
    ]);
    for (const id of ids.slice(1)) expect(await verdictOf(merged, id)).toBe('admitted');
  });

  test('do not fit a list whose places have moved or whose salt is another', async () => {
    const list = await house.list({ [issuedBefore()]: {} });
    const [zone, other] = list.header.zones;
    if (!zone || !other) throw new Error('two zones are needed');
    const moved = await house.list({}, { isWhole: false, zones: [other, zone] });
    expect(mergeChanges(list, moved)).toBeUndefined();
    expect(mergeChanges(list, await house.list({}, { isWhole: false, salt: 'AAAA' }))).toBeUndefined();
    const longer = await house.list({}, { isWhole: false, zones: [zone, other, { id: zone.id, name: 'Loge' }] });
    expect(mergeChanges(list, longer)?.header.zones).toHaveLength(3);
  });

  test('a whole list takes the place of the one before', async () => {
    const whole = await house.list({ [issuedBefore()]: {} }, { salt: 'AAAA' });
    expect(mergeChanges(await house.list({}), whole)).toBe(whole);
  });
});

describe('a list at rest', () => {
  test('opens again after a restart, cannot be read on the disk, and its key cannot be taken out', async () => {
    const database = await openDatabase(crypto.randomUUID());
    const list = await house.list({ [issuedBefore()]: {} });
    await new ListShelf(database).keep(list);
    expect(await new ListShelf(database).open()).toEqual(list);
    const lying = await readFact(database, 'list');
    expect(Buffer.from(lying?.sealed ?? new ArrayBuffer()).toString('latin1')).not.toContain('TL1');
    const key = await readFact(database, 'list-key');
    expect(key?.extractable).toBe(false);
  });

  test('is gone with its key after the shift', async () => {
    const database = await openDatabase(crypto.randomUUID());
    const shelf = new ListShelf(database);
    await shelf.keep(await house.list({}));
    await shelf.wipe();
    expect(await shelf.open()).toBeUndefined();
    expect([await readFact(database, 'list'), await readFact(database, 'list-key')]).toEqual([undefined, undefined]);
  });
});
