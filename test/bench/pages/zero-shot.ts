/** The page in which entailment is measured: our tagger, or `pipeline('zero-shot-classification')` of transformers.js, on the same weights. */
import { env, pipeline, type ZeroShotClassificationPipeline } from '@huggingface/transformers';
import glue from 'pipeline-engine/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'pipeline-engine/ort-wasm-simd-threaded.asyncify.wasm?url';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import type { EngineBuild } from '../../../src/runtime/protocol.ts';
import { createNliTagger } from '../../../src/zero-shot/create-nli-tagger.ts';
import type { ZeroShotTagger } from '../../../src/zero-shot/zero-shot-tagger.ts';

const TEMPLATE = 'This text is about {}.';

let tagger: ZeroShotTagger | undefined;
let classifier: ZeroShotClassificationPipeline | undefined;

const page = {
  /** @param build undefined: what the page would take */
  async openTagger(labels: readonly string[], threads: number, build?: EngineBuild): Promise<string> {
    await tagger?.dispose();
    const labelSet: LabelSet = { format: 'value-tagger/label-set', version: 1, id: 'bench', name: 'Bench', language: 'en', labels: labels.map((name, index) => ({ id: `l${index}`, name, hypotheses: [name] })) };
    tagger = createNliTagger({ modelUrl: new URL('/nli/bundle/', location.href), labelSet, template: TEMPLATE, device: 'wasm', cache: 'none', threads, ...(build ? { builds: [build], workers: 1 } : {}) });
    await tagger.ready();
    return `${tagger.encoder?.candidate.build}, ${tagger.encoder?.threads} thread(s) a worker`;
  },

  async runTagger(sentences: readonly string[]): Promise<number> {
    const started = performance.now();
    const tagged = await tagger?.tag(sentences.join('\n\n'));
    if (tagged?.sentences.length !== sentences.length) throw new Error(`${tagged?.sentences.length} of ${sentences.length} sentences were tagged.`);
    return performance.now() - started;
  },

  async openPipeline(threads: number): Promise<string> {
    env.allowLocalModels = true;
    env.allowRemoteModels = false;
    env.localModelPath = '/';
    const engine = env.backends.onnx.wasm;
    if (!engine) throw new Error('transformers.js has no WebAssembly engine here.');
    engine.wasmPaths = { mjs: new URL(glue, import.meta.url).href, wasm: new URL(wasm, import.meta.url).href };
    engine.numThreads = threads;
    classifier = await pipeline('zero-shot-classification', 'nli/hub', { device: 'wasm', dtype: 'q8' });
    return `asyncify, ${engine.numThreads} thread(s)`;
  },

  async runPipeline(sentences: readonly string[], labels: readonly string[]): Promise<number> {
    if (!classifier) throw new Error('Open the pipeline first.');
    const started = performance.now();
    const results = await classifier([...sentences], [...labels], { multi_label: true, hypothesis_template: TEMPLATE });
    if ((results as unknown[]).length !== sentences.length) throw new Error('Not every sentence was classified.');
    return performance.now() - started;
  },
};

export type ZeroShotPage = typeof page;
Object.assign(globalThis, { zeroShotPage: page });
