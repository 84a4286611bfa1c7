import * as v from 'valibot';
import { TaggerError } from '../../errors.ts';
import { object, string, type Grammar } from '../../runtime/generator/grammar.ts';
import type { Message } from '../../runtime/generator/protocol.ts';
import { DATA_RULE, data, system, user } from '../prompts.ts';
import type { TaskSession } from '../session.ts';
import { agglomerate, trigramVectors, type TextVector } from '../similarity.ts';
import type { Codebook } from '../types.ts';

export const GROUP_PROMPT_VERSION = 1;

/** Members that a prompt names. */
const NAMED = 12;
/** Most values that are grouped: every pair of them is compared. */
const MOST_VALUES = 2_000;

export interface OpenValue {
  readonly name: string;
  readonly why?: string;
}

/** Values that are alike, and what the model would call them. */
export interface ValueGroup {
  readonly members: readonly OpenValue[];
  readonly name: string;
  readonly definition: string;
}

export interface GroupTaskOptions {
  /** Vectors of texts, such as an encoder's scores; without it, spelling decides. */
  readonly vectors?: (texts: readonly string[], signal?: AbortSignal) => Promise<readonly TextVector[]>;
  /** Mean cosine from which groups are joined. Default: 0.5. */
  readonly nearest?: number;
  /** Told of each group as soon as it has a name. */
  readonly onGroup?: (group: ValueGroup) => void;
}

export function groupMessages(members: readonly OpenValue[]): Message[] {
  return [
    system('You find one short name for values that belong together, and define it in one plain sentence.', DATA_RULE, 'Answer with JSON.'),
    user('Values: ', data(members.slice(0, NAMED).map(({ name }) => name).join('; '))),
  ];
}

export const groupGrammar: Grammar = object({ name: string(40), definition: string(200) });

const answerSchema = v.object({ name: v.string(), definition: v.string() });

/** Groups values by likeness and proposes a name for each group; one alone keeps its own. */
export async function groupValues(session: TaskSession, values: readonly OpenValue[], { vectors, nearest = 0.5, onGroup }: GroupTaskOptions = {}): Promise<ValueGroup[]> {
  if (values.length > MOST_VALUES) throw new TaggerError('invalid-input', `${values.length} values are too many to group at once; ${MOST_VALUES} are possible.`, 'Leave out those that occur once, or those of low relevance.');
  const distinct = [...new Map(values.map((value) => [value.name.trim().toLocaleLowerCase(), value])).values()].filter(({ name }) => name.trim() !== '');
  const names = distinct.map(({ name }) => name);
  const at = vectors ? await vectors(names, session.options.signal) : trigramVectors(names);
  const groups: ValueGroup[] = [];
  const add = (group: ValueGroup): void => {
    groups.push(group);
    onGroup?.(group);
  };
  for (const indices of agglomerate(at, nearest)) {
    const members = indices.flatMap((index) => distinct[index] ?? []);
    const [first] = members;
    if (!first) continue;
    if (members.length === 1) {
      add({ members, name: first.name, definition: first.why ?? first.name });
      continue;
    }
    const { name, definition } = v.parse(answerSchema, await session.ask({ messages: groupMessages(members), grammar: groupGrammar, maxTokens: 160 }));
    add({ members, name: name.trim() || first.name, definition: definition.trim() || first.name });
  }
  return groups;
}

/** Groups that the reader has accepted, as a label set: a codebook for {@link tagSentence}, and JSON to keep. */
export function promote(groups: readonly ValueGroup[], { id, name }: Pick<Codebook, 'id' | 'name'>): Codebook {
  const taken = new Set<string>();
  return {
    id,
    name,
    labels: groups.map((group, index) => {
      const base = group.name.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '').replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '').normalize('NFC') || `group-${index + 1}`;
      let label = base;
      for (let count = 2; taken.has(label); count++) label = `${base}-${count}`;
      taken.add(label);
      return { id: label, name: group.name, definition: group.definition };
    }),
  };
}
