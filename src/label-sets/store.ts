import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { databaseExists } from '../cache/database-exists.ts';
import { TaggerError } from '../errors.ts';
import { checkLabelSet } from './check.ts';
import { LABEL_SET_DATABASE, type LabelSet } from './types.ts';

/** A set as it is kept. */
export interface KeptSet {
  readonly set: LabelSet;
  /** Grows by one whenever the set is saved; a save names the one that it was made from. */
  readonly revision: number;
  /** When it was saved last, in milliseconds since 1970. */
  readonly saved: number;
}

/** What a list shows of a set. */
export interface SetSummary {
  readonly id: string;
  readonly name: string;
  readonly labels: number;
  readonly saved: number;
}

/** Version 1. `sets` holds the sets, `summaries` what a list needs, so that a list of large sets is read at once. */
interface Schema extends DBSchema {
  sets: { key: string; value: KeptSet };
  summaries: { key: string; value: SetSummary };
}

const CHANNEL = 'value-tagger label sets';

/** The user's own label sets, on this device until they are deleted. Shared by all tabs; each learns what others change. */
export class LabelSetStore {
  readonly #name: string;
  readonly #channel: BroadcastChannel;
  #database: Promise<IDBPDatabase<Schema>> | undefined;
  #closed = false;

  /** Nothing is opened before something is asked for, and nothing made before something is to be kept. */
  constructor(name: string = LABEL_SET_DATABASE) {
    this.#name = name;
    this.#channel = new BroadcastChannel(`${CHANNEL} ${name}`);
  }

  /** Calls `listener` when another tab has saved or deleted a set, with its id. @returns how to stop that */
  onChange(listener: (id: string) => void): () => void {
    const onMessage = ({ data }: MessageEvent<unknown>): void => {
      if (typeof data === 'string') listener(data);
    };
    this.#channel.addEventListener('message', onMessage);
    return () => this.#channel.removeEventListener('message', onMessage);
  }

  /** What is kept, by name. */
  async list(): Promise<SetSummary[]> {
    const summaries = await (await this.#openExisting())?.getAll('summaries');
    return (summaries ?? []).sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  }

  /**
   * The set of that id; undefined where there is none.
   * @throws {TaggerError} `invalid-input` where what is kept is no label set
   */
  async get(id: string): Promise<KeptSet | undefined> {
    const kept = await (await this.#openExisting())?.get('sets', id);
    return kept && { ...kept, set: checkLabelSet(kept.set, `The kept set "${id}"`) };
  }

  /**
   * Keeps a set.
   * @param basis revision that it was made from; 0 for a new one
   * @returns its new revision
   * @throws {TaggerError} `changed-elsewhere` where another tab has saved or deleted it since; nothing is changed then
   */
  async save(set: LabelSet, basis: number): Promise<number> {
    const database = await this.#open();
    const transaction = database.transaction(['sets', 'summaries'], 'readwrite');
    const there = await transaction.objectStore('sets').get(set.id);
    if ((there?.revision ?? 0) !== basis) {
      await transaction.done;
      throw new TaggerError(
        'changed-elsewhere',
        there ? `“${set.name}” was saved in another tab meanwhile.` : `“${set.name}” was deleted in another tab meanwhile.`,
        'Save this version as a copy, or open the other one.',
      );
    }
    const kept: KeptSet = { set, revision: basis + 1, saved: Date.now() };
    await Promise.all([
      transaction.objectStore('sets').put(kept, set.id),
      transaction.objectStore('summaries').put({ id: set.id, name: set.name, labels: set.labels.length, saved: kept.saved }, set.id),
      transaction.done,
    ]);
    this.#tell(set.id);
    return kept.revision;
  }

  async delete(id: string): Promise<void> {
    const transaction = (await this.#openExisting())?.transaction(['sets', 'summaries'], 'readwrite');
    if (!transaction) return;
    await Promise.all([transaction.objectStore('sets').delete(id), transaction.objectStore('summaries').delete(id), transaction.done]);
    this.#tell(id);
  }

  /** Deletes all sets, and the database. */
  async clear(): Promise<void> {
    const sets = await this.list();
    (await this.#database)?.close();
    this.#database = undefined;
    await deleteDB(this.#name);
    for (const { id } of sets) this.#tell(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#channel.close();
    (await this.#database?.catch(() => undefined))?.close();
    this.#database = undefined;
  }

  /** Tells other tabs of a set that was changed. */
  #tell(id: string): void {
    if (!this.#closed) this.#channel.postMessage(id);
  }

  /** The database; undefined where nothing was ever kept. */
  async #openExisting(): Promise<IDBPDatabase<Schema> | undefined> {
    return this.#database !== undefined || (await databaseExists(this.#name).catch(unkept)) ? await this.#open() : undefined;
  }

  async #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>(this.#name, 1, {
      upgrade: (database) => {
        database.createObjectStore('sets');
        database.createObjectStore('summaries');
      },
      // A deletion, or a newer version of the page, in another tab must not wait for this one.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        this.#database = undefined;
      },
      terminated: () => {
        this.#database = undefined;
      },
    });
    try {
      return await this.#database;
    } catch (cause) {
      this.#database = undefined;
      return unkept(cause);
    }
  }
}

function unkept(cause: unknown): never {
  throw new TaggerError('cache-unavailable', 'This browser lets the page keep no label sets.', 'Export a set to a file before the page is closed.', { cause });
}
