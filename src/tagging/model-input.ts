import { sha256HexOfText } from '../hash.ts';
import type { ContextForm, ModelInfo } from '../model.ts';
import type { ModelText } from '../runtime/protocol.ts';
import { ownTaxonomy } from '../taxonomy/own.ts';
import { getLabel } from '../taxonomy/index.ts';
import { wordPlaces } from '../text/word-places.ts';
import { WordIndex } from '../text/word-index.ts';
import type { Sentence } from '../text/types.ts';
import { modelInput } from './cached-scores.ts';

/** What the model reads for a sentence. */
export interface ModelInput {
  readonly text: ModelText;
  /** Names all that the model sees: the same sentence in another context has another key. A long context stands there as its SHA-256. */
  readonly key: string;
}

/** Characters of a context that are written out in keys. */
const WRITTEN_OUT = 200;

/** The sentence alone and unchanged. */
export const asItStands = ({ text }: Sentence): ModelInput => ({ text, key: text });

/** Makes what `model` is to read for each sentence of a text. */
export function inputMaker({ input, heads }: Pick<ModelInfo, 'input' | 'heads'>, text: string, sentences: readonly Sentence[]): (sentence: Sentence) => ModelInput {
  if (!input?.context) return (sentence) => ((even) => ({ text: even, key: even }))(modelInput(sentence.text));
  const contextOf = contextMaker(input.context, heads, text, sentences);
  let last = '';
  let name = nameOf(last);
  return (sentence) => {
    const even = { sentence: modelInput(sentence.text), context: contextOf(sentence) };
    // A document is the context of all its sentences, and is hashed once.
    if (even.context !== last) name = nameOf((last = even.context));
    return { text: even, key: JSON.stringify([even.sentence, name]) };
  };
}

/** No context is taken for the name of another: one is a string, the other none. */
const nameOf = (context: string): string | { readonly sha256: string } => (context.length > WRITTEN_OUT ? { sha256: sha256HexOfText(context) } : context);

function contextMaker(form: ContextForm, heads: ModelInfo['heads'], text: string, sentences: readonly Sentence[]): (sentence: Sentence) => string {
  switch (form.kind) {
    case 'previous':
      return ({ index }) => sentences.slice(Math.max(0, index - form.sentences), index).map((before) => modelInput(before.text)).join(' ');
    case 'document': {
      // White space runs long at times; ten characters of text for one that is left are looked at.
      const whole = cutAtWord(modelInput(text.slice(0, form.maxCharacters * 10)), form.maxCharacters);
      return () => whole;
    }
    case 'definitions': {
      const definitions = definitionsOf(heads);
      const index = new WordIndex(definitions);
      return (sentence) => index.nearest(sentence.text, form.top).map((place) => definitions[place]).join(form.separator);
    }
  }
}

function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  // A word that goes on behind the cut is left out, unless there is no other.
  const last = wordPlaces(text.slice(0, most + 1)).findLast(({ end }) => end <= most);
  return text.slice(0, last?.end ?? most);
}

/** Name and definition of every label of the heads, each once. */
function definitionsOf(heads: ModelInfo['heads']): string[] {
  const texts = heads.flatMap((head) => {
    const own = ownTaxonomy(head) ?? head.taxonomy;
    return head.labels.flatMap(({ id, name, definition }) => {
      const known = getLabel(own, id);
      const says = definition ?? known?.definition ?? '';
      return says === '' ? [] : [`${name ?? known?.name ?? id}: ${says}`];
    });
  });
  return [...new Set(texts)];
}
