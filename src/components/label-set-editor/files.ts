import { TaggerError, describe } from '../../errors.ts';
import { fileName } from '../../label-sets/ids.ts';
import { writeLabelSet } from '../../label-sets/json.ts';
import { readChosenLabelSet } from '../../label-sets/read-file.ts';
import type { LabelSet } from '../../label-sets/types.ts';
import { toValueLens } from '../../label-sets/value-lens.ts';
import { editorStrings as strings } from './strings.ts';

/** What is said to the reader. */
export interface Message {
  readonly text: string;
  readonly failed: boolean;
}

export function exportJson(set: LabelSet): Message {
  const name = fileName(set, '.json');
  download(name, writeLabelSet(set));
  return { text: strings.exported(name), failed: false };
}

/** Says too what the other program has no place for. */
export function exportForValueLens(set: LabelSet): Message {
  const name = fileName(set, '.value-lens.json');
  const { theory, lost } = toValueLens(set);
  download(name, `${JSON.stringify(theory, null, 2)}\n`);
  return { text: [strings.exported(name), ...(Object.keys(lost).length > 0 ? [strings.lost(lost)] : [])].join(' '), failed: false };
}

/** The set in a file of the reader's, or what is wrong with it. */
export async function importFile(file: File): Promise<LabelSet | Message> {
  try {
    return await readChosenLabelSet(file);
  } catch (error) {
    return { text: error instanceof TaggerError ? `${error.message} ${error.hint}` : describe(error), failed: true };
  }
}

/** Gives the reader a file. */
function download(name: string, json: string): void {
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file by then; before, some have not.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
