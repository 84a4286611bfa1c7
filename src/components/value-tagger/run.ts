import { TaggerError } from '../../errors.ts';
import type { Device, ModelInfo, Notice, TaggedSentence, TagOptions, Tagger, TaggingProgress } from '../../tagging/types.ts';

/** Where a run stands. */
export type RunState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: TaggingProgress | undefined }
  | { readonly kind: 'tagged' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: TaggerError };

/** What a run tells; called in the order of what happened, never after {@link Run.end}. */
export interface RunListener {
  onState(state: RunState): void;
  /** The model is known; comes before any sentence. */
  onModel(model: ModelInfo): void;
  onSentences(sentences: readonly TaggedSentence[]): void;
  /** What came so far came from another model than the one that was loaded; all comes anew. */
  onReset(model: ModelInfo): void;
  /** Asks which part of the text is to be tagged first. */
  inSight?: TagOptions['inSight'];
}

/** One pass of a tagger over one text. */
export class Run {
  readonly #abort = new AbortController();
  readonly #tagger: Tagger;
  #listener: RunListener | undefined;

  /** @param before what no sentence may come before; it must never reject */
  constructor(tagger: Tagger, text: string, listener: RunListener, before: Promise<void>) {
    this.#tagger = tagger;
    this.#listener = listener;
    void this.#go(text, before);
  }

  get device(): Device | undefined {
    return this.#tagger.device;
  }

  get notices(): readonly Notice[] {
    return this.#tagger.notices;
  }

  /** Stops the run and says so. */
  cancel(): void {
    const listener = this.#listener;
    this.end();
    listener?.onState({ kind: 'cancelled' });
  }

  /** Stops the run and is silent from now on. */
  end(): void {
    this.#listener = undefined;
    this.#abort.abort();
  }

  async #go(text: string, before: Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    const onProgress = (progress: TaggingProgress): void => this.#listener?.onState({ kind: 'running', progress });
    this.#listener?.onState({ kind: 'running', progress: undefined });
    try {
      const model = (await this.#tagger.recall?.()) ?? (await this.#tagger.ready({ signal, onProgress }));
      this.#listener?.onModel(model);
      await before;
      signal.throwIfAborted();
      await this.#tagger.tag(text, {
        signal,
        onProgress,
        onSentences: (sentences) => this.#listener?.onSentences(sentences),
        onReset: (loaded) => this.#listener?.onReset(loaded),
        inSight: () => this.#listener?.inSight?.(),
      });
      this.#listener?.onState({ kind: 'tagged' });
    } catch (error) {
      this.#listener?.onState(failure(error));
    } finally {
      this.#listener = undefined;
    }
  }
}

function failure(error: unknown): RunState {
  if (error instanceof Error && error.name === 'AbortError') return { kind: 'cancelled' };
  return {
    kind: 'failed',
    error: TaggerError.from(error, 'engine-failed', 'The text could not be tagged.', 'Try again; if it fails again, reload the page.'),
  };
}
