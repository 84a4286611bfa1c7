import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { databaseExists } from '../../cache/database-exists.ts';
import { randomSalt } from '../../cache/keys.ts';
import type { CorrectionStore, KeptCorrection, KeptCorrections } from './types.ts';

interface Schema extends DBSchema {
  corrections: { key: string; value: KeptCorrection };
  meta: { key: 'salt'; value: string };
}

/** Judgements in IndexedDB, on this device until they are deleted. The database is made for the first of them. */
export class IndexedDbCorrections implements CorrectionStore {
  readonly #name: string;
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async load(): Promise<KeptCorrections | undefined> {
    return (await databaseExists(this.#name)) ? await this.begin(randomSalt()) : undefined;
  }

  async begin(salt: string): Promise<KeptCorrections> {
    const transaction = (await this.#open()).transaction(['corrections', 'meta'], 'readwrite');
    const corrections = transaction.objectStore('corrections');
    const meta = transaction.objectStore('meta');
    const [keys, values, known] = await Promise.all([corrections.getAllKeys(), corrections.getAll(), meta.get('salt')]);
    if (known === undefined) await meta.put(salt, 'salt');
    await transaction.done;
    return { salt: known ?? salt, kept: new Map(keys.flatMap((key, at) => (values[at] ? [[key, values[at]] as const] : []))) };
  }

  async put(key: string, correction: KeptCorrection): Promise<void> {
    await (await this.#open()).put('corrections', correction, key);
  }

  async delete(key: string): Promise<void> {
    await (await this.#open()).delete('corrections', key);
  }

  async clear(): Promise<void> {
    (await this.#database)?.close();
    this.#database = undefined;
    await deleteDB(this.#name);
  }

  /** @throws {DOMException} where the browser allows no database */
  async #open(): Promise<IDBPDatabase<Schema>> {
    const forget = (): void => {
      this.#database = undefined;
    };
    this.#database ??= openDB<Schema>(this.#name, 1, {
      upgrade: (database) => {
        database.createObjectStore('corrections');
        database.createObjectStore('meta');
      },
      // A deletion, or a newer version of the page, in another tab must not wait for this one.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    });
    try {
      return await this.#database;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
