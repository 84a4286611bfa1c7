import { TaggerError } from '../errors.ts';
import { Batcher } from './batcher.ts';
import type { BatchLimits } from './batching.ts';
import { fetchBundle, fetchFallback, openShared, shareBundle, shareRest, type Bundle, type KnownManifests } from './bundle.ts';
import { probeDevice } from './device.ts';
import { loadEngine, type Engine } from './engine.ts';
import { engineError } from './engine-error.ts';
import { Fifo, nextTask } from './fifo.ts';
import { GpuWatch } from './gpu-watch.ts';
import { KernelSession } from './kernel/session.ts';
import { limitsOf } from './limits.ts';
import { graphName, headSlices, inputOf, modelInfo, onnxGraphName, type GraphName, type Manifest } from './manifest.ts';
import type { RunBatch } from './model-session.ts';
import type { Candidate, EncodeRequest, EncodedBatch, EncoderService, LoadProgress, LoadReport, LoadRequest, Result } from './protocol.ts';
import { readRows } from './read-rows.ts';
import { plausible, selfTest } from './self-test.ts';
import { announce, answer } from './service.ts';
import { EncoderSession } from './session.ts';
import { Sessions, type MakeSession, type ProveSession } from './sessions.ts';
import { TextEncoding } from './tokenizer.ts';

interface Loaded {
  readonly sessions: Sessions;
  readonly batcher: Batcher;
  /** For texts beside hypotheses. */
  readonly pairs: Batcher;
  readonly tokenizer: TextEncoding;
}

/** Milliseconds after which a worker that has no text done tells that it is alive. */
const SIGN_OF_LIFE = 2_000;

/** Milliseconds that sessions of no use have to end: their worker will be ended in any case. */
const RELEASE_LIMIT = 1_000;

/** A request under way. */
interface OpenRequest {
  cancelled: boolean;
  /** Settles when the caller has taken the last batch. */
  sent: Promise<void>;
}

/** Makes sessions of the model in what is to run it; ONNX Runtime's code is loaded only where that is it. */
async function sessionMaker({ engine: wasm, manifest, files }: Bundle, candidate: Candidate, threads: number): Promise<{ make: MakeSession; engine?: Engine }> {
  const { build } = candidate;
  if (build === 'kernel') {
    const binary = await wasm.arrayBuffer().catch((error: unknown) => Promise.reject(engineError(error, 'starting')));
    return { make: () => KernelSession.create(binary, manifest, files) };
  }
  const engine = await loadEngine(build, threads, wasm);
  const graph = onnxGraphName(candidate);
  return { make: (shape) => EncoderSession.create(engine, manifest, files, graph, shape), engine };
}

// What stays while the model is loaded is made in functions of its own: a function made in `#load` would hold, for as
// long, all that any other one there holds, the model's files among it.

function tokenizerOf({ manifest, files }: Bundle): TextEncoding {
  const [json, config] = [manifest.tokenizer.file, manifest.tokenizer.config].map((name) => new TextDecoder().decode(files.get(name)));
  return new TextEncoding(json ?? '', config ?? '', manifest.tokenizer.maxTokens, manifest.input && inputOf(manifest.input));
}

const prover = (limits: BatchLimits, tokenizer: TextEncoding, manifest: Manifest, graph: GraphName): ProveSession => (session, shape) =>
  selfTest(new Batcher((...batch) => session.run(...batch), shape ? { ...limits, buckets: [shape] } : limits), tokenizer, manifest, graph, shape?.length);

const watched = (watch: GpuWatch, sessions: Sessions): RunBatch => (...batch) => watch.guard(() => sessions.run(...batch));

/** Ends sessions that are of no use; what fails there is no fault of what comes after them, and what hangs is left. */
async function discard(sessions: Sessions): Promise<void> {
  await Promise.race([sessions.release().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, RELEASE_LIMIT))]);
}

/** The inside of the encoder worker. Knows nothing of workers or ports: `workers/encoder.worker.ts` exposes it. */
export class Encoder implements EncoderService {
  readonly #fifo = new Fifo();
  readonly #requests = new Map<number, OpenRequest>();
  readonly #manifests: KnownManifests = new Map();
  #loaded: Loaded | undefined;

  announce(lockName: string): Promise<Result<void>> {
    return announce(lockName);
  }

  probe(gpu: boolean): ReturnType<EncoderService['probe']> {
    return answer(() => probeDevice(gpu));
  }

  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<Result<LoadReport>> {
    return answer(() => this.#fifo.add(() => this.#load(request, onProgress)));
  }

  async #load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<LoadReport> {
    const { candidate, threads, bundle: given } = request;
    const gpu = candidate.device === 'webgpu';
    const graph = graphName(candidate);
    const bundle = given ? await openShared(given, request, onProgress) : await fetchBundle(request, onProgress, this.#manifests);
    const { manifest } = bundle;
    // It comes while the model is compiled and tested.
    const fallback = gpu ? fetchFallback(bundle, request) : undefined;
    onProgress({ phase: 'verify' });
    const tokenizer = tokenizerOf(bundle);

    onProgress({ phase: 'compile' });
    let shared = request.share ? await shareBundle(bundle, candidate) : undefined;
    const software = gpu && (await probeDevice()).webgpu.software;
    const { window, pairs, ...limits } = limitsOf(candidate, software, threads);
    const buckets = graph === 'kernel' || graph === 'wasm' ? undefined : manifest.graphs[graph]?.buckets;
    const { make, engine } = await sessionMaker(bundle, candidate, threads);
    const sessions = await Sessions.create(make, buckets ?? [], prover(limits, tokenizer, manifest, graph));
    let run: RunBatch;
    let batcher: Batcher;
    let selfTestError = 0;
    try {
      // A program shares the processor with everything else.
      const watch = gpu && engine ? await GpuWatch.of(engine, software ? 4 * request.gpuTimeLimit : request.gpuTimeLimit) : undefined;
      onProgress({ phase: 'self-test' });
      run = watch ? watched(watch, sessions) : sessions.run;
      batcher = new Batcher(run, buckets ? { ...limits, buckets } : limits);
      if (given?.draft) await plausible(batcher, tokenizer, manifest);
      else selfTestError = await selfTest(batcher, tokenizer, manifest, graph, buckets?.[0]?.length);
    } catch (error) {
      await discard(sessions);
      throw engineError(error, 'testing the model');
    }
    if (this.#loaded) await discard(this.#loaded.sessions);
    this.#loaded = { sessions, batcher, pairs: new Batcher(run, { ...limits, ...pairs, ...(buckets ? { buckets } : {}) }), tokenizer };
    if (gpu) shared ??= await shareRest(bundle, await fallback, request.keepFiles);
    return {
      info: modelInfo(manifest, graph),
      slices: headSlices(manifest),
      rowSize: sessions.rowSize,
      candidate,
      threads,
      window,
      selfTestError,
      resources: performance.getEntriesByType('resource').map(({ name }) => name),
      notices: software ? [{ code: 'software-adapter', message: 'WebGPU runs on a program here, not on a graphics card: results are right but slow.' }] : [],
      ...(shared ? { bundle: { ...shared, draft: given?.draft ?? false } } : {}),
    };
  }

  encode({ id, ...wanted }: EncodeRequest, onBatch: (batch: EncodedBatch) => Promise<void>): Promise<Result<void>> {
    const request: OpenRequest = { cancelled: false, sent: Promise.resolve() };
    this.#requests.set(id, request);
    return answer(async () => {
      try {
        await this.#fifo.add(() => this.#encode(request, wanted, onBatch));
        await request.sent;
      } finally {
        this.#requests.delete(id);
      }
    });
  }

  async #encode(request: OpenRequest, wanted: Omit<EncodeRequest, 'id'>, onBatch: (batch: EncodedBatch) => Promise<void>): Promise<void> {
    if (request.cancelled) return;
    const { batcher, pairs, tokenizer } = this.#ready();
    let told = performance.now();
    for await (const batch of readRows(wanted.reading?.kind === 'pairs' ? pairs : batcher, tokenizer, wanted)) {
      // A text beside thousands of hypotheses takes a while; an empty batch says that the worker is at it.
      if (batch.indices.length > 0 || performance.now() - told > SIGN_OF_LIFE) {
        told = performance.now();
        // The next batch is computed while this one is on its way, and no further: a page that cannot keep up is waited for.
        await request.sent;
        request.sent = onBatch(batch);
      }
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
