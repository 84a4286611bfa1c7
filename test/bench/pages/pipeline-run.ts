/** `pipeline('text-classification')` of transformers.js on the single-head folder, in a page or in a worker. */
import { pipeline, type TextClassificationPipeline } from '@huggingface/transformers';
import { prepareEngine } from './pipeline-engine.ts';
import type { PipelineForm, PipelineSettings } from './protocol.ts';

let classifier: TextClassificationPipeline | undefined;

/** Loads the pipeline with its files, the engine's too, from this server; all else is as the library has it. */
export async function load({ device = 'wasm', dtype, threads }: PipelineSettings): Promise<string> {
  const engine = prepareEngine(threads);
  classifier = await pipeline('text-classification', 'single-head', { device, ...(dtype ? { dtype } : {}) });
  return `${device}, ${dtype ?? 'default dtype'}, ${engine.numThreads ?? threads ?? 'default'} thread(s)`;
}

/**
 * All labels of every sentence.
 * @param onScores told after each call of the pipeline, with the sentences done so far
 */
export async function classify(sentences: readonly string[], form: PipelineForm, onScores: (done: number) => void): Promise<number> {
  if (!classifier) throw new Error('Load the pipeline first.');
  const results: unknown[] = [];
  for (const batch of batchesOf(sentences, form)) {
    results.push(...(await classifier(batch, { top_k: null })));
    onScores(results.length);
  }
  return results.length;
}

function batchesOf(sentences: readonly string[], form: PipelineForm): string[][] {
  if (form.kind === 'whole') return [[...sentences]];
  const size = form.kind === 'loop' ? 1 : form.batch;
  // Characters stand in for word pieces, which a user of the pipeline does not see.
  const order = form.kind === 'loop' ? [...sentences] : sentences.toSorted((a, b) => a.length - b.length);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, index) => order.slice(index * size, (index + 1) * size));
}
