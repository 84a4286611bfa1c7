import { TaggerError } from '../errors.ts';
import type { Device, ModelInfo, Notice, TaggedSentence, TaggedText, TagOptions, Tagger, WordEffect } from './types.ts';

/** A tagger whose code is fetched when it is first used, so that an element is there before all that works behind it. */
export class LazyTagger implements Tagger {
  readonly #load: () => Promise<Tagger>;
  #loading: Promise<Tagger> | undefined;
  #tagger: Tagger | undefined;
  #disposed = false;

  /** @param load gives the tagger; called again when it has failed */
  constructor(load: () => Promise<Tagger>) {
    this.#load = load;
  }

  get device(): Device | undefined {
    return this.#tagger?.device;
  }

  get notices(): readonly Notice[] {
    return this.#tagger?.notices ?? [];
  }

  async tag(text: string, options?: TagOptions): Promise<TaggedText> {
    return await (await this.#get()).tag(text, options);
  }

  async *stream(text: string, options?: TagOptions): AsyncIterable<TaggedSentence> {
    yield* (await this.#get()).stream(text, options);
  }

  async ready(options?: Pick<TagOptions, 'signal' | 'onProgress'>): Promise<ModelInfo> {
    return await (await this.#get()).ready(options);
  }

  async explain(...asked: Parameters<NonNullable<Tagger['explain']>>): Promise<readonly WordEffect[]> {
    return (await (await this.#get()).explain?.(...asked)) ?? [];
  }

  async recall(): Promise<ModelInfo | undefined> {
    return await (await this.#get()).recall?.();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#tagger?.dispose();
  }

  async #get(): Promise<Tagger> {
    if (this.#disposed) throw new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.');
    this.#loading ??= this.#load();
    try {
      const tagger = await this.#loading;
      if (!this.#disposed) this.#tagger = tagger;
      else await tagger.dispose();
      return tagger;
    } catch (cause) {
      this.#loading = undefined;
      throw TaggerError.from(cause, 'network', 'A part of the toolkit could not be fetched.', 'Check the connection, then try again.');
    }
  }
}
