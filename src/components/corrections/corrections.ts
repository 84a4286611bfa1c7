import { makeKeys, randomSalt } from '../../cache/keys.ts';
import { modelInput } from '../../tagging/cached-scores.ts';
import type { LabelId, TaxonomyId } from '../../taxonomy/types.ts';
import { IndexedDbCorrections } from './store.ts';
import type { Correction, CorrectionStore, KeptCorrection, Verdict } from './types.ts';

/** Sentences whose keys are remembered. */
const KNOWN_KEYS = 20_000;

/** A step that can be taken back. */
interface Step {
  readonly key: string;
  readonly before: KeptCorrection | undefined;
  readonly correction: Omit<Correction, 'verdict' | 'at'>;
}

const NOTHING: ReadonlyMap<LabelId, Verdict> = new Map();

/**
 * What readers have said of the tags. It is kept under salted hashes of the sentences, as scores are, so that it is found
 * again when a sentence is read again and nobody can read the sentence from it. Knows no DOM.
 */
export class Corrections {
  readonly #store: CorrectionStore;
  readonly #listeners = new Set<() => void>();
  readonly #sentenceKeys = new Map<string, string>();
  #kept = new Map<string, KeptCorrection>();
  /** Sentences (by key and taxonomy) of which anything is kept, with the labels. */
  #bySentence = new Map<string, Map<LabelId, Verdict>>();
  #salt: string | undefined;
  #loading: Promise<void> | undefined;
  #steps: Step[] = [];
  #failed = false;

  constructor(store: CorrectionStore) {
    this.#store = store;
  }

  /** True where the browser keeps nothing: corrections hold until the page is closed. */
  get failed(): boolean {
    return this.#failed;
  }

  /** @returns how to stop listening */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads what is kept; once. Never rejects. */
  load(): Promise<void> {
    this.#loading ??= this.#store.load().then(
      ({ salt, kept }) => {
        this.#salt = salt;
        this.#kept = new Map(kept);
        for (const [key, { verdict }] of kept) this.#note(key, verdict);
        if (kept.size > 0) this.#tell();
      },
      () => {
        this.#failed = true;
        this.#salt = randomSalt();
        this.#tell();
      },
    );
    return this.#loading;
  }

  /** What was said of a sentence's labels in a taxonomy; nothing before {@link load}. */
  of(text: string, taxonomy: TaxonomyId): ReadonlyMap<LabelId, Verdict> {
    if (this.#bySentence.size === 0) return NOTHING;
    return this.#bySentence.get(`${this.#keyOf(text)} ${taxonomy}`) ?? NOTHING;
  }

  /** Says something of a label, or takes it back (`undefined`). */
  async set(text: string, taxonomy: TaxonomyId, label: LabelId, verdict: Verdict | undefined): Promise<void> {
    await this.load();
    const key = this.#fullKey(text, taxonomy, label);
    this.#steps.push({ key, before: this.#kept.get(key), correction: { text, taxonomy, label } });
    await this.#put(key, verdict && { verdict, at: Date.now() });
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /** Takes back the last step; tells which, and what holds now. */
  async undo(): Promise<{ readonly text: string; readonly taxonomy: TaxonomyId; readonly label: LabelId; readonly verdict: Verdict | undefined } | undefined> {
    const step = this.#steps.pop();
    if (!step) return undefined;
    await this.#put(step.key, step.before);
    return { ...step.correction, verdict: step.before?.verdict };
  }

  /** What was said of these sentences, in their order. */
  about(texts: readonly string[], taxonomy: TaxonomyId): Correction[] {
    return texts.flatMap((text) =>
      [...this.of(text, taxonomy)].map(([label, verdict]): Correction => ({ text, taxonomy, label, verdict, at: this.#kept.get(this.#fullKey(text, taxonomy, label))?.at ?? 0 })),
    );
  }

  /** Forgets everything, also what is kept. */
  async clear(): Promise<void> {
    this.#kept.clear();
    this.#bySentence.clear();
    this.#steps = [];
    await this.#store.clear().catch(() => undefined);
    this.#tell();
  }

  async #put(key: string, correction: KeptCorrection | undefined): Promise<void> {
    if (correction) this.#kept.set(key, correction);
    else this.#kept.delete(key);
    this.#note(key, correction?.verdict);
    this.#tell();
    try {
      await (correction ? this.#store.put(key, correction) : this.#store.delete(key));
    } catch {
      this.#failed = true;
      this.#tell();
    }
  }

  #note(key: string, verdict: Verdict | undefined): void {
    const [sentence = '', taxonomy = '', ...label] = key.split(' ');
    const id = `${sentence} ${taxonomy}`;
    const labels = this.#bySentence.get(id) ?? new Map<LabelId, Verdict>();
    if (verdict) labels.set(label.join(' '), verdict);
    else labels.delete(label.join(' '));
    if (labels.size > 0) this.#bySentence.set(id, labels);
    else this.#bySentence.delete(id);
  }

  #fullKey(text: string, taxonomy: TaxonomyId, label: LabelId): string {
    return `${this.#keyOf(text)} ${taxonomy} ${label}`;
  }

  #keyOf(text: string): string {
    let key = this.#sentenceKeys.get(text);
    if (key === undefined) {
      const words = makeKeys(this.#salt ?? '', 'corrections', [modelInput(text)]);
      key = [...words].map((word) => word.toString(16).padStart(8, '0')).join('');
      if (this.#sentenceKeys.size >= KNOWN_KEYS) this.#sentenceKeys.clear();
      this.#sentenceKeys.set(text, key);
    }
    return key;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

let shared: Corrections | undefined;

/** The corrections of all elements of a page. */
export function sharedCorrections(): Corrections {
  shared ??= new Corrections(new IndexedDbCorrections());
  return shared;
}
