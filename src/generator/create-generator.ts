import { TaggerError } from '../errors.ts';
import type { Notice } from '../model.ts';
import type { Dtype } from '../runtime/generator/protocol.ts';
import type { WorkerFactory } from '../worker-link.ts';
import { DEFAULT_MODEL, findGenerator, parseEntry, type GeneratorEntry } from './catalog.ts';
import { GeneratorClient } from './client.ts';
import { TextGenerator } from './text-generator.ts';

/** Where models are fetched from, once somebody has asked for one. */
export const HUB = 'https://huggingface.co/';
export const HUB_PATH = '{model}/resolve/{revision}/';

export interface GeneratorOptions {
  /** Id of a model in the catalog. Default: {@link DEFAULT_MODEL}. */
  readonly model?: string;
  /** A model that is not in the catalog, described as those are. */
  readonly entry?: GeneratorEntry;
  /**
   * Where the files lie: the hub by default, or a server of your own (`/models/` on the page's own). The page's
   * content-security policy must allow it in `connect-src`; for the hub also where it sends downloads on to.
   */
  readonly host?: string | URL;
  /** Path to a model's folder below the host. Default: the hub's, `{model}/resolve/{revision}/`; `{model}/` for plain folders. */
  readonly path?: string;
  /** `auto` takes a real GPU where there is one, else the CPU. */
  readonly device?: 'auto' | 'webgpu' | 'wasm';
  /** Form of the weights. Default: by the device. */
  readonly dtype?: Dtype;
  /** Take a WebGPU adapter that is a program and not a GPU: right, but far slower than the CPU. */
  readonly allowSoftwareAdapter?: boolean;
  /** Keep the files on the device. Default: true; without it every start downloads them anew. */
  readonly keepFiles?: boolean;
  /** Engine threads; more than one needs a cross-origin isolated page. Default: by the machine. */
  readonly threads?: number;
  /** Milliseconds without work after which the worker is ended. Default: five minutes, or never where files are not kept. */
  readonly idleLimit?: number;
  /** Milliseconds that a cancelled run may go on before its worker is ended. Default: 2 000. */
  readonly grace?: number;
  /** Milliseconds without a sign of life after which a worker is replaced. */
  readonly stallLimit?: number;
  /** Milliseconds that a step may take on a GPU before the device is dropped; four times as many in software. */
  readonly gpuTimeLimit?: number;
  /** Makes the generator worker, for pages whose policy or bundler needs it made in another way. */
  readonly workerFactory?: WorkerFactory;
}

const IDLE_LIMIT = 300_000;

const ownWorker: WorkerFactory = () => new Worker(new URL('../../workers/generator.worker.ts', import.meta.url), { type: 'module', name: 'value-tagger generator' });

/**
 * A generator. Nothing is fetched, and no worker started, before it is asked for.
 * @throws {TaggerError} `device-unavailable` outside a browser, `invalid-input` or `manifest-invalid` for what is no model
 */
export function createGenerator(options: GeneratorOptions = {}): TextGenerator {
  if (typeof document === 'undefined' || typeof Worker === 'undefined') {
    throw new TaggerError('device-unavailable', 'A generator needs a browser: there are no workers here.', 'Make it in the page, not on the server.');
  }
  const entry = options.entry ? parseEntry(options.entry) : findGenerator(options.model ?? DEFAULT_MODEL);
  const host = new URL(options.host ?? HUB, document.baseURI).href;
  const path = options.path ?? HUB_PATH;
  const address = { id: entry.id, revision: entry.revision, host: withSlash(host), path: withSlash(path), ...(entry.sha256 ? { sha256: entry.sha256 } : {}) };
  const keepFiles = options.keepFiles ?? true;
  const notices: Notice[] = [];
  const client = new GeneratorClient({
    entry,
    address,
    workerFactory: options.workerFactory ?? ownWorker,
    device: options.device ?? 'auto',
    allowSoftwareAdapter: options.allowSoftwareAdapter ?? false,
    keepFiles,
    idleLimit: options.idleLimit ?? (keepFiles ? IDLE_LIMIT : Infinity),
    onNotice: (notice) => notices.push(notice),
    ...(options.dtype === undefined ? {} : { dtype: options.dtype }),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.grace === undefined ? {} : { grace: options.grace }),
    ...(options.stallLimit === undefined ? {} : { stallLimit: options.stallLimit }),
    ...(options.gpuTimeLimit === undefined ? {} : { gpuTimeLimit: options.gpuTimeLimit }),
  });
  return new TextGenerator(client, entry, address, notices);
}

const withSlash = (address: string): string => (address.endsWith('/') ? address : `${address}/`);
