import { labelIdOf } from '../taxonomy/label-id.ts';
import { isReservedName } from '../text/json.ts';
import { LABEL_SET_LIMITS } from './types.ts';

/** An id made from a name, that none of `taken` has; the new one is added to them. */
export function newId(name: string, taken: Set<string>): string {
  const plain = labelIdOf(name.normalize('NFC')).slice(0, LABEL_SET_LIMITS.id - 6).replace(/^-+|-+$/g, '');
  const base = plain === '' || isReservedName(plain) ? `label${plain === '' ? '' : `-${plain}`}` : plain;
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
  taken.add(id);
  return id;
}

/** A file name for a set: its id, with letters that every file system takes. */
export function fileName({ id }: { readonly id: string }, ending: string): string {
  return `${id.replace(/[^\p{L}\p{N}._-]/gu, '-')}${ending}`;
}
