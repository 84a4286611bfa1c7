import { TaggerError } from '../errors.ts';
import type { EngineBuild, SharedBundle } from '../runtime/protocol.ts';
import { AnyOriginWorker as Worker } from './any-origin-worker.ts';
import { CachedScores } from './cached-scores.ts';
import { EncoderPool } from './encoder-pool.ts';
import type { WorkerFactory } from './encoder-worker.ts';
import { KnownModels } from './known-models.ts';
import { defaultModelUrl } from './model-place.ts';
import type { CacheMode, Notice } from './types.ts';

/** A bundle whose files are not fetched: from the reader's disk, or kept in the browser. */
export interface BundleSource {
  /** Names the bundle among those that this browser knows. */
  readonly id: string;
  /** Text of its manifest. */
  manifest(): Promise<string>;
  /** Its files by name; the worker checks each against the manifest. */
  files(): Promise<Readonly<Record<string, Blob>>>;
  /** True for a bundle in the making, without reference scores: then different sentences must give different, finite ones. */
  readonly draft?: boolean;
}

export interface TaggerOptions {
  /** Folder of the bundle; default: `models/embedded/` beside the page, or beside the library's built file. */
  readonly modelUrl?: string | URL;
  /** Bundle to use in place of the one at `modelUrl`. */
  readonly bundle?: BundleSource;
  /** `auto` takes a real GPU where there is one, else the CPU. */
  readonly device?: 'auto' | 'webgpu' | 'wasm';
  /** Where results are kept; model files are kept with `indexeddb` alone. Default: `indexeddb`. */
  readonly cache?: CacheMode;
  /** Most bytes of scores that are kept; those of the texts that were read longest ago go first. Default: 64 MB. */
  readonly cacheBytes?: number;
  /** Name of the IndexedDB database; taggers with the same name share results. */
  readonly cacheName?: string;
  /** Take a WebGPU adapter that is a program and not a GPU: right, but far slower than the CPU. */
  readonly allowSoftwareAdapter?: boolean;
  /** The only engine builds that may be taken, for tests and measurements. Default: any that this browser runs. */
  readonly builds?: readonly EngineBuild[];
  /** Engine threads, where ONNX Runtime serves; more than one needs a cross-origin isolated page. Default: by the machine. */
  readonly threads?: number;
  /** Most workers, of which each holds the model; one where a GPU computes. Default: by the machine. */
  readonly workers?: number;
  /** Makes the encoder worker, for pages whose policy or bundler needs it made in another way. */
  readonly workerFactory?: WorkerFactory;
  /** Milliseconds without a sign of life after which a worker is replaced. */
  readonly stallLimit?: number;
  /** Milliseconds that a batch may take on a GPU before the device is dropped for the next one; four times as many in software. Default: 30 000. */
  readonly gpuTimeLimit?: number;
}

const ownWorker: WorkerFactory = () => new Worker(new URL('../../workers/encoder.worker.ts', import.meta.url), { type: 'module', name: 'value-tagger encoder' });

/** What taggers over an encoder are made of. */
export interface OpenEncoder {
  readonly pool: EncoderPool;
  readonly cache: CachedScores;
  readonly models: KnownModels;
  /** Pool and cache add to it. */
  readonly notices: Notice[];
}

/**
 * The workers of a model, not started yet, and the cache.
 * @throws {TaggerError} `device-unavailable` outside a browser
 */
export function openEncoder(options: TaggerOptions): OpenEncoder {
  if (typeof document === 'undefined' || typeof globalThis.Worker === 'undefined') {
    throw new TaggerError('device-unavailable', 'A tagger needs a browser: there are no workers here.', 'Make it in the page, not on the server.');
  }
  const notices: Notice[] = [];
  const onNotice = (notice: Notice): void => {
    notices.push(notice);
  };
  if (!globalThis.isSecureContext) {
    onNotice({
      code: 'no-secure-context',
      message: 'This page was not loaded over https or from this computer, so the browser offers no WebGPU, keeps no model and cannot work offline. Tagging works.',
    });
  }
  const { bundle } = options;
  const folder = bundle ? `bundle://local/${encodeURIComponent(bundle.id)}/` : options.modelUrl === undefined ? defaultModelUrl() : new URL(options.modelUrl, document.baseURI).href;
  const modelUrl = folder.endsWith('/') ? folder : `${folder}/`;
  const device = options.device ?? 'auto';
  const cache = new CachedScores(options.cache ?? 'indexeddb', onNotice, {
    ...(options.cacheName === undefined ? {} : { name: options.cacheName }),
    ...(options.cacheBytes === undefined ? {} : { budget: options.cacheBytes }),
  });
  const pool = new EncoderPool({
    workerFactory: options.workerFactory ?? ownWorker,
    modelUrl,
    device,
    allowSoftwareAdapter: options.allowSoftwareAdapter ?? false,
    // Asked at each load: the mode may have changed.
    get keepFiles() {
      return cache.mode === 'indexeddb';
    },
    onNotice,
    ...(options.builds === undefined ? {} : { builds: options.builds }),
    ...(bundle ? { bundle: () => openBundle(bundle, modelUrl) } : {}),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.stallLimit === undefined ? {} : { stallLimit: options.stallLimit }),
    ...(options.gpuTimeLimit === undefined ? {} : { gpuTimeLimit: options.gpuTimeLimit }),
  });
  return { pool, cache, models: new KnownModels(cache, modelUrl, device, bundle && (() => bundle.manifest())), notices };
}

async function openBundle(bundle: BundleSource, modelUrl: string): Promise<SharedBundle> {
  const [manifest, files] = await Promise.all([bundle.manifest(), bundle.files()]);
  return { manifestUrl: `${modelUrl}manifest.json`, manifest, files, unchecked: true, draft: bundle.draft ?? false };
}
