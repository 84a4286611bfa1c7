import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Source } from '../source.ts';

const NAME = 'value-tagger-texts';
const CHOICE = 'value-tagger recent texts';
const KEEP = 'keep';
/** Texts that are kept at most; the oldest makes way. */
const MOST = 20;

/** A text that was read, as it is kept when the reader wants so. */
export interface KeptText extends Source {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly read: number;
}

interface Schema extends DBSchema {
  texts: { key: number; value: Omit<KeptText, 'id'> & { readonly id?: number } };
}

/** Whether the reader has said that texts may be kept; false until then. */
export function keepsTexts(): boolean {
  try {
    return localStorage.getItem(CHOICE) === KEEP;
  } catch {
    return false;
  }
}

/** Notes the reader's word. Where it is no, what was kept is deleted. */
export async function setKeepsTexts(keep: boolean): Promise<void> {
  try {
    if (keep) localStorage.setItem(CHOICE, KEEP);
    else localStorage.removeItem(CHOICE);
  } catch {
    // Storage is closed: nothing can be kept anyway.
  }
  if (!keep) await deleteTexts();
}

/** Opens the database for one piece of work; it is not even made before texts may be kept. */
async function withTexts<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>, otherwise: T): Promise<T> {
  if (!keepsTexts()) return otherwise;
  const database = await openDB<Schema>(NAME, 1, {
    upgrade: (made) => void made.createObjectStore('texts', { keyPath: 'id', autoIncrement: true }),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Kept texts, the one that was read last first. */
export function keptTexts(): Promise<KeptText[]> {
  return withTexts(async (database) => {
    const texts = await database.getAll('texts');
    return texts.flatMap((text) => (text.id === undefined ? [] : [{ ...text, id: text.id }])).toReversed();
  }, []);
}

/** Keeps a text, in place of an earlier copy of it; does nothing unless texts may be kept. */
export function keepText({ title, text, rows, notes }: Source): Promise<void> {
  return withTexts(async (database) => {
    const transaction = database.transaction('texts', 'readwrite');
    const known = await transaction.store.getAll();
    const obsolete = known.filter((other) => other.text === text);
    const rest = known.filter((other) => other.text !== text);
    const oldest = rest.slice(0, Math.max(0, rest.length + 1 - MOST));
    for (const { id } of [...obsolete, ...oldest]) if (id !== undefined) await transaction.store.delete(id);
    await transaction.store.add({ title, text, read: Date.now(), ...(rows ? { rows } : {}), ...(notes ? { notes } : {}) });
    await transaction.done;
  }, undefined);
}

export function deleteText(id: number): Promise<void> {
  return withTexts((database) => database.delete('texts', id), undefined);
}

/** Deletes all of them, and the database with them. */
export async function deleteTexts(): Promise<void> {
  await deleteDB(NAME);
}
