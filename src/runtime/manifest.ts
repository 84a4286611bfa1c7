import * as v from 'valibot';
import { TaggerError } from '../errors.ts';
import type { Device, ModelInfo } from '../model.ts';
import { sha256HexOfText } from '../hash.ts';
import type { Candidate, HeadSlice } from './protocol.ts';

const MEGABYTE = 1024 * 1024;

const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** A file beside the manifest: no folder, no way up, no address. */
const fileName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be a plain file name'));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(2000));
const labelMetrics = v.object({
  f1: probability,
  precision: probability,
  recall: probability,
  auroc: probability,
  support: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

const graph = v.object({
  file: fileName,
  externalData: v.array(fileName),
  inputs: v.optional(v.array(v.picklist(['input_ids', 'attention_mask', 'token_type_ids']))),
  /** False where no device of the kind that it is made for has run it yet. */
  verified: v.optional(v.boolean()),
  /** |Difference| of probabilities to the model before conversion, or to the graph in 32-bit floats, over the reference sentences. */
  loss: v.optional(v.object({ max: probability, mean: probability })),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));
const separator = v.pipe(v.string(), v.maxLength(100));
const place = v.picklist(['first', 'second']);
/** What a model reads beside the sentence. */
const context = v.variant('kind', [
  v.object({ kind: v.literal('previous'), sentences: count, separator, place }),
  v.object({ kind: v.literal('document'), separator, place }),
  v.object({ kind: v.literal('definitions'), top: count, separator, place }),
]);

const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));

const gpuGraph = v.object({
  ...graph.entries,
  /** Shapes that get a session of their own, from the one that is loaded first on; every one holds the weights again. */
  buckets: v.optional(v.pipe(v.array(v.object({ rows: size, length: size })), v.minLength(1), v.maxLength(3))),
});

const manifestSchema = v.object({
  format: v.literal('value-tagger-bundle'),
  version: v.literal(1),
  id: text,
  title: text,
  revision: text,
  licence: v.object({ spdx: text, credit: v.array(text) }),
  languages: v.pipe(v.array(text), v.minLength(1)),
  trainingDomain: v.pipe(v.array(text), v.minLength(1)),
  tokenizer: v.object({
    file: fileName,
    config: fileName,
    maxTokens: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(8192)),
  }),
  /** How several fields make one text, such as `{premise} | {stance}: {conclusion}`, for those who have the fields. */
  forms: v.optional(v.object({ premise: text, argument: text })),
  graphs: v.object({ wasm: graph, webgpu: v.optional(gpuGraph), 'webgpu-f16': v.optional(gpuGraph), 'webgpu-q4f16': v.optional(gpuGraph) }),
  /** The description by which our own kernel runs the model on the CPU, from the same weights. */
  kernel: v.optional(v.object({ file: fileName, externalData: v.pipe(v.array(fileName), v.length(1)) })),
  input: v.optional(v.object({ segments: v.picklist([1, 2]), template: text, context: v.optional(context) })),
  status: v.optional(text),
  /** Where a converted model comes from. */
  source: v.optional(v.object({ model: text, revision: text, architecture: text, transformers: text })),
  heads: v.pipe(
    v.array(
      v.object({
        id: text,
        taxonomy: text,
        output: text,
        offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
        activation: v.picklist(['sigmoid', 'softmax']),
        trainingDomain: text,
        thresholdSource: v.optional(v.picklist(['default', 'fitted'])),
        /** How labels of the model's own count towards a taxonomy that the toolkit knows. */
        crosswalk: v.optional(v.object({ to: text, rule: v.literal('max'), map: v.record(text, text), source: text })),
        labels: v.pipe(
          v.array(v.object({ id: text, threshold: probability, metrics: v.optional(labelMetrics), name: v.optional(text), definition: v.optional(text) })),
          v.minLength(1),
          v.maxLength(2000),
        ),
      }),
    ),
    v.minLength(1),
    v.maxLength(100),
  ),
  files: v.record(
    fileName,
    v.object({
      bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096 * MEGABYTE)),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')),
    }),
  ),
  selfTest: v.object({
    tolerance: v.pipe(v.number(), v.minValue(0), v.maxValue(0.2)),
    sentences: v.pipe(
      v.array(
        v.object({
          text,
          scores: v.object({
            wasm: v.record(text, v.array(probability)),
            webgpu: v.optional(v.record(text, v.array(probability))),
          }),
        }),
      ),
      v.minLength(2),
      v.maxLength(200),
    ),
  }),
});

/** The description of a bundle, checked. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** A graph of a bundle, by the device that it is for and the floats in which it computes there. */
export type OnnxGraphName = keyof Manifest['graphs'];

/** A graph, or what our own kernel runs in place of one. */
export type GraphName = OnnxGraphName | 'kernel';

const GRAPHS: readonly GraphName[] = ['wasm', 'webgpu', 'webgpu-f16', 'webgpu-q4f16', 'kernel'];

/** The graph that a candidate runs in ONNX Runtime. */
export const onnxGraphName = ({ device, precision }: Pick<Candidate, 'device' | 'precision'>): OnnxGraphName => (device === 'webgpu' && precision === 'f16' ? 'webgpu-f16' : device);

/** What a candidate runs. */
export const graphName = (candidate: Candidate): GraphName => (candidate.build === 'kernel' ? 'kernel' : onnxGraphName(candidate));

export const hasGraph = (manifest: Manifest, name: GraphName): boolean => neededFiles(manifest, name).length > 0;

export const deviceOf = (graphOf: GraphName): Device => (graphOf === 'wasm' || graphOf === 'kernel' ? 'wasm' : 'webgpu');

const invalid = (where: string, what: string, address: string): TaggerError =>
  new TaggerError(
    'manifest-invalid',
    `The model's description (${address}) is not valid: ${where}: ${what}.`,
    'Use the manifest.json that came with the model, or make the bundle again.',
  );

/**
 * Reads and checks a manifest.
 * @throws {TaggerError} `manifest-invalid`, naming the place
 */
export function parseManifest(json: string, address: string): Manifest {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    const error = invalid('the file', 'it is not JSON', address);
    throw new TaggerError(error.code, error.message, error.hint, { cause });
  }
  const result = v.safeParse(manifestSchema, data);
  if (!result.success) {
    const [issue] = result.issues;
    throw invalid(v.getDotPath(issue) ?? 'the file', issue.message, address);
  }
  const manifest = result.output;
  for (const file of GRAPHS.flatMap((name) => neededFiles(manifest, name))) {
    if (!Object.hasOwn(manifest.files, file)) throw invalid('files', `"${file}" is used but its size and SHA-256 are not given`, address);
  }
  for (const [index, head] of manifest.heads.entries()) {
    if (new Set(head.labels.map(({ id }) => id)).size !== head.labels.length) throw invalid(`heads.${index}.labels`, 'a label id stands twice', address);
    for (const [row, { scores }] of manifest.selfTest.sentences.entries()) {
      for (const [device, reference] of Object.entries(scores)) {
        const given = reference?.[head.id]?.length;
        if (given !== undefined && given !== head.labels.length) {
          throw invalid(`selfTest.sentences.${row}.scores.${device}.${head.id}`, `${given} scores for ${head.labels.length} labels`, address);
        }
      }
    }
  }
  return manifest;
}

/** Files that running it so takes, without the manifest; none where the bundle has nothing for it. */
export function neededFiles(manifest: Manifest, name: GraphName): string[] {
  const needed = name === 'kernel' ? manifest.kernel : manifest.graphs[name];
  if (!needed) return [];
  return [needed.file, ...needed.externalData, manifest.tokenizer.file, manifest.tokenizer.config];
}

/** Where each head's logits lie in a row: one after the other in manifest order, whatever outputs they come from. */
export function headSlices(manifest: Manifest): HeadSlice[] {
  let offset = 0;
  return manifest.heads.map(({ id, labels, activation }) => {
    const slice = { id, offset, size: labels.length, activation };
    offset += labels.length;
    return slice;
  });
}

/**
 * Names what determines a logit: graph, weights, tokenizer, truncation, and what runs it. Thresholds are left out,
 * so that new thresholds leave cached logits valid.
 */
export function modelDigest(manifest: Manifest, name: GraphName): string {
  const hashes = neededFiles(manifest, name).map((file) => manifest.files[file]?.sha256 ?? '');
  return sha256HexOfText(JSON.stringify([name, ...hashes, manifest.tokenizer.maxTokens]));
}

/** What a reader needs to know of the model. */
export function modelInfo(manifest: Manifest, name: GraphName): ModelInfo {
  return {
    id: manifest.id,
    title: manifest.title,
    revision: manifest.revision,
    digest: modelDigest(manifest, name),
    licence: manifest.licence.spdx,
    credit: manifest.licence.credit,
    languages: manifest.languages,
    trainingDomain: manifest.trainingDomain,
    heads: manifest.heads.map(({ id, taxonomy, labels, trainingDomain }) => ({
      id,
      taxonomy,
      trainingDomain,
      labels: labels.map(({ id: label, threshold, metrics }) => (metrics ? { id: label, threshold, metrics } : { id: label, threshold })),
    })),
    maxTokens: manifest.tokenizer.maxTokens,
    bytes: neededFiles(manifest, name).reduce((sum, file) => sum + (manifest.files[file]?.bytes ?? 0), 0),
  };
}
