import { makeKeys, randomSalt } from '../../cache/keys.ts';
import { modelInput } from '../../tagging/cached-scores.ts';
import { IndexedDbCorrections } from './store.ts';
import type { CorrectionKeeper, CorrectionStore } from './types.ts';

/** A keeper over a database of this name, or over another store. Apart from the corrections themselves, since few readers make any. */
export function openKeeper(database: string | CorrectionStore): CorrectionKeeper {
  const store = typeof database === 'string' ? new IndexedDbCorrections(database) : database;
  return { store, keyOf, randomSalt };
}

function keyOf(salt: string, text: string): string {
  return [...makeKeys(salt, 'corrections', [modelInput(text)])].map((word) => word.toString(16).padStart(8, '0')).join('');
}
