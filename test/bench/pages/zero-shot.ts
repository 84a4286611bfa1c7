/** The page in which entailment is measured: our tagger, or `pipeline('zero-shot-classification')` of transformers.js, on the same weights. */
import { pipeline, type ZeroShotClassificationPipeline } from '@huggingface/transformers';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import { createNliTagger, type NliTaggerOptions } from '../../../src/zero-shot/create-nli-tagger.ts';
import type { ZeroShotTagger } from '../../../src/zero-shot/zero-shot-tagger.ts';
import { prepareEngine } from './pipeline-engine.ts';

/**
 * `same`: our tagger on the engine build and the threads of the pipeline; `shared`: the same, each thread in an engine and a worker
 * of its own; `page`: as the page runs it.
 */
export type ZeroShotArm = 'same' | 'shared' | 'pipeline' | 'page';

type Run = (sentences: readonly string[]) => Promise<number>;

const TEMPLATE = 'This text is about {}.';

function enginesOf(arm: ZeroShotArm, threads: number): Pick<NliTaggerOptions, 'builds' | 'workers' | 'threads'> {
  if (arm === 'page') return {};
  return { builds: ['asyncify'], ...(arm === 'same' ? { workers: 1, threads } : { workers: threads, threads: 1 }) };
}

async function openTagger(labels: readonly string[], arm: 'same' | 'shared' | 'page', threads: number): Promise<{ run: Run; how: string }> {
  const labelSet: LabelSet = { format: 'value-tagger/label-set', version: 1, id: 'bench', name: 'Bench', language: 'en', labels: labels.map((name, index) => ({ id: `l${index}`, name })) };
  const tagger: ZeroShotTagger = createNliTagger({ modelUrl: new URL('/nli/bundle/', location.href), labelSet, template: TEMPLATE, device: 'wasm', cache: 'none', ...enginesOf(arm, threads) });
  await tagger.ready();
  const { candidate, threads: used } = tagger.encoder ?? {};
  const engine = candidate?.build === 'kernel' ? 'our own kernel' : `ONNX Runtime, ${candidate?.build}`;
  return {
    how: `${engine}, ${arm === 'same' ? '' : arm === 'shared' ? `${threads} workers of ` : 'workers of '}${used} thread${used === 1 ? '' : 's'}`,
    run: async (sentences) => (await tagger.tag(sentences.join('\n\n'))).sentences.length,
  };
}

async function openPipeline(labels: readonly string[], threads: number): Promise<{ run: Run; how: string }> {
  const engine = prepareEngine(threads);
  const classifier: ZeroShotClassificationPipeline = await pipeline('zero-shot-classification', 'nli/hub', { device: 'wasm', dtype: 'q8' });
  return {
    how: `ONNX Runtime, asyncify, ${engine.numThreads} thread${threads === 1 ? '' : 's'}`,
    run: async (sentences) => ((await classifier([...sentences], [...labels], { multi_label: true, hypothesis_template: TEMPLATE })) as unknown[]).length,
  };
}

let run: Run | undefined;

const page = {
  /** @returns how it runs, in words */
  async open(arm: ZeroShotArm, labels: readonly string[], threads: number): Promise<string> {
    const opened = arm === 'pipeline' ? await openPipeline(labels, threads) : await openTagger(labels, arm, threads);
    run = opened.run;
    return opened.how;
  },

  /** @returns milliseconds from the call until all sentences have all scores */
  async run(sentences: readonly string[]): Promise<number> {
    if (!run) throw new Error('Open an arm first.');
    const started = performance.now();
    const done = await run(sentences);
    if (done !== sentences.length) throw new Error(`${done} of ${sentences.length} sentences were read.`);
    return performance.now() - started;
  },
};

export type ZeroShotPage = typeof page;
Object.assign(globalThis, { zeroShotPage: page });
