/** One step of a tokenizer's normalization, as tokenizer.json describes it. */
export interface NormalizerStep {
  readonly type?: string;
  readonly precompiled_charsmap?: string;
  readonly normalizers?: readonly NormalizerStep[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * SentencePiece's precompiled character map: a double-array trie (Darts) over UTF-8 bytes whose leaves point into a pool
 * of zero-terminated replacements. The tokenizer library puts NFKC in its place, which differs, among others, on joiners.
 */
export class CharacterMap {
  readonly #trie: Uint32Array;
  readonly #pool: Uint8Array;
  readonly #graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

  /** @param base64 four bytes of size, the trie, the pool */
  constructor(base64: string) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const size = view.getUint32(0, true);
    this.#trie = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(4 + 4 * index, true));
    this.#pool = bytes.subarray(4 + size);
  }

  /** As the reference does it: short clusters as a whole where the map knows their beginning, else each character. */
  normalize(text: string): string {
    let result = '';
    for (const { segment } of this.#graphemes.segment(text)) {
      const bytes = encoder.encode(segment);
      const whole = bytes.length < 6 ? this.#find(bytes) : undefined;
      if (whole !== undefined) result += whole;
      else for (const character of segment) result += this.#find(encoder.encode(character)) ?? character;
    }
    return result;
  }

  /** The replacement of the shortest beginning of `bytes` that the map knows. */
  #find(bytes: Uint8Array): string | undefined {
    const unitAt = (place: number): number => this.#trie[place] ?? 0;
    const offset = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
    let place = offset(unitAt(0));
    for (const byte of bytes) {
      if (byte === 0) return undefined;
      place ^= byte;
      const unit = unitAt(place);
      if ((unit & 0x800000ff) >>> 0 !== byte) return undefined;
      place ^= offset(unit);
      if ((unit & 0x100) !== 0) {
        const start = unitAt(place) & 0x7fffffff;
        return decoder.decode(this.#pool.subarray(start, this.#pool.indexOf(0, start)));
      }
    }
    return undefined;
  }
}

/**
 * Takes the character map out of a tokenizer's normalization.
 * @returns the map, if there is one, and the normalization without it
 */
export function takeCharacterMap(normalizer: NormalizerStep | null | undefined): { map?: CharacterMap; rest: NormalizerStep | null } {
  if (!normalizer) return { rest: null };
  if (normalizer.type === 'Precompiled') return normalizer.precompiled_charsmap ? { map: new CharacterMap(normalizer.precompiled_charsmap), rest: null } : { rest: null };
  const step = normalizer.normalizers?.find(({ type }) => type === 'Precompiled');
  if (!step) return { rest: normalizer };
  const rest = { ...normalizer, normalizers: normalizer.normalizers?.filter((other) => other !== step) ?? [] };
  return step.precompiled_charsmap ? { map: new CharacterMap(step.precompiled_charsmap), rest } : { rest };
}
