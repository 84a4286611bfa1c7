import * as v from 'valibot';
import { TaggerError } from '../errors.ts';
import type { Device, InputForm, ModelInfo } from '../model.ts';
import { sha256HexOfText } from '../hash.ts';
import { ForbiddenKey, isForbiddenKey, parseUntrusted } from '../untrusted-json.ts';
import type { Candidate, HeadSlice } from './protocol.ts';

const MEGABYTE = 1024 * 1024;

/** Characters of a document that a model is given where its manifest does not say; what is too many tokens is cut later. */
const WHOLE_DOCUMENT = 20_000;

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

/** Names that become keys of objects. */
const name = v.pipe(text, v.check((value) => !isForbiddenKey(value), 'must not be a name by which a prototype is reached'));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const separator = v.pipe(v.string(), v.maxLength(100));
const place = v.picklist(['first', 'second']);

const graph = v.object({
  file: fileName,
  externalData: v.array(fileName),
  /** Inputs that the graph wants; default: those that it declares itself. */
  inputs: v.optional(v.array(v.picklist(['input_ids', 'attention_mask', 'token_type_ids']))),
  /** False where no device of the kind that it is made for has run it yet. */
  verified: v.optional(v.boolean()),
  /** |Difference| of probabilities to the model before conversion, or to the graph in 32-bit floats, over the reference sentences. */
  loss: v.optional(v.object({ max: probability, mean: probability })),
});

const size = v.pipe(count, v.maxValue(8192));

const gpuGraph = v.object({
  ...graph.entries,
  /** Shapes that get a session of their own, from the one that is loaded first on; every one holds the weights again. */
  buckets: v.optional(v.pipe(v.array(v.object({ rows: size, length: size })), v.minLength(1), v.maxLength(3))),
});

/** What the model reads beside the sentence, and how both are joined. */
const inputForm = v.object({
  segments: v.picklist([1, 2]),
  template: v.pipe(text, v.check((value) => value.split('{text}').length === 2, 'must hold {text} once')),
  context: v.optional(
    v.variant('kind', [
      v.object({ kind: v.literal('previous'), sentences: v.pipe(count, v.maxValue(100)), separator, place }),
      v.object({ kind: v.literal('document'), separator, place, maxCharacters: v.optional(v.pipe(count, v.maxValue(100_000))) }),
      v.object({ kind: v.literal('definitions'), top: v.pipe(count, v.maxValue(100)), separator, place }),
    ]),
  ),
});

/** How labels of the model's own count towards a taxonomy that the toolkit knows. */
const crosswalk = v.object({ to: text, rule: v.literal('max'), map: v.record(text, name), source: text });

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
  /** An output with the vector that the heads read, and its size: texts are compared by it. */
  embedding: v.optional(v.object({ output: text, size: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(8192)) })),
  input: v.optional(inputForm),
  status: v.optional(text),
  /** Where the model came from. */
  source: v.optional(v.object({ model: text, revision: v.optional(text), architecture: v.optional(text), transformers: v.optional(text) })),
  heads: v.pipe(
    v.array(
      v.object({
        id: name,
        taxonomy: name,
        output: text,
        offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
        activation: v.picklist(['sigmoid', 'softmax']),
        trainingDomain: text,
        labels: v.pipe(
          v.array(v.object({ id: name, name: v.optional(text), definition: v.optional(text), threshold: probability, metrics: v.optional(labelMetrics) })),
          v.minLength(1),
          v.maxLength(2000),
        ),
        crosswalk: v.optional(crosswalk),
        /** What the thresholds were fitted on, or that they were not fitted. */
        thresholdSource: v.optional(text),
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
          /** What the model read beside it; see `input`. */
          context: v.optional(v.pipe(v.string(), v.maxLength(100_000))),
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
    data = parseUntrusted(json);
  } catch (cause) {
    const error = invalid('the file', cause instanceof ForbiddenKey ? cause.message : 'it is not JSON', address);
    throw new TaggerError(error.code, error.message, error.hint, { cause });
  }
  const result = v.safeParse(manifestSchema, data);
  if (!result.success) {
    const [issue] = result.issues;
    throw invalid(v.getDotPath(issue) ?? 'the file', issue.message, address);
  }
  const manifest = result.output;
  // Some devices keep names apart by their letters alone.
  const names = ['manifest.json', ...Object.keys(manifest.files)].map((file) => file.toLowerCase());
  const twice = names.find((file, index) => names.indexOf(file) !== index);
  if (twice !== undefined) throw invalid('files', `"${twice}" stands twice, in whatever case`, address);
  for (const file of GRAPHS.flatMap((graphOf) => neededFiles(manifest, graphOf))) {
    if (!Object.hasOwn(manifest.files, file)) throw invalid('files', `"${file}" is used but its size and SHA-256 are not given`, address);
  }
  if (new Set(manifest.heads.map(({ id }) => id)).size !== manifest.heads.length) throw invalid('heads', 'a head id stands twice', address);
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
 * Names what determines a row of logits and what its places mean: graph and its inputs, weights, tokenizer, truncation, form of
 * the input, what runs it, and how the heads lie in the outputs. Thresholds and activations are left out, so that new ones leave
 * cached logits valid.
 */
export function modelDigest(manifest: Manifest, name: GraphName): string {
  const { tokenizer, input, embedding } = manifest;
  const hashes = neededFiles(manifest, name).map((file) => manifest.files[file]?.sha256 ?? '');
  const inputs = name === 'kernel' ? undefined : manifest.graphs[name]?.inputs;
  const layout = manifest.heads.map(({ output, offset, labels }) => [output, offset, labels.map(({ id }) => id)]);
  return sha256HexOfText(JSON.stringify([name, hashes, tokenizer.maxTokens, { input, inputs, layout, embedding }]));
}

/** The form of the input as the rest of the toolkit has it. */
export function inputOf({ segments, template, context }: NonNullable<Manifest['input']>): InputForm {
  if (!context) return { segments, template };
  if (context.kind !== 'document') return { segments, template, context };
  const { maxCharacters = WHOLE_DOCUMENT } = context;
  return { segments, template, context: { ...context, maxCharacters } };
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
    heads: manifest.heads.map(({ id, taxonomy, labels, trainingDomain, crosswalk: own, thresholdSource }) => ({
      id,
      taxonomy,
      trainingDomain,
      labels: labels.map(({ id: label, threshold, name, definition, metrics }) => ({
        id: label,
        threshold,
        ...(name === undefined ? {} : { name }),
        ...(definition === undefined ? {} : { definition }),
        ...(metrics ? { metrics } : {}),
      })),
      ...(own ? { crosswalk: { to: own.to, map: own.map, source: own.source } } : {}),
      ...(thresholdSource === undefined ? {} : { thresholdSource }),
    })),
    ...(manifest.input ? { input: inputOf(manifest.input) } : {}),
    ...(manifest.embedding ? { embedding: manifest.embedding.size } : {}),
    maxTokens: manifest.tokenizer.maxTokens,
    bytes: neededFiles(manifest, name).reduce((sum, file) => sum + (manifest.files[file]?.bytes ?? 0), 0),
  };
}
