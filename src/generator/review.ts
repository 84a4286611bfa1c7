import type { GeneratorRun } from './types.ts';

/** What a reader says of a reading. */
export type Judgement = 'confirmed' | 'contested';

export interface ReviewEntry {
  readonly speaker: string;
  readonly label: string;
  readonly judgement: Judgement;
  /** In the reader's own words. */
  readonly comment?: string;
  readonly date: string;
}

/** A record of what readers confirmed and contested, to be exported beside the run that it is about. */
export class Review {
  readonly #run: GeneratorRun;
  readonly #entries = new Map<string, ReviewEntry>();

  constructor(run: GeneratorRun) {
    this.#run = run;
  }

  /** Notes a judgement; a later one on the same speaker and label takes its place. */
  judge(speaker: string, label: string, judgement: Judgement, comment?: string): void {
    const entry = { speaker, label, judgement, date: new Date().toISOString() };
    this.#entries.set(JSON.stringify([speaker, label]), comment === undefined ? entry : { ...entry, comment });
  }

  withdraw(speaker: string, label: string): void {
    this.#entries.delete(JSON.stringify([speaker, label]));
  }

  get entries(): readonly ReviewEntry[] {
    return [...this.#entries.values()];
  }

  toJSON(): { readonly format: string; readonly version: number; readonly run: GeneratorRun; readonly entries: readonly ReviewEntry[] } {
    return { format: 'value-tagger-review', version: 1, run: this.#run, entries: this.entries };
  }
}
