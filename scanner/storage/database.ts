import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeptScan } from '../sending/kept-scan.ts';
import type { Enrolment, OpenShift } from '../shift/shift.ts';

/** A list as it lies on the device: hidden by a key that cannot be taken out of the browser. */
export type SealedList = { readonly vector: Uint8Array<ArrayBuffer>; readonly sealed: ArrayBuffer };

export type Facts = {
  enrolment: Enrolment;
  shift: OpenShift;
  /** Shifts that ended and the server was not told of. */
  'ended-shifts': readonly { readonly id: string; readonly isStartTold: boolean; readonly shift: OpenShift }[];
  'clock-offset': number;
  'list-key': CryptoKey;
  list: SealedList;
};

interface ScannerSchema extends DBSchema {
  facts: { key: string; value: unknown };
  scans: { key: string; value: KeptScan };
}
export type ScannerDatabase = IDBPDatabase<ScannerSchema>;

export const databaseName = 'tessera-scanner';

export function openDatabase(name = databaseName): Promise<ScannerDatabase> {
  return openDB<ScannerSchema>(name, 1, {
    upgrade: (database) => {
      database.createObjectStore('facts');
      database.createObjectStore('scans', { keyPath: 'id' });
    },
  });
}

export async function readFact<Name extends keyof Facts>(
  database: ScannerDatabase,
  name: Name,
): Promise<Facts[Name] | undefined> {
  return (await database.get('facts', name)) as Facts[Name] | undefined;
}

/** On the disk when it returns, so that it outlives a battery that is taken out. */
export async function keepFact<Name extends keyof Facts>(
  database: ScannerDatabase,
  name: Name,
  fact: Facts[Name],
): Promise<void> {
  const transaction = database.transaction('facts', 'readwrite', { durability: 'strict' });
  await transaction.store.put(fact, name);
  await transaction.done;
}

export async function forgetFacts(database: ScannerDatabase, names: readonly (keyof Facts)[]): Promise<void> {
  const transaction = database.transaction('facts', 'readwrite', { durability: 'strict' });
  for (const name of names) await transaction.store.delete(name);
  await transaction.done;
}
