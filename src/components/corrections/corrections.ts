import { databaseExists } from '../../cache/database-exists.ts';
import type { LabelId, TaxonomyId } from '../../taxonomy/types.ts';
import { Part } from '../part.ts';
import type { Correction, CorrectionKeeper, Keeping, KeptCorrection, KeptCorrections, Verdict } from './types.ts';

const DATABASE = 'value-tagger-corrections';

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
 * again when a sentence is read again and nobody can read the sentence from it. Knows no DOM. Where nothing was kept before,
 * nothing is made, and no code fetched, until something is said.
 */
export class Corrections {
  readonly #open: () => Promise<CorrectionKeeper>;
  readonly #exists: () => Promise<boolean>;
  readonly #listeners = new Set<() => void>();
  readonly #sentenceKeys = new Map<string, string>();
  #keeper: CorrectionKeeper | undefined;
  #kept = new Map<string, KeptCorrection>();
  /** Sentences (by key and taxonomy) of which anything is kept, with the labels. */
  #bySentence = new Map<string, Map<LabelId, Verdict>>();
  /** Keys of what was said or taken back, and not written so far. */
  readonly #unkept = new Set<string>();
  #salt = '';
  #loading: Promise<void> | undefined;
  #steps: Step[] = [];
  #keeping: Keeping = 'kept';

  /**
   * @param open gives the keeper, whose code may be fetched only then; called again when it has failed
   * @param exists whether anything may be kept, found out without the keeper
   */
  constructor(open: () => Promise<CorrectionKeeper>, exists: () => Promise<boolean> = () => Promise.resolve(true)) {
    this.#open = open;
    this.#exists = exists;
  }

  /** What becomes of corrections when the page is closed. */
  get keeping(): Keeping {
    return this.#keeping;
  }

  /** Whether corrections are to be kept from now on. What is kept stays until {@link clear}. */
  set wanted(wanted: boolean) {
    this.#keeping = wanted ? 'kept' : 'unwanted';
    this.#tell();
  }

  /** @returns how to stop listening */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads what is kept; once. Never rejects: where it fails, the next call reads. */
  load(): Promise<void> {
    this.#loading ??= this.#read().then(
      (kept) => kept && this.#adopt(kept),
      () => {
        this.#loading = undefined;
      },
    );
    return this.#loading;
  }

  /**
   * Corrections that are kept on this device now, by whichever tab.
   * @throws what the browser does where it allows no database
   */
  async count(): Promise<number> {
    return (await this.#read())?.kept.size ?? 0;
  }

  /** What was said of a sentence's labels in a taxonomy; nothing before {@link load}. */
  of(text: string, taxonomy: TaxonomyId): ReadonlyMap<LabelId, Verdict> {
    if (this.#bySentence.size === 0) return NOTHING;
    return this.#bySentence.get(`${this.#keyOf(text)} ${taxonomy}`) ?? NOTHING;
  }

  /**
   * Says something of a label, or takes it back (`undefined`).
   * @throws where the keeper's code could not be fetched; nothing is changed then
   */
  async set(text: string, taxonomy: TaxonomyId, label: LabelId, verdict: Verdict | undefined): Promise<void> {
    await this.load();
    await this.#begin(await this.#getKeeper());
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

  /**
   * Forgets everything, also what is kept.
   * @throws what the browser does where it cannot be deleted
   */
  async clear(): Promise<void> {
    this.#kept.clear();
    this.#unkept.clear();
    this.#bySentence.clear();
    this.#steps = [];
    this.#tell();
    if (await this.#exists()) await (await this.#getKeeper()).store.clear();
  }

  async #getKeeper(): Promise<CorrectionKeeper> {
    return (this.#keeper ??= await this.#open());
  }

  async #read(): Promise<KeptCorrections | undefined> {
    return (await this.#exists()) ? await (await this.#getKeeper()).store.load() : undefined;
  }

  /** Makes sure of a place for corrections: another tab may have made one, or deleted it, since. What was not kept so far is kept then. */
  async #begin({ store, randomSalt }: CorrectionKeeper): Promise<void> {
    this.#salt ||= randomSalt();
    if (this.#keeping === 'unwanted') return;
    const salt = this.#salt;
    const unkept = [...this.#unkept].map((key) => [key, this.#kept.get(key)] as const);
    try {
      this.#adopt(await store.begin(salt));
      this.#keeping = 'kept';
      if (this.#salt === salt) for (const [key, correction] of unkept) await this.#put(key, correction);
    } catch {
      this.#keeping = 'refused';
    }
  }

  #adopt({ salt, kept }: KeptCorrections): void {
    const any = kept.size > 0 || this.#kept.size > 0;
    if (salt !== this.#salt) {
      this.#salt = salt;
      this.#sentenceKeys.clear();
      this.#steps = [];
    }
    this.#unkept.clear();
    this.#kept = new Map(kept);
    this.#bySentence.clear();
    for (const [key, { verdict }] of kept) this.#note(key, verdict);
    if (any) this.#tell();
  }

  async #put(key: string, correction: KeptCorrection | undefined): Promise<void> {
    if (correction) this.#kept.set(key, correction);
    else this.#kept.delete(key);
    this.#note(key, correction?.verdict);
    this.#tell();
    this.#unkept.add(key);
    const store = this.#keeping === 'kept' ? this.#keeper?.store : undefined;
    if (!store) return;
    try {
      await (correction ? store.put(key, correction) : store.delete(key));
      this.#unkept.delete(key);
    } catch {
      this.#keeping = 'refused';
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
      key = this.#keeper?.keyOf(this.#salt, text) ?? '';
      if (this.#sentenceKeys.size >= KNOWN_KEYS) this.#sentenceKeys.clear();
      this.#sentenceKeys.set(text, key);
    }
    return key;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** What keeps corrections: the database and the hashes of sentences. */
export const KEEPER = new Part(() => import('./keeper.ts'));

let shared: Corrections | undefined;

/** The corrections of all elements of a page. */
export function sharedCorrections(): Corrections {
  shared ??= new Corrections(
    async () => (await KEEPER.load()).openKeeper(DATABASE),
    () => databaseExists(DATABASE),
  );
  return shared;
}
