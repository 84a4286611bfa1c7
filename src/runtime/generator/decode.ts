import type { Chooser } from './choose.ts';
import { breathe, type PromptReader } from './reader.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Decoded {
  readonly text: string;
  readonly tokens: number;
  readonly reused: number;
}

/**
 * Reads a prompt and writes the answer that the chooser allows. Every cache is disposed of, on whatever way it ends.
 * @param onText what was added, whole characters
 */
export async function decode(reader: PromptReader, ids: readonly number[], chooser: Chooser, vocabulary: Vocabulary, signal: AbortSignal, onText: (text: string) => void): Promise<Decoded> {
  const decoder = new TextDecoder();
  let text = '';
  let tokens = 0;
  let { logits, cache, reused } = await reader.read(ids, signal);
  try {
    for (;;) {
      const id = chooser.next(logits);
      tokens++;
      const added = decoder.decode(vocabulary.bytesOf(id), { stream: !chooser.done });
      text += added;
      if (added) onText(added);
      if (chooser.done) return { text, tokens, reused };
      await breathe(signal);
      const step = await reader.model.run([id], cache, 'last');
      reader.release(cache);
      ({ logits, cache } = step);
    }
  } finally {
    reader.release(cache);
  }
}
