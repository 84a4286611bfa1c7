import { TaggerError } from '../../src/errors.ts';
import type { Candidate, EncodedBatch, EncodeRequest, EncoderService, LoadReport, LoadRequest, ModelText, Result } from '../../src/runtime/protocol.ts';
import { Fifo } from '../../src/runtime/fifo.ts';
import type { ModelInfo } from '../../src/tagging/types.ts';
import { FakeWorker } from './fake-worker.ts';

/** Texts of a batch. */
export const BATCH = 4;

export interface FakeEncoderOptions {
  /** Whether it finds a GPU. */
  readonly webgpu?: boolean;
  /** Texts that are best given together. */
  readonly window?: number;
  /** Awaited in every load; what it throws is the load's fault. */
  readonly onLoad?: (candidate: Candidate, encoder: FakeEncoder) => unknown;
  /** Awaited before every batch; what it throws is the request's fault. */
  readonly onBatch?: (texts: readonly ModelText[], encoder: FakeEncoder) => unknown;
}

const info: ModelInfo = { id: 'fake', title: 'fake', revision: '1', digest: 'd', licence: '', credit: [], languages: [], trainingDomain: [], heads: [], maxTokens: 256, bytes: 0, files: [] };

async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: TaggerError.from(error, 'internal', 'A mistake.', '').serialize() };
  }
}

/** A worker that behaves as an encoder does, with a row of one number for each text: its length. */
export class FakeEncoder {
  readonly worker: FakeWorker;
  /** What it was asked of the machine: whether to look for a GPU. */
  readonly probes: boolean[] = [];
  /** Ways to run the model that it was told to load. */
  readonly loads: Candidate[] = [];
  /** Texts that it has run. */
  readonly ran: ModelText[] = [];
  readonly #cancelled = new Set<number>();
  readonly #line = new Fifo();
  readonly #options: FakeEncoderOptions;

  constructor(options: FakeEncoderOptions = {}) {
    this.#options = options;
    const service: EncoderService = {
      announce: () => answer(async () => undefined),
      probe: (gpu) => answer(async () => this.#probe(gpu)),
      load: (request, onProgress) => answer(() => this.#load(request, onProgress)),
      encode: (request, onBatch) => answer(() => this.#line.add(() => this.#encode(request, onBatch))),
      cancel: (id) => void this.#cancelled.add(id),
      warmUp: () => answer(async () => undefined),
    };
    this.worker = new FakeWorker(service);
  }

  #probe(gpu: boolean): Extract<Awaited<ReturnType<EncoderService['probe']>>, { ok: true }>['value'] {
    this.probes.push(gpu);
    return { webgpu: { available: gpu && this.#options.webgpu === true, software: false, shaderF16: false, description: 'no adapter' }, jspi: true, crossOriginIsolated: false, cores: 4, memory: 8 };
  }

  async #load({ candidate, threads }: LoadRequest, onProgress: Parameters<EncoderService['load']>[1]): Promise<LoadReport> {
    this.loads.push(candidate);
    await onProgress({ phase: 'verify' });
    await this.#options.onLoad?.(candidate, this);
    await onProgress({ phase: 'compile' });
    return { info, slices: [], rowSize: 1, candidate, threads, window: this.#options.window ?? 64, selfTestError: 0, resources: [], notices: [] };
  }

  async #encode({ id, texts }: EncodeRequest, onBatch: (batch: EncodedBatch) => Promise<void>): Promise<void> {
    for (let from = 0; from < texts.length && !this.#cancelled.has(id); from += BATCH) {
      const some = texts.slice(from, from + BATCH);
      await this.#options.onBatch?.(some, this);
      this.ran.push(...some);
      await onBatch({ indices: Uint32Array.from(some, (_, place) => from + place), logits: Float32Array.from(some, (text) => (typeof text === 'string' ? text : text.sentence).length), truncated: new Uint8Array(some.length) });
    }
  }
}
