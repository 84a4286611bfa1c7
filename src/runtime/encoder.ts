import { TaggerError } from '../errors.ts';
import { planBatches, type BatchLimits } from './batching.ts';
import { probeDevice } from './device.ts';
import { loadEngine } from './engine.ts';
import { Fifo, nextTask } from './fifo.ts';
import { fetchManifest, fetchVerified } from './files.ts';
import { headSlices, modelInfo, neededFiles, parseManifest, type Manifest } from './manifest.ts';
import type { Candidate, EncodeRequest, EncodedBatch, EncoderService, LoadProgress, LoadReport, LoadRequest, Result } from './protocol.ts';
import { selfTest } from './self-test.ts';
import { EncoderSession, engineError } from './session.ts';
import { TextEncoding } from './tokenizer.ts';

interface Loaded {
  readonly session: EncoderSession;
  readonly tokenizer: TextEncoding;
  readonly limits: BatchLimits;
}

/** Texts that are tokenized and sorted at a time: few at first, so that the first tags come at once. */
const FIRST_WINDOW = 8;
const WINDOW = 256;

/** A software adapter needs about a second for one sentence, so its batches hold few. */
const batchLimits = ({ device }: Candidate, software: boolean): BatchLimits =>
  device === 'wasm' ? { tokens: 512, multiple: 4 } : { tokens: software ? 64 : 2048, multiple: 8 };

async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: engineError(error, 'answering a request').serialize() };
  }
}

/** The inside of the encoder worker. Knows nothing of workers or ports: `workers/encoder.worker.ts` exposes it. */
export class Encoder implements EncoderService {
  readonly #fifo = new Fifo();
  /** Requests under way, and whether each was cancelled. */
  readonly #requests = new Map<number, { cancelled: boolean }>();
  #loaded: Loaded | undefined;

  announce(lockName: string): Promise<Result<void>> {
    return answer(
      () =>
        new Promise<void>((resolve, reject) => {
          const locks = (navigator as Navigator & { locks?: LockManager }).locks;
          if (!locks) return reject(new TaggerError('invalid-input', 'There are no locks in this context.', 'Do not announce here.'));
          // Never released: the browser frees it when this worker ends, for whatever reason.
          locks.request(lockName, () => (resolve(), new Promise<never>(() => undefined))).catch(reject);
        }),
    );
  }

  probe(): ReturnType<EncoderService['probe']> {
    return answer(probeDevice);
  }

  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<Result<LoadReport>> {
    return answer(() => this.#fifo.add(() => this.#load(request, onProgress)));
  }

  async #load({ modelUrl, candidate, threads, keepFiles }: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<LoadReport> {
    const { manifest, files } = await fetchBundle(modelUrl, candidate, keepFiles, onProgress);
    const decode = (name: string): string => new TextDecoder().decode(files.get(name));
    const tokenizer = new TextEncoding(decode(manifest.tokenizer.file), decode(manifest.tokenizer.config), manifest.tokenizer.maxTokens);

    onProgress({ phase: 'compile' });
    const engine = await loadEngine(candidate.build, threads);
    const session = await EncoderSession.create(engine, manifest, files, candidate.device);

    onProgress({ phase: 'self-test' });
    let selfTestError: number;
    try {
      selfTestError = await selfTest(session, tokenizer, manifest, candidate.device);
    } catch (error) {
      await session.release();
      throw error;
    }
    await this.#loaded?.session.release();
    const software = candidate.device === 'webgpu' && (await probeDevice()).webgpu.software;
    this.#loaded = { session, tokenizer, limits: batchLimits(candidate, software) };
    return {
      info: modelInfo(manifest, candidate.device),
      slices: headSlices(manifest),
      rowSize: session.rowSize,
      candidate,
      threads,
      selfTestError,
      resources: performance.getEntriesByType('resource').map(({ name }) => name),
      notices: software ? [{ code: 'software-adapter', message: 'WebGPU runs on a program here, not on a graphics card: results are right but slow.' }] : [],
    };
  }

  encode({ id, texts }: EncodeRequest, onBatch: (batch: EncodedBatch) => void): Promise<Result<void>> {
    return answer(async () => {
      const request = { cancelled: false };
      this.#requests.set(id, request);
      try {
        for (let start = 0, size = FIRST_WINDOW; start < texts.length && !request.cancelled; start += size, size = WINDOW) {
          await this.#encodeWindow(request, texts.slice(start, start + size), start, onBatch);
        }
      } finally {
        this.#requests.delete(id);
      }
    });
  }

  async #encodeWindow(
    request: { readonly cancelled: boolean },
    texts: readonly string[],
    start: number,
    onBatch: (batch: EncodedBatch) => void,
  ): Promise<void> {
    const { session, tokenizer, limits } = this.#ready();
    const encodings = texts.map((text) => tokenizer.encode(text));
    for (const { rows, length } of planBatches(encodings.map(({ ids }) => ids.length), limits)) {
      if (request.cancelled) return;
      const batch = rows.flatMap((row) => encodings[row] ?? []);
      const logits = await this.#fifo.add(() => session.run(batch, length));
      onBatch({
        indices: Uint32Array.from(rows, (row) => start + row),
        logits,
        truncated: Uint8Array.from(batch, ({ truncated }) => (truncated ? 1 : 0)),
      });
      await nextTask();
    }
  }

  cancel(id: number): void {
    const request = this.#requests.get(id);
    if (request) request.cancelled = true;
  }

  #ready(): Loaded {
    if (!this.#loaded) throw new TaggerError('invalid-input', 'The worker was asked to read sentences before a model was loaded.', 'Call load() first.');
    return this.#loaded;
  }
}

/** A bundle's files, checked, with progress over all of them together. */
async function fetchBundle(
  modelUrl: string,
  { device }: Candidate,
  keep: boolean,
  onProgress: (progress: LoadProgress) => void,
): Promise<{ manifest: Manifest; files: ReadonlyMap<string, Uint8Array> }> {
  const manifestUrl = new URL('manifest.json', modelUrl).href;
  const manifest = parseManifest(await fetchManifest(manifestUrl, { keep }), manifestUrl);
  if (!manifest.graphs[device]) throw new TaggerError('device-unavailable', `The model "${manifest.title}" has no graph for ${device}.`, 'Another device is tried.');
  const needed = neededFiles(manifest, device).flatMap((name) => {
    const file = manifest.files[name];
    return file ? [{ name, url: new URL(name, modelUrl).href, ...file }] : [];
  });
  const allTotal = needed.reduce((sum, { bytes }) => sum + bytes, 0);
  const loadedOf = new Map<string, number>();
  const entries = await Promise.all(
    needed.map(async ({ name, ...file }) => {
      const onBytes = (loaded: number): void => {
        loadedOf.set(name, loaded);
        const allLoaded = [...loadedOf.values()].reduce((sum, bytes) => sum + bytes, 0);
        onProgress({ phase: 'download', file: name, loaded, total: file.bytes, allLoaded, allTotal });
        if (allLoaded === allTotal) onProgress({ phase: 'verify' });
      };
      return [name, await fetchVerified(file, { keep, onBytes })] as const;
    }),
  );
  return { manifest, files: new Map(entries) };
}
