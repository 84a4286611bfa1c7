import { TaggerError } from '../errors.ts';
import { announceLife, answer } from './answer.ts';
import { Batcher } from './batcher.ts';
import { fetchBundle, openShared, shareBundle } from './bundle.ts';
import { probeDevice } from './device.ts';
import { loadEngine } from './engine.ts';
import { Fifo, nextTask } from './fifo.ts';
import { GpuWatch } from './gpu-watch.ts';
import { limitsOf } from './limits.ts';
import { headSlices, modelInfo } from './manifest.ts';
import type { EncodeRequest, EncodedBatch, EncoderService, LoadProgress, LoadReport, LoadRequest, Result } from './protocol.ts';
import { selfTest } from './self-test.ts';
import { EncoderSession, type RunBatch } from './session.ts';
import { TextEncoding } from './tokenizer.ts';

interface Loaded {
  readonly session: EncoderSession;
  readonly batcher: Batcher;
  readonly tokenizer: TextEncoding;
}

/** A request under way. */
interface OpenRequest {
  cancelled: boolean;
  /** Settles when the caller has taken the last batch. */
  sent: Promise<void>;
}

/** The inside of the encoder worker. Knows nothing of workers or ports: `workers/encoder.worker.ts` exposes it. */
export class Encoder implements EncoderService {
  readonly #fifo = new Fifo();
  readonly #requests = new Map<number, OpenRequest>();
  #loaded: Loaded | undefined;

  announce(lockName: string): Promise<Result<void>> {
    return answer(() => announceLife(lockName));
  }

  probe(): ReturnType<EncoderService['probe']> {
    return answer(probeDevice);
  }

  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<Result<LoadReport>> {
    return answer(() => this.#fifo.add(() => this.#load(request, onProgress)));
  }

  async #load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<LoadReport> {
    const { candidate, threads } = request;
    const { device } = candidate;
    const bundle = request.bundle ? await openShared(request.bundle) : await fetchBundle(request, onProgress);
    const { manifest, files } = bundle;
    onProgress({ phase: 'verify' });
    const decode = (name: string): string => new TextDecoder().decode(files.get(name));
    const tokenizer = new TextEncoding(decode(manifest.tokenizer.file), decode(manifest.tokenizer.config), manifest.tokenizer.maxTokens);

    onProgress({ phase: 'compile' });
    const shared = request.share ? await shareBundle(bundle) : undefined;
    const engine = await loadEngine(candidate.build, threads, bundle.engine);
    const session = await EncoderSession.create(engine, manifest, files, device);
    const software = device === 'webgpu' && (await probeDevice()).webgpu.software;
    // A program shares the processor with everything else.
    const watch = device === 'webgpu' ? await GpuWatch.of(engine, software ? 4 * request.gpuTimeLimit : request.gpuTimeLimit) : undefined;
    const run: RunBatch = watch ? (...batch) => watch.guard(() => session.run(...batch)) : (...batch) => session.run(...batch);

    onProgress({ phase: 'self-test' });
    const { window, ...limits } = limitsOf(candidate, software);
    const batcher = new Batcher(run, limits);
    let selfTestError: number;
    try {
      selfTestError = await selfTest(batcher, tokenizer, manifest, device);
    } catch (error) {
      await session.release();
      throw error;
    }
    await this.#loaded?.session.release();
    this.#loaded = { session, batcher, tokenizer };
    return {
      info: modelInfo(manifest, device),
      slices: headSlices(manifest),
      rowSize: session.rowSize,
      candidate,
      threads,
      window,
      selfTestError,
      resources: performance.getEntriesByType('resource').map(({ name }) => name),
      notices: software ? [{ code: 'software-adapter', message: 'WebGPU runs on a program here, not on a graphics card: results are right but slow.' }] : [],
      ...(shared ? { bundle: shared } : {}),
    };
  }

  encode({ id, texts }: EncodeRequest, onBatch: (batch: EncodedBatch) => Promise<void>): Promise<Result<void>> {
    const request: OpenRequest = { cancelled: false, sent: Promise.resolve() };
    this.#requests.set(id, request);
    return answer(async () => {
      try {
        await this.#fifo.add(() => this.#encode(request, texts, onBatch));
        await request.sent;
      } finally {
        this.#requests.delete(id);
      }
    });
  }

  async #encode(request: OpenRequest, texts: readonly string[], onBatch: (batch: EncodedBatch) => Promise<void>): Promise<void> {
    if (request.cancelled) return;
    const { batcher, tokenizer } = this.#ready();
    const encodings = texts.map((text) => tokenizer.encode(text));
    for await (const { rows, logits } of batcher.encode(encodings)) {
      // The next batch is computed while this one is on its way, and no further: a page that cannot keep up is waited for.
      await request.sent;
      request.sent = onBatch({ indices: Uint32Array.from(rows), logits, truncated: Uint8Array.from(rows, (row) => (encodings[row]?.truncated ? 1 : 0)) });
      await nextTask();
      if (request.cancelled) return;
    }
  }

  cancel(id: number): void {
    const request = this.#requests.get(id);
    if (request) request.cancelled = true;
  }

  warmUp(): Promise<Result<void>> {
    return answer(async () => {
      const { batcher, tokenizer } = this.#ready();
      // Each shape waits in the same line as requests, so one that comes meanwhile waits for one shape at most.
      for (const warmUp of batcher.warmUps(tokenizer.encode(''))) await this.#fifo.add(warmUp);
    });
  }

  #ready(): Loaded {
    if (!this.#loaded) throw new TaggerError('invalid-input', 'The worker was asked to read sentences before a model was loaded.', 'Call load() first.');
    return this.#loaded;
  }
}
