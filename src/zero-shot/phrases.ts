import { taxonomyOf } from '../label-sets/taxonomy.ts';
import type { LabelSet, OwnLabel } from '../label-sets/types.ts';
import { findCrosswalk } from '../taxonomy/index.ts';
import { touche54 } from '../taxonomy/touche-54.ts';
import type { LabelId } from '../taxonomy/types.ts';

/** Most phrases of a label that are used: each costs a run of the model a sentence. */
export const MOST_PHRASES = 8;

/** What a label is called in words that a model of sentences can compare with a sentence. */
export interface LabelPhrases {
  readonly id: LabelId;
  readonly name: string;
  readonly definition: string;
  /** `verb`: they go on after `to` (`be creative`). `noun`: there is nothing but the label's name. */
  readonly kind: 'verb' | 'noun';
  readonly phrases: readonly string[];
  /** The set's own words for and against, where it has them. */
  readonly supports?: readonly string[];
  readonly opposes?: readonly string[];
}

/**
 * Short concrete phrases of every label that is no mere group: the set's own, and for Schwartz's values the level-1 values of
 * Touché23 that lead to them; where there are none, the label's name.
 */
export function phrasesOf(set: LabelSet): LabelPhrases[] {
  const own = new Map(set.labels.map((label) => [label.id, label]));
  const finer = finerOf(set.id);
  return taxonomyOf(set).labels.map(({ id, name, definition }) => {
    const { hypotheses = [], supports = [], opposes = [] }: Partial<OwnLabel> = own.get(id) ?? {};
    const verbs = [...new Set([...hypotheses, ...(finer.get(id) ?? [])].map(plain).filter((phrase) => phrase !== ''))].slice(0, MOST_PHRASES);
    return {
      id,
      name,
      definition,
      kind: verbs.length > 0 ? 'verb' : 'noun',
      phrases: verbs.length > 0 ? verbs : [name],
      ...(supports.length > 0 && opposes.length > 0 ? { supports: supports.slice(0, MOST_PHRASES), opposes: opposes.slice(0, MOST_PHRASES) } : {}),
    };
  });
}

/** Level-1 values by the label of the set that they lead to. */
function finerOf(set: string): Map<LabelId, string[]> {
  const map = set === touche54.id ? Object.fromEntries(touche54.labels.map(({ id }) => [id, [id]])) : (findCrosswalk(touche54.id, set)?.map ?? {});
  const finer = new Map<LabelId, string[]>();
  for (const { id, name } of touche54.labels) for (const target of map[id] ?? []) finer.set(target, [...(finer.get(target) ?? []), name]);
  return finer;
}

/** As it stands in the middle of a sentence; a sentence of its own is left as it is. */
function plain(phrase: string): string {
  const trimmed = phrase.trim();
  return isSentence(trimmed) ? trimmed : trimmed.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());
}

/** True for words that need no template around them. */
export const isSentence = (phrase: string): boolean => /[.!?]$/.test(phrase);

/** A phrase in its template; a sentence is its own. */
export const filled = (template: string, phrase: string): string => (isSentence(phrase) ? phrase : template.split('{}').join(phrase));
