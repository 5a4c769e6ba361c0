import { readAdmissionList, writeAdmissionList } from '@tessera/contract/admission/admission-list';
import { forgetFacts, keepFact, readFact, type ScannerDatabase } from '../storage/database.ts';
import type { OpenedList } from './merge-changes.ts';

/**
 * The admission list at rest, sealed by a key the browser uses and never shows. At the end of a shift both go, so that a phone
 * that is lost afterwards holds nothing.
 */
export class ListShelf {
  readonly #database: ScannerDatabase;

  constructor(database: ScannerDatabase) {
    this.#database = database;
  }

  async keep({ header, entries }: OpenedList): Promise<void> {
    const key = (await readFact(this.#database, 'list-key')) ?? (await this.#newKey());
    const vector = crypto.getRandomValues(new Uint8Array(12));
    const plain = Uint8Array.from(writeAdmissionList(header, entries));
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: vector }, key, plain);
    await keepFact(this.#database, 'list', { vector, sealed });
  }

  /** undefined: there is none, or what lies there cannot be opened any more. */
  async open(): Promise<OpenedList | undefined> {
    const [key, list] = [await readFact(this.#database, 'list-key'), await readFact(this.#database, 'list')];
    if (!key || !list) return undefined;
    try {
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: list.vector }, key, list.sealed);
      return readAdmissionList(new Uint8Array(plain));
    } catch {
      return undefined;
    }
  }

  async wipe(): Promise<void> {
    await forgetFacts(this.#database, ['list-key', 'list']);
  }

  async #newKey(): Promise<CryptoKey> {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    await keepFact(this.#database, 'list-key', key);
    return key;
  }
}
