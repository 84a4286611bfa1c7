/** Usual constants of BM25: how soon a repeated word counts no more, and how much long texts are held back. */
const K1 = 1.2;
const B = 0.75;

/** Words too common to tell texts apart. */
const COMMON = new Set('a an and are as at be been but by for from had has have he her his i in is it its me my no not of on one or our she so that the their them there they this to us was we were what which who will with you your'.split(' '));

/** Words of a text, lower case, with endings of number and time cut off: `protecting` meets `protects`. */
function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !COMMON.has(word)).map((word) => (word.length > 3 ? word.replace(/(?:ing|ed|s|ly|ion|ity)$/u, '').replace(/e$/u, '') : word));
}

/** Finds the texts of a small collection that are nearest to another by words (BM25). The same answer every time. */
export class WordIndex {
  readonly #texts: readonly ReadonlyMap<string, number>[];
  readonly #lengths: readonly number[];
  readonly #mean: number;

  constructor(texts: readonly string[]) {
    const lists = texts.map(wordsOf);
    this.#texts = lists.map((words) => {
      const counts = new Map<string, number>();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      return counts;
    });
    this.#lengths = lists.map(({ length }) => length);
    this.#mean = this.#lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, texts.length);
  }

  /** Places of the `top` nearest texts, the nearest first; among equals, and where no word is shared, in the collection's order. */
  nearest(text: string, top: number): number[] {
    const words = new Set(wordsOf(text));
    const scores = this.#texts.map(() => 0);
    for (const word of words) {
      const having = this.#texts.filter((counts) => counts.has(word)).length;
      if (having === 0) continue;
      const rarity = Math.log(1 + (this.#texts.length - having + 0.5) / (having + 0.5));
      for (const [place, counts] of this.#texts.entries()) {
        const count = counts.get(word) ?? 0;
        const length = (this.#lengths[place] ?? 0) / Math.max(1, this.#mean);
        scores[place] = (scores[place] ?? 0) + (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + B * length));
      }
    }
    return scores.map((score, place) => ({ score, place })).sort((a, b) => b.score - a.score || a.place - b.place).slice(0, top).map(({ place }) => place);
  }
}
