import { activate } from '../activation.ts';
import { TaggerError } from '../errors.ts';
import { parseManifest, type Manifest } from '../runtime/manifest.ts';
import { openEncoder, type TaggerOptions } from '../tagging/open-encoder.ts';
import type { TagOptions } from '../tagging/types.ts';
import type { LabelId, TaxonomyId } from '../taxonomy/types.ts';
import type { Activation } from './activation.ts';
import { sha256OfBlob } from './hash-blob.ts';
import type { CheckedBundle, PlainFolder } from './types.ts';

/** One place of the output, as a person has said what it is. */
export interface LabelChoice {
  readonly id: LabelId;
  readonly name: string;
  /** Label of the crosswalk's target that it counts for. */
  readonly parent?: LabelId;
}

/** What a person has decided about a model without a manifest. */
export interface BundleChoices {
  readonly title: string;
  /** A known taxonomy, or `own:…`. */
  readonly taxonomy: TaxonomyId;
  /** One for each place of the output, in its order. */
  readonly labels: readonly LabelChoice[];
  /** Taxonomy that the labels' parents are of. */
  readonly rollUpTo?: TaxonomyId;
  readonly activation: Activation;
  readonly licence: string;
}

/** Where no threshold was fitted. */
const THRESHOLD = 0.5;

/** Operators that GPUs have no code for in the engine: such a graph is for CPUs. */
const CPU_ONLY = ['DynamicQuantizeLinear', 'MatMulInteger', 'ConvInteger', 'DynamicQuantizeMatMul', 'MatMulIntegerToFloat', 'QAttention', 'QLinearMatMul'];
/** ONNX's number of 16-bit floats. */
const FLOAT16 = 10;

/** Sentences whose scores are to differ, and are kept as the references of later self-tests. */
export const PROBES = [
  'Every child deserves a safe home.',
  'We must protect the forest from those who would burn it.',
  'Obey the law of the land, whatever it costs.',
  'I want to decide for myself how I live.',
  'Nothing beats a long night of dancing and good wine.',
  'The train to the coast leaves at seven.',
  'Our grandparents kept this custom, and so shall we.',
  'Whoever works harder should be paid more.',
];

/** Raw numbers of the model for each probe; see {@link probe}. */
export type ProbeRows = readonly Float32Array[];

/** A manifest without reference scores. */
async function draftOf(folder: PlainFolder, choices: BundleChoices): Promise<Manifest> {
  const files: Manifest['files'] = {};
  for (const [name, blob] of folder.files) files[name] = { bytes: blob.size, sha256: await sha256OfBlob(blob) };
  const graph = { file: folder.graph.name, externalData: [...folder.externalData] };
  const { operators, inputs } = folder.graph.onnx;
  const forGpu = !CPU_ONLY.some((operator) => operators.has(operator) || operators.has(`com.microsoft:${operator}`)) && !inputs.some(({ type }) => type === FLOAT16);
  const parents = choices.labels.flatMap(({ id, parent }) => (parent === undefined ? [] : [[id, parent] as const]));
  const own = choices.taxonomy.startsWith('own:');
  return {
    format: 'value-tagger-bundle',
    version: 1,
    id: `own-${(files[folder.graph.name]?.sha256 ?? '').slice(0, 12)}`,
    title: choices.title,
    revision: new Date().toISOString().slice(0, 10),
    licence: { spdx: choices.licence || 'not stated', credit: [folder.model ?? choices.title] },
    languages: ['und'],
    trainingDomain: ['not stated'],
    tokenizer: { file: 'tokenizer.json', config: 'tokenizer_config.json', maxTokens: folder.maxTokens },
    graphs: forGpu ? { wasm: graph, webgpu: graph } : { wasm: graph },
    heads: [
      {
        id: 'labels',
        taxonomy: choices.taxonomy,
        output: folder.output,
        offset: 0,
        activation: choices.activation,
        trainingDomain: 'not stated',
        labels: choices.labels.map(({ id, name }) => ({ id, threshold: THRESHOLD, ...(own ? { name } : {}) })),
        ...(choices.rollUpTo !== undefined && parents.length > 0 ? { crosswalk: { to: choices.rollUpTo, rule: 'max' as const, map: Object.fromEntries(parents), source: 'The names of the labels' } } : {}),
        thresholdSource: 'not fitted',
      },
    ],
    files,
    selfTest: { tolerance: 0.02, sentences: PROBES.map((text) => ({ text, scores: { wasm: {} } })) },
    status: 'brought in without a manifest',
    ...(folder.model === undefined ? {} : { source: { model: folder.model, ...(folder.architecture === undefined ? {} : { architecture: folder.architecture }) } }),
  };
}

/** Checks a manifest as one that came from elsewhere. */
function checked(folder: PlainFolder, manifest: Manifest): CheckedBundle {
  const json = JSON.stringify(manifest);
  return { kind: 'bundle', json, manifest: parseManifest(json, 'manifest.json'), files: folder.files };
}

/**
 * Loads the model on the CPU and runs it over a few sentences: it must give finite numbers, as many as there are labels, and
 * different ones for different sentences.
 * @returns the raw numbers, from which to choose an activation
 * @throws {TaggerError} naming the fault
 */
export async function probe(folder: PlainFolder, { signal, onProgress, ...options }: TaggerOptions & Pick<TagOptions, 'signal' | 'onProgress'> = {}): Promise<ProbeRows> {
  const labels = folder.outputLabels.map((_, index) => ({ id: `label-${index}`, name: `Label ${index}` }));
  const draft = checked(folder, await draftOf(folder, { title: folder.title, taxonomy: 'own:probe', labels, activation: 'sigmoid', licence: '' }));
  const { pool, cache } = openEncoder({ ...options, device: 'wasm', cache: 'none', workers: 1, bundle: { ...sourceOf('draft', draft), draft: true } });
  const rows: Float32Array[] = [];
  try {
    await pool.ready(onProgress, signal);
    // Scores in 32-bit floats round to 1 beyond a logit of 17, so what is looked at are the logits themselves.
    await pool.encode(
      PROBES,
      ({ indices, logits }, { rowSize }) => {
        for (const [place, index] of indices.entries()) rows[index] = logits.slice(place * rowSize, (place + 1) * rowSize);
      },
      signal ? { signal } : {},
    );
    return rows;
  } finally {
    pool.dispose();
    await cache.close();
  }
}

/** The bundle that a model without a manifest becomes. What it gave in {@link probe} is what every later device is held to. */
export async function makeBundle(folder: PlainFolder, rows: ProbeRows, choices: BundleChoices): Promise<CheckedBundle> {
  if (choices.labels.length !== folder.outputLabels.length) {
    throw new TaggerError('invalid-input', `There are ${choices.labels.length} labels for ${folder.outputLabels.length} outputs.`, 'Say of each output what it is.');
  }
  const draft = await draftOf(folder, choices);
  const { activation } = choices;
  const sentences = PROBES.map((text, index) => {
    const row = rows[index] ?? new Float32Array();
    const scores = [...activate(row, { id: 'labels', offset: 0, size: row.length, activation })].map((score) => Number(score.toFixed(6)));
    return { text, scores: { wasm: { labels: scores } } };
  });
  return checked(folder, { ...draft, selfTest: { ...draft.selfTest, sentences } });
}

/** A checked bundle as a tagger takes it, for as long as the page is open. */
export function sourceOf(id: string, { json, files }: CheckedBundle): { id: string; manifest(): Promise<string>; files(): Promise<Record<string, Blob>> } {
  return { id, manifest: async () => json, files: async () => Object.fromEntries(files) };
}
