/** What the pages of the benchmark offer to the program that drives them. Times are milliseconds. */
import type { TaggerOptions } from '../../../src/tagging/create-tagger.ts';

/** Tasks of the page's main thread that kept it from answering for more than 50 ms. */
export interface LongTasks {
  readonly count: number;
  readonly total: number;
  readonly longest: number;
}

/** How one text went. */
export interface Timing {
  readonly total: number;
  /** From the call to the first scores. */
  readonly first: number;
  /** Between one delivery of scores and the next. */
  readonly intervals: readonly number[];
  readonly sentences: number;
  /** Sentences whose scores came from a cache: none must, or nothing was measured. */
  readonly cached: number;
  readonly longTasks: LongTasks;
}

/** How a start went, since navigation began. */
export interface Start {
  readonly ready: number;
  readonly firstTag: number;
}

/** Our settings as a page may give them; `workers` where this version of the tagger has it. */
export type TaggerSettings = Pick<TaggerOptions, 'modelUrl' | 'device' | 'cache' | 'builds' | 'threads' | 'allowSoftwareAdapter' | 'stallLimit' | 'gpuTimeLimit'> & { readonly workers?: number };

export interface PipelineSettings {
  readonly device?: 'wasm' | 'webgpu';
  readonly dtype?: 'q8' | 'fp32';
  /** Left out: the library's own choice. */
  readonly threads?: number;
  /** Run it in a worker of the page's own; else it runs, and blocks, where the page does. */
  readonly worker?: boolean;
}

/** How the pipeline is called on a list of sentences. */
export type PipelineForm =
  | { readonly kind: 'whole' }
  | { readonly kind: 'loop' }
  | { readonly kind: 'sorted'; readonly batch: number };

/** Given to a page before its script runs: what to start with, and the sentences to tag first. */
export interface StartWish<Settings> {
  readonly settings: Settings;
  readonly sentences: readonly string[];
}

export interface BenchPage<Settings, Form> {
  /** Settles when the start that was wished for is over. */
  started(): Promise<Start>;
  /** Loads the model; returns how it runs, in words. */
  open(settings: Settings): Promise<string>;
  run(sentences: readonly string[], form: Form): Promise<Timing>;
}

export type TaggerPage = BenchPage<TaggerSettings, undefined>;
export type PipelinePage = BenchPage<PipelineSettings, PipelineForm>;

export interface BenchGlobals {
  benchPage: TaggerPage | PipelinePage;
  benchStart?: StartWish<TaggerSettings & PipelineSettings>;
}
