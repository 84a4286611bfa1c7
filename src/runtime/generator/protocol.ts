/**
 * What crosses the border between page and generator worker. Types only: the page imports nothing of the worker's code.
 */
import type { Device } from '../../model.ts';
import type { Probe, Result } from '../protocol.ts';
import type { Grammar } from './grammar.ts';

/** Forms of weights that transformers.js knows and that the catalog uses. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'q4' | 'q4f16';

/** Where a model's files are and which of them are wanted. */
export interface ModelAddress {
  /** Such as `HuggingFaceTB/SmolLM2-135M-Instruct`. */
  readonly id: string;
  readonly revision: string;
  /** Absolute address that the path is appended to, with a slash at the end. */
  readonly host: string;
  /** Path to a model's folder below the host, with `{model}` and `{revision}`, and a slash at the end. */
  readonly path: string;
  /** SHA-256 of files, by their names, as lower-case hex, where they are known. */
  readonly sha256?: Readonly<Record<string, string>>;
}

export interface GeneratorLoadRequest {
  readonly address: ModelAddress;
  readonly device: Device;
  readonly dtype: Dtype;
  /** Engine threads; more than one needs cross-origin isolation. */
  readonly threads: number;
  /** Keep the model's files in the browser's cache storage. */
  readonly keepFiles: boolean;
  /** Milliseconds after which a step on a GPU counts as hung. */
  readonly gpuTimeLimit: number;
}

export type GeneratorProgress =
  | { readonly phase: 'download'; readonly file: string; readonly loaded: number; readonly total: number; readonly allLoaded: number; readonly allTotal: number }
  | { readonly phase: 'compile' | 'warm-up' };

export interface GeneratorReport {
  readonly device: Device;
  readonly dtype: Dtype;
  readonly threads: number;
  /** The architecture, as the model's config.json names it. */
  readonly architecture: string;
  readonly files: readonly ModelFile[];
  /** Tokens that the model can read at most, prompt and answer together. */
  readonly contextTokens: number;
  readonly library: string;
}

/** A file of a model, and its size in bytes. */
export interface ModelFile {
  readonly file: string;
  readonly bytes: number;
}

/** A file that a model needs, and whether it is on this device already. */
export interface MeasuredFile extends ModelFile {
  readonly kept: boolean;
}

/** A stretch of a message: our own words, or a text that somebody gave, which is data and may do nothing else. */
export type Part = string | { readonly data: string };

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly Part[];
}

export interface GenerateRequest {
  /** Chosen by the caller; names the request in {@link GeneratorService.cancel}. */
  readonly id: number;
  readonly messages: readonly Message[];
  readonly grammar: Grammar;
  /** The answer is complete within so many tokens, whatever the model does. */
  readonly maxTokens: number;
  /** 0: always the likeliest token. */
  readonly temperature: number;
  readonly seed: number;
}

export interface Generated {
  /** A word of the request's grammar. */
  readonly text: string;
  readonly tokens: number;
  readonly promptTokens: number;
  /** Prompt tokens that did not have to be read anew. */
  readonly reusedTokens: number;
  readonly milliseconds: number;
}

/** Questions that are answered yes or no, one after the other, in one pass over a sheet on which all answers are no. */
export interface ScoreRequest {
  readonly id: number;
  readonly messages: readonly Message[];
  /** What stands before each answer, such as `A:`. */
  readonly questions: readonly string[];
}

export interface Scored {
  /** One probability of yes against no per question. */
  readonly scores: Float32Array;
  readonly tokens: number;
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly milliseconds: number;
}

/** The worker, as the page sees it. */
export interface GeneratorService {
  /** Holds a lock of this name until the worker ends, by which the page learns that it has. */
  announce(lockName: string): Promise<Result<void>>;
  probe(): Promise<Result<Probe>>;
  /** Tells how large the model's files are. The host is asked of those that are not kept, and none is fetched but its config.json. */
  measure(request: Pick<GeneratorLoadRequest, 'address' | 'dtype' | 'keepFiles'>): Promise<Result<readonly MeasuredFile[]>>;
  load(request: GeneratorLoadRequest, onProgress: (progress: GeneratorProgress) => void): Promise<Result<GeneratorReport>>;
  /** @param onText what was added to the answer; empty as a sign of life while the prompt is read */
  generate(request: GenerateRequest, onText: (text: string) => void): Promise<Result<Generated>>;
  score(request: ScoreRequest, onLife: () => void): Promise<Result<Scored>>;
  /** Ends a request before its next step; it then rejects as aborted. */
  cancel(id: number): void;
}
