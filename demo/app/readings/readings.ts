import { TaggerError, describe } from '../../../src/errors.ts';
import type { OpenItem } from '../../../src/generator/tasks/extract.ts';
import type { TaggedSentence } from '../../../src/tagging/types.ts';
import { Codebooks } from './codebooks.ts';
import { GeneratorModel } from './generator-model.ts';
import type { ReadingsPage, Shown, Task, TaskInput } from './task.ts';
import { tasks } from './tasks.ts';

/** What one task has come to. */
export interface Outcome {
  readonly shown: Shown;
  readonly codebook: string;
  /** False where it was stopped, or has failed, or goes on. */
  readonly complete: boolean;
}

/** A task under way. */
export interface Running {
  readonly task: Task;
  readonly stop: AbortController;
  readonly done: number;
  readonly total: number;
  /** What the model has written of the present answer. */
  readonly written: string;
}

/** What readers ask of the language model, and what came of it for the present text. Knows no elements of its own. */
export class Readings {
  readonly model: GeneratorModel;
  readonly codebooks: Codebooks;
  readonly page: ReadingsPage;
  readonly #changed: () => void;
  readonly outcomes = new Map<Task, Outcome>();
  task: Task = tasks[0];
  part: 'all' | 'chosen' = 'all';
  chosen: TaggedSentence | undefined;
  file: File | undefined;
  running: Running | undefined;
  error: TaggerError | undefined;
  #text = '';
  #openValues: { readonly of: string; readonly values: readonly OpenItem[] } | undefined;

  /** @param changed called whenever there is something else to show */
  constructor(page: ReadingsPage, changed: () => void) {
    const { searchParams } = new URL(location.href);
    const device = searchParams.get('device');
    this.page = page;
    this.#changed = changed;
    this.codebooks = new Codebooks(changed);
    this.model = new GeneratorModel({ device: device === 'webgpu' || device === 'wasm' ? device : 'auto', allowSoftwareAdapter: searchParams.has('software-adapter') }, page.keeps, changed);
  }

  /** What was found in a text goes with it, but for what was measured. */
  noteText(): void {
    const { text } = this.page.component;
    if (text === this.#text) return;
    this.#text = text;
    this.stop();
    this.chosen = undefined;
    this.error = undefined;
    for (const task of this.outcomes.keys()) if (task.reads !== 'file') this.outcomes.delete(task);
    this.#changed();
  }

  /** What the task would read; empty where there is nothing. */
  get text(): string {
    const { reads } = this.task;
    return reads === 'chosen' || (reads === 'part' && this.part === 'chosen') ? (this.chosen?.text ?? '') : this.#text;
  }

  /** Why nothing can be asked now; undefined where it can. */
  get missing(): string | undefined {
    if (!this.model.generator) return 'Choose a language model first.';
    if (this.task.reads === 'file') return this.file ? undefined : 'Choose a file with sentences that you have labelled.';
    if (this.#text.trim() === '') return 'Read a text first, at the top of the page.';
    return this.text === '' ? 'Choose a sentence of the text above first.' : undefined;
  }

  stop(): void {
    this.running?.stop.abort();
    this.running = undefined;
    this.#changed();
  }

  async run(): Promise<void> {
    const { task, model: { generator } } = this;
    if (this.missing !== undefined || !generator) return;
    this.stop();
    const stop = new AbortController();
    const { signal } = stop;
    const note = (change: Partial<Running>): void => {
      if (signal.aborted || !this.running) return;
      this.running = { ...this.running, ...change };
      this.#changed();
    };
    this.error = undefined;
    this.outcomes.delete(task);
    this.running = { task, stop, done: 0, total: 0, written: '' };
    this.#changed();
    try {
      const { set, codebook } = await this.codebooks.load();
      const input: TaskInput = {
        generator,
        page: this.page,
        text: this.text,
        wholeText: this.#text,
        // Its scores are others where the text was read again since.
        chosen: this.chosen && (this.page.component.sentence(this.chosen.index) ?? this.chosen),
        set,
        codebook,
        file: this.file,
        signal,
        onText: (text) => note({ written: `${this.running?.written ?? ''}${text}` }),
        openValues: this.#openValues?.of === this.text ? this.#openValues.values : undefined,
      };
      await task.run(input, {
        show: (shown) => {
          this.outcomes.set(task, { shown, codebook: codebook.id, complete: false });
          this.#changed();
        },
        step: (done, total) => note({ done, total, written: '' }),
        changed: () => this.#changed(),
        keepOpenValues: (values) => {
          this.#openValues = { of: input.text, values };
        },
      });
      const outcome = this.outcomes.get(task);
      if (outcome && !signal.aborted) this.outcomes.set(task, { ...outcome, complete: true });
    } catch (thrown) {
      const error = TaggerError.from(thrown, 'internal', `The model could not do it: ${describe(thrown)}`, 'Please report this, with the model and what it was asked.');
      if (!signal.aborted && error.code !== 'aborted') this.error = error;
    }
    if (this.running?.stop === stop) this.running = undefined;
    this.#changed();
  }
}
