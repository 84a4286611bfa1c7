/**
 * What crosses the border between page and encoder worker. Types only: the page imports nothing of the runtime's code.
 */
import type { SerializedError } from '../errors.ts';
import type { Device, ModelInfo, Notice } from '../model.ts';

/** Builds of ONNX Runtime Web, by what is inside: CPU only; CPU and WebGPU over JSPI; CPU and WebGPU over Asyncify. */
export type OnnxBuild = 'plain' | 'jspi' | 'asyncify';

/** What computes: one of those, or our own kernel for the CPU. */
export type EngineBuild = OnnxBuild | 'kernel';

/** A way to run the model on this machine. */
export interface Candidate {
  readonly device: Device;
  readonly build: EngineBuild;
  /** `f16`: the model's graph in 16-bit floats, where it has one. */
  readonly precision?: 'f16';
}

/** What the worker found on this machine. */
export interface Probe {
  readonly webgpu: {
    readonly available: boolean;
    /** True for an adapter that is a program, not a GPU: right, but slow. */
    readonly software: boolean;
    readonly shaderF16: boolean;
    /** Vendor and architecture as the browser tells them, or why there is no adapter. */
    readonly description: string;
  };
  /** True where WebAssembly can wait for promises (`WebAssembly.Suspending`). */
  readonly jspi: boolean;
  readonly crossOriginIsolated: boolean;
  readonly cores: number;
  /** Gigabytes of memory, rounded, as far as the browser tells (`navigator.deviceMemory`). */
  readonly memory: number | undefined;
}

/**
 * Files of a bundle, checked unless it says otherwise, and engines beside them. What is left out is fetched. Blobs cross
 * borders as handles: however many workers are given them, the bytes were fetched once and lie in memory once.
 */
export interface SharedBundle {
  readonly manifestUrl: string;
  readonly manifest: string;
  /** By name. */
  readonly files: Readonly<Record<string, Blob>>;
  /** WebAssembly of engines. */
  readonly engines?: Readonly<Partial<Record<EngineBuild, Blob>>>;
  /** True where the files come from elsewhere, as from the reader's disk: none is left out, and the worker must check each. */
  readonly unchecked?: boolean;
  /** True for a bundle in the making, whose manifest has no reference scores yet. */
  readonly draft?: boolean;
}

/** What a model reads for one sentence: the sentence alone, or with what stands beside it. */
export type ModelText = string | { readonly sentence: string; readonly context: string };

export interface LoadRequest {
  /** Absolute address of the bundle's folder, with a slash at the end. */
  readonly modelUrl: string;
  readonly candidate: Candidate;
  /** Engine threads; more than one needs cross-origin isolation. */
  readonly threads: number;
  /** Keep verified model files in the browser's cache storage. */
  readonly keepFiles: boolean;
  /** Give the checked files back for other workers. */
  readonly share: boolean;
  /** Files that need not be fetched. */
  readonly bundle?: SharedBundle;
  /** Milliseconds after which a batch on a GPU counts as hung. */
  readonly gpuTimeLimit: number;
}

export type LoadProgress =
  | { readonly phase: 'download'; readonly file: string; readonly loaded: number; readonly total: number; readonly allLoaded: number; readonly allTotal: number }
  | { readonly phase: 'verify' | 'compile' | 'self-test' };

/** Where one head's scores lie in a row of outputs. */
export interface HeadSlice {
  readonly id: string;
  readonly offset: number;
  readonly size: number;
  /** `none`: the numbers are scores already. */
  readonly activation: 'sigmoid' | 'softmax' | 'none';
}

export interface LoadReport {
  readonly info: ModelInfo;
  /** Slices of a row, in manifest order. */
  readonly slices: readonly HeadSlice[];
  /** Numbers in a row: the logits of all heads. */
  readonly rowSize: number;
  readonly candidate: Candidate;
  readonly threads: number;
  /** Texts that are best given together: sorted by length among themselves, they leave little padding. */
  readonly window: number;
  /** Largest |difference| to the manifest's reference scores in the self-test, as probability. */
  readonly selfTestError: number;
  /** Addresses that this worker has fetched, so that a service worker can keep them. */
  readonly resources: readonly string[];
  readonly notices: readonly Notice[];
  /** What the next worker need not fetch: where it was asked for, and beside a GPU. */
  readonly bundle?: SharedBundle;
}

/**
 * What is wanted of each text. `heads`: the logits of all heads. `embedding`: the vector that the heads read. `pairs`: the
 * text (a premise) beside each hypothesis, as a model of two segments reads them; one number a hypothesis, the pair's logit
 * in column `plus` less that in column `minus`.
 */
export type Reading =
  | { readonly kind: 'heads' | 'embedding' }
  | { readonly kind: 'pairs'; readonly hypotheses: readonly string[]; readonly plus: number; readonly minus: number };

export interface EncodeRequest {
  /** Chosen by the caller; names the request in {@link EncoderService.cancel}. */
  readonly id: number;
  readonly texts: readonly ModelText[];
  /** Default: `heads`. */
  readonly reading?: Reading;
}

export interface EncodedBatch {
  /** Which of the request's texts these rows are. */
  readonly indices: Uint32Array;
  /** `indices.length` rows: {@link LoadReport.rowSize} logits each, or what the request's {@link Reading} gives. */
  readonly logits: Float32Array;
  /** 1 where the text was longer than the model reads, else 0. */
  readonly truncated: Uint8Array;
}

/** An answer in a form that keeps an error's code across the border. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SerializedError };

/** The worker, as the page sees it. A worker that is no encoder has requests, reports and batches of its own. */
export interface EncoderService<Request = LoadRequest, Report = LoadReport, Batch = EncodedBatch> {
  /** Holds a lock of this name until the worker ends, by which the page learns that it has. */
  announce(lockName: string): Promise<Result<void>>;
  /** @param gpu whether to look for one too; else there is none in the answer */
  probe(gpu: boolean): Promise<Result<Probe>>;
  load(request: Request, onProgress: (progress: LoadProgress) => void): Promise<Result<Report>>;
  /**
   * Resolves when every text is done, and `onBatch` has taken every batch, or when the request was cancelled. Requests
   * are worked off one after the other; a batch is not sent before `onBatch` has taken the one before.
   */
  encode(request: EncodeRequest, onBatch: (batch: Batch) => Promise<void>): Promise<Result<void>>;
  /** Ends a request after the batch that is running. */
  cancel(id: number): void;
  /** Runs the common shapes once, so that a GPU has its programs ready; gives way to requests. */
  warmUp(): Promise<Result<void>>;
}
