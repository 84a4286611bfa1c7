import { TaggerError } from '../errors.ts';
import { CachedScores } from './cached-scores.ts';
import { EncoderClient } from './encoder-client.ts';
import type { WorkerFactory } from './encoder-worker.ts';
import { EncoderTagger } from './encoder-tagger.ts';
import type { Notice } from './types.ts';

export interface TaggerOptions {
  /** Folder of the bundle; default: `models/embedded/` beside the page. */
  readonly modelUrl?: string | URL;
  /** `auto` takes a real GPU where there is one, else the CPU. */
  readonly device?: 'auto' | 'webgpu' | 'wasm';
  /** Where results are kept: in the browser (`indexeddb`, as hashes and numbers, never text) or until the page is closed. */
  readonly cache?: 'indexeddb' | 'memory';
  /** Name of the IndexedDB database; taggers with the same name share results. */
  readonly cacheName?: string;
  /** Take a WebGPU adapter that is a program and not a GPU: right, but far slower than the CPU. */
  readonly allowSoftwareAdapter?: boolean;
  /** Engine threads; more than one needs a cross-origin isolated page. Default: by the machine. */
  readonly threads?: number;
  /** Makes the encoder worker, for pages whose policy or bundler needs it made in another way. */
  readonly workerFactory?: WorkerFactory;
  /** Milliseconds without a sign of life after which a worker is replaced. */
  readonly stallLimit?: number;
}

const ownWorker: WorkerFactory = () => new Worker(new URL('../../workers/encoder.worker.ts', import.meta.url), { type: 'module', name: 'value-tagger encoder' });

/**
 * A tagger with the model that ships, or the one at `modelUrl`. Nothing is loaded before it is used.
 * @throws {TaggerError} `device-unavailable` outside a browser
 */
export function createTagger(options: TaggerOptions = {}): EncoderTagger {
  if (typeof document === 'undefined' || typeof Worker === 'undefined') {
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
  const modelUrl = new URL(options.modelUrl ?? 'models/embedded/', document.baseURI).href;
  const client = new EncoderClient({
    workerFactory: options.workerFactory ?? ownWorker,
    modelUrl: modelUrl.endsWith('/') ? modelUrl : `${modelUrl}/`,
    device: options.device ?? 'auto',
    allowSoftwareAdapter: options.allowSoftwareAdapter ?? false,
    keepFiles: options.cache !== 'memory',
    onNotice,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.stallLimit === undefined ? {} : { stallLimit: options.stallLimit }),
  });
  return new EncoderTagger(client, new CachedScores(options.cache ?? 'indexeddb', onNotice, options.cacheName), notices);
}
