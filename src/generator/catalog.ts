import * as v from 'valibot';
import catalogJson from '../../models/generators.json';
import { TaggerError } from '../errors.ts';
import type { Device } from '../model.ts';
import type { Dtype } from '../runtime/generator/protocol.ts';
import type { Probe } from '../runtime/protocol.ts';

const modelId = v.pipe(v.string(), v.regex(/^[\w.-]{1,96}\/[\w.-]{1,96}$/, 'must be owner/name'), v.check((id) => !id.includes('..'), 'must not lead upwards'));
const size = v.object({ bytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))), basis: v.optional(v.picklist(['reported', 'measured'])) });

const entrySchema = v.object({
  id: modelId,
  title: v.pipe(v.string(), v.minLength(1)),
  revision: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/)),
  parameters: v.optional(v.pipe(v.number(), v.integer())),
  licence: v.object({ name: v.string(), terms: v.picklist(['open', 'conditions', 'unknown']) }),
  languages: v.array(v.string()),
  dtypes: v.record(v.picklist(['fp32', 'fp16', 'q8', 'q4', 'q4f16']), size),
  /** SHA-256 of files by their names below the model's folder, where they are known; what has another one is refused. */
  sha256: v.optional(v.record(v.string(), v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 digits of lower-case hex')))),
  note: v.optional(v.string()),
});

const catalogSchema = v.object({
  format: v.literal('value-tagger-generators'),
  version: v.literal(1),
  sizes: v.string(),
  models: v.pipe(v.array(entrySchema), v.check((models) => new Set(models.map(({ id }) => id)).size === models.length, 'an id stands twice')),
});

/** A model that can be asked for; `dtypes` has the sizes of its weights as far as they are known, and whether they were measured. */
export type GeneratorEntry = v.InferOutput<typeof entrySchema>;

/** The default: small, multilingual, freely licensed. */
export const DEFAULT_MODEL = 'onnx-community/Qwen2.5-0.5B-Instruct';

function check<S extends v.GenericSchema>(schema: S, data: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new TaggerError('manifest-invalid', `${what} is not valid: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}.`, 'Compare it with models/generators.json.');
}

/** @throws {TaggerError} `manifest-invalid`, naming the place */
export const parseCatalog = (data: unknown): readonly GeneratorEntry[] => check(catalogSchema, data, 'The catalog of generators').models;

/** @throws {TaggerError} `manifest-invalid`, naming the place */
export const parseEntry = (data: unknown): GeneratorEntry => check(entrySchema, data, 'The description of the generator');

let known: readonly GeneratorEntry[] | undefined;

/** Every generator that the toolkit knows. */
export const generators = (): readonly GeneratorEntry[] => (known ??= parseCatalog(catalogJson));

/** @throws {TaggerError} `invalid-input` where the catalog has no such model */
export function findGenerator(id: string): GeneratorEntry {
  const found = generators().find((entry) => entry.id === id);
  if (found) return found;
  throw new TaggerError('invalid-input', `There is no generator "${id}" in the catalog.`, `Choose one of ${generators().map((entry) => entry.id).join(', ')}, or give its description as \`entry\`.`);
}

/** A way to run a generator on this machine. */
export interface GeneratorCandidate {
  readonly device: Device;
  readonly dtype: Dtype;
}

export interface GeneratorPreference {
  readonly device: 'auto' | Device;
  readonly dtype?: Dtype;
  readonly allowSoftwareAdapter: boolean;
}

/**
 * Ways to run a model here, best first. On a GPU 4-bit weights, with 16-bit floats where it has them; on a CPU 8-bit
 * ones, whose products are the fastest there.
 */
export function generatorCandidates(probe: Probe, { dtypes }: Pick<GeneratorEntry, 'dtypes'>, { device, dtype, allowSoftwareAdapter }: GeneratorPreference): GeneratorCandidate[] {
  const first = (preferred: readonly Dtype[]): Dtype | undefined => (dtype ? preferred.concat(dtype) : preferred).find((form) => (dtype ? form === dtype : true) && form in dtypes);
  const list: GeneratorCandidate[] = [];
  const gpuUsable = probe.webgpu.available && (allowSoftwareAdapter || !probe.webgpu.software);
  if (device !== 'wasm' && gpuUsable) {
    const form = first(probe.webgpu.shaderF16 ? ['q4f16', 'q4', 'fp16', 'fp32'] : ['q4', 'fp32']);
    // What is in 16-bit floats loads without them, and fails at its first run.
    if (form && (probe.webgpu.shaderF16 || !form.endsWith('f16'))) list.push({ device: 'webgpu', dtype: form });
  }
  if (device !== 'webgpu') {
    const form = first(['q8', 'q4', 'fp32', 'q4f16', 'fp16']);
    if (form) list.push({ device: 'wasm', dtype: form });
  }
  return list;
}
