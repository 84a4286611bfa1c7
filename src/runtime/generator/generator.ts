import { TaggerError, abortError, describe } from '../../errors.ts';
import { announce, answer } from '../service.ts';
import { probeDevice } from '../device.ts';
import { Fifo } from '../fifo.ts';
import type { Result } from '../protocol.ts';
import { answers } from './answer-sheet.ts';
import { Chooser } from './choose.ts';
import { decode } from './decode.ts';
import { openModel, type OpenModel } from './library.ts';
import { ModelFiles } from './model-files.ts';
import { promptIds } from './prompt-text.ts';
import type { GenerateRequest, Generated, GeneratorLoadRequest, GeneratorProgress, GeneratorReport, GeneratorService, MeasuredFile, Message, ScoreRequest, Scored } from './protocol.ts';
import { withoutContent } from './quiet.ts';
import { PromptReader } from './reader.ts';

interface Loaded extends OpenModel {
  readonly reader: PromptReader;
  readonly contextTokens: number;
}

/** The inside of the generator worker. Knows nothing of workers or ports: `workers/generator.worker.ts` exposes it. */
export class Generator implements GeneratorService {
  readonly #fifo = new Fifo();
  readonly #requests = new Map<number, AbortController>();
  #loaded: Loaded | undefined;
  /** The library runs nothing any more once a run has failed. */
  #broken: TaggerError | undefined;

  announce(lockName: string): Promise<Result<void>> {
    return announce(lockName);
  }

  probe(): ReturnType<GeneratorService['probe']> {
    return answer(probeDevice);
  }

  measure({ address, dtype, keepFiles }: Pick<GeneratorLoadRequest, 'address' | 'dtype' | 'keepFiles'>): Promise<Result<readonly MeasuredFile[]>> {
    return answer(async () => {
      // What is kept is looked at, but nothing is kept of what is asked for here.
      const files = new ModelFiles(address, false, keepFiles);
      return await files.measure(files.names(await files.config(), dtype));
    });
  }

  load(request: GeneratorLoadRequest, onProgress: (progress: GeneratorProgress) => void): Promise<Result<GeneratorReport>> {
    return answer(() => this.#fifo.add(() => this.#load(request, onProgress)));
  }

  async #load(request: GeneratorLoadRequest, onProgress: (progress: GeneratorProgress) => void): Promise<GeneratorReport> {
    if (this.#loaded) throw new TaggerError('invalid-input', 'This worker has a model already.', 'Start another worker.');
    const files = new ModelFiles(request.address, request.keepFiles);
    const config = await files.config();
    const sizes = (await files.measure(files.names(config, request.dtype))).map(({ file, bytes }) => ({ file, bytes }));
    await files.fetchAll(sizes, (progress) => onProgress({ phase: 'download', ...progress }));
    onProgress({ phase: 'compile' });
    const opened = await openModel(files, request);
    const loaded = { ...opened, reader: new PromptReader(opened.model), contextTokens: config.max_position_embeddings };
    onProgress({ phase: 'warm-up' });
    await this.#guarded(async () => {
      const ids = promptIds([{ role: 'user', parts: ['Hello.'] }], opened.prompts);
      loaded.reader.release((await loaded.reader.read(ids, new AbortController().signal)).cache);
    });
    this.#loaded = loaded;
    const { device, dtype, threads } = request;
    return { device, dtype, threads, architecture: config.architectures[0] ?? 'unknown', files: sizes, contextTokens: loaded.contextTokens, library: `transformers.js ${opened.version}` };
  }

  generate(request: GenerateRequest, onText: (text: string) => void): Promise<Result<Generated>> {
    return this.#request(request.id, async (signal, loaded) => {
      const start = performance.now();
      loaded.reader.onLife = () => onText('');
      const chooser = new Chooser(loaded.vocabulary, request);
      const ids = this.#prompt(request.messages, loaded, request.maxTokens);
      const { text, tokens, reused } = await this.#guarded(() => decode(loaded.reader, ids, chooser, loaded.vocabulary, signal, onText));
      return { text, tokens, promptTokens: ids.length, reusedTokens: reused, milliseconds: performance.now() - start };
    });
  }

  score(request: ScoreRequest, onLife: () => void): Promise<Result<Scored>> {
    return this.#request(request.id, async (signal, loaded) => {
      const start = performance.now();
      loaded.reader.onLife = onLife;
      const ids = this.#prompt(request.messages, loaded, 8 * request.questions.length);
      const { scores, tokens, reused } = await this.#guarded(() => answers(loaded.reader, ids, request.questions, loaded.prompts.encode, signal));
      return { scores, tokens, promptTokens: ids.length, reusedTokens: reused, milliseconds: performance.now() - start };
    });
  }

  cancel(id: number): void {
    this.#requests.get(id)?.abort();
  }

  #request<T>(id: number, work: (signal: AbortSignal, loaded: Loaded) => Promise<T>): Promise<Result<T>> {
    const controller = new AbortController();
    this.#requests.set(id, controller);
    return answer(() =>
      this.#fifo
        .add(async () => {
          if (controller.signal.aborted) throw abortError();
          if (this.#broken) throw this.#broken;
          if (!this.#loaded) throw new TaggerError('not-loaded', 'The worker was asked to write before a model was loaded.', 'Call load() first.');
          return await work(controller.signal, this.#loaded);
        })
        .finally(() => this.#requests.delete(id)),
    );
  }

  #prompt(messages: readonly Message[], { prompts, contextTokens }: Loaded, answerTokens: number): number[] {
    let ids: number[];
    try {
      ids = promptIds(messages, prompts);
    } catch (error) {
      // What a template or tokenizer complains of would quote the text.
      throw TaggerError.from(error instanceof TaggerError ? error : undefined, 'tokenizer-failed', "The model's chat template or tokenizer failed on the text.", 'Choose another model, or a shorter text.');
    }
    if (ids.length + answerTokens <= contextTokens) return ids;
    throw new TaggerError('invalid-input', `The text is too long: ${ids.length} tokens with the instructions, and ${answerTokens} for the answer, where the model reads ${contextTokens}.`, 'Give less text at a time, or a codebook with fewer labels.');
  }

  /** Runs the model; a failure ends this worker's use, since every later run would fail the same way. */
  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TaggerError && error.code !== 'engine-failed') throw error;
      const message = withoutContent(error);
      const code = /alloc|out of memory|memory access/i.test(describe(error)) ? 'out-of-memory' : 'engine-failed';
      this.#broken = new TaggerError(code, `The model failed: ${message}`, 'The worker is replaced; if it happens again, choose a smaller model or another device.');
      throw this.#broken;
    }
  }
}
