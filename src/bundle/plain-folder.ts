import { TaggerError } from '../errors.ts';
import { readOnnx, type OnnxFile, type OnnxValue } from '../runtime/onnx-file.ts';
import { ForbiddenKey, parseUntrusted } from '../untrusted-json.ts';
import { tooLarge, type ImportLimits } from './limits.ts';
import type { PlainFolder } from './types.ts';

/** Graphs by what they are worth on a CPU in a browser: 8 bits first, then floats. 4 bits and 16-bit floats are slower there. */
const PREFERENCE = ['model_quantized', 'model_int8', 'model_uint8', 'model', 'model_q4', 'model_bnb4', 'model_fp16', 'model_q4f16'];

/** Where neither configuration says how much the model reads. */
const USUAL_TOKENS = 512;
const MOST_TOKENS = 8192;
const FLOAT32 = 1;

/** Names of files that can be kept beside a manifest. */
const PLAIN = /^[A-Za-z0-9][\w.-]*$/;

const refused = (what: string, hint: string): TaggerError => new TaggerError('bundle-refused', what, hint);

/**
 * Reads a folder as transformers.js has it.
 * @throws {TaggerError} naming what is missing or wrong
 */
export async function readPlainFolder(files: ReadonlyMap<string, Blob>, limits: ImportLimits): Promise<PlainFolder> {
  const config = await readJson(files, 'config.json', limits.manifest);
  const tokenizer = files.get('tokenizer.json');
  if (!tokenizer) throw refused('tokenizer.json is missing.', 'Older tokenizers have only a vocabulary; save the model with its fast tokenizer, which writes tokenizer.json.');
  if (tokenizer.size > limits.tokenizer) throw tooLarge('tokenizer.json', tokenizer.size, limits.tokenizer);
  const tokenizerConfig = files.has('tokenizer_config.json') ? await readJson(files, 'tokenizer_config.json', limits.manifest) : undefined;
  if (!tokenizerConfig) throw refused('tokenizer_config.json is missing.', 'It is saved beside tokenizer.json; add it to the folder.');
  const [path, graph] = bestGraph(files);
  if (graph.size > limits.graph) throw tooLarge(path, graph.size, limits.graph);
  const onnx = readOnnx(new Uint8Array(await graph.arrayBuffer()), path);
  const name = plainName(path);
  const kept = new Map([[name, graph], ['tokenizer.json', tokenizer], ['tokenizer_config.json', files.get('tokenizer_config.json') ?? new Blob()]]);
  const externalData = [...onnx.externalFiles].map((location) => {
    const beside = besideGraph(path, location);
    const data = beside === undefined ? undefined : files.get(beside);
    if (beside === undefined || !data) throw refused(`${path} wants weights from "${location}", which is not beside it.`, 'Add the file that was exported with the graph; files elsewhere are never read.');
    const plain = plainName(beside);
    kept.set(plain, data);
    return plain;
  });
  const output = outputOf(onnx, path);
  const width = output.shape[1];
  const labels = labelsOf(config);
  if (typeof width === 'number' && labels.length > 0 && labels.length !== width) {
    throw refused(`config.json names ${labels.length} labels, and the graph's output "${output.name}" has ${width}.`, 'Configuration and graph do not belong together; export the model again.');
  }
  if (labels.length === 0 && typeof width !== 'number') throw refused('Nothing tells how many labels the model has: config.json has no id2label, and the graph leaves it open.', 'Add id2label to config.json.');
  return {
    kind: 'plain',
    title: text(config['_name_or_path'])?.split('/').at(-1) ?? text(config['model_type']) ?? 'Model',
    graph: { name, onnx },
    output: output.name,
    outputLabels: labels.length > 0 ? labels : Array.from({ length: Number(width) }, (_, index) => `LABEL_${index}`),
    problemType: text(config['problem_type']),
    maxTokens: tokensOf(config, tokenizerConfig),
    architecture: architectureOf(config),
    model: text(config['_name_or_path']),
    files: kept,
    externalData,
  };
}

async function readJson(files: ReadonlyMap<string, Blob>, name: string, limit: number): Promise<Readonly<Record<string, unknown>>> {
  const file = files.get(name);
  if (file && file.size > limit) throw tooLarge(name, file.size, limit);
  try {
    const data = parseUntrusted((await file?.text()) ?? '');
    if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new Error('it is no object');
    return data as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new TaggerError('bundle-refused', `${name} cannot be read: ${cause instanceof ForbiddenKey ? cause.message : 'it is not JSON'}.`, 'Put the original file back, or export the model again.', { cause });
  }
}

function bestGraph(files: ReadonlyMap<string, Blob>): [path: string, graph: Blob] {
  const found = [...files].filter(([path]) => /^(?:onnx\/)?[^/]+\.onnx$/.test(path));
  const rank = (path: string): number => {
    const place = PREFERENCE.indexOf(plainName(path).replace(/\.onnx$/, ''));
    return place < 0 ? PREFERENCE.length : place;
  };
  const [best] = found.sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
  if (!best) throw refused('There is no ONNX graph: neither onnx/model.onnx nor another .onnx file is there.', 'PyTorch and safetensors files cannot be run in a browser; export the model to ONNX first.');
  if (!PLAIN.test(plainName(best[0]))) throw refused(`"${best[0]}" has a name that cannot be kept.`, 'Give the graph a plain name, such as model.onnx.');
  return best;
}

const plainName = (path: string): string => path.split('/').at(-1) ?? path;

/**
 * Path of a graph's weights within the model's folder, as the graph says where they lie.
 * @returns undefined where that is no plain file beside the graph
 */
export function besideGraph(graph: string, location: string): string | undefined {
  const plain = location.replace(/^\.\//, '');
  return PLAIN.test(plain) ? graph.slice(0, graph.length - plainName(graph).length) + plain : undefined;
}

function outputOf({ outputs }: OnnxFile, path: string): OnnxValue {
  const output = outputs.find(({ name }) => name === 'logits') ?? (outputs.length === 1 ? outputs[0] : undefined);
  if (!output) throw refused(`${path} has no output "logits" but ${outputs.map(({ name }) => `"${name}"`).join(', ') || 'none'}.`, 'The model must be exported as a text classifier (sequence classification).');
  if (output.type !== FLOAT32) throw refused(`The output "${output.name}" of ${path} is not of 32-bit floats.`, 'Export the model again with outputs in 32-bit floats.');
  if (output.shape.length > 0 && output.shape.length !== 2) throw refused(`The output "${output.name}" of ${path} has ${output.shape.length} dimensions; a classifier has two, texts and labels.`, 'A model that labels words or writes text cannot be used here.');
  return output;
}

function labelsOf(config: Readonly<Record<string, unknown>>): string[] {
  const map = config['id2label'];
  if (typeof map !== 'object' || map === null) return [];
  const entries = Object.entries(map);
  const labels = Array.from({ length: Math.min(entries.length, 2000) }, (_, index) => (map as Readonly<Record<string, unknown>>)[String(index)]);
  if (!labels.every((label) => typeof label === 'string' && label.length <= 2000)) throw refused('id2label in config.json does not number its labels from 0 on.', 'Put the labels in order, without gaps.');
  return labels as string[];
}

function tokensOf(config: Readonly<Record<string, unknown>>, tokenizer: Readonly<Record<string, unknown>>): number {
  const positions = Number(config['max_position_embeddings']);
  // RoBERTa and its kin lose two positions to padding.
  const padded = /roberta|camembert|xlm|bart|mpnet/i.test(String(config['model_type'])) ? 2 : 0;
  const given = [Number(tokenizer['model_max_length']), positions - padded].filter((tokens) => Number.isFinite(tokens) && tokens >= 8 && tokens <= 1e6);
  return Math.min(MOST_TOKENS, ...(given.length > 0 ? given : [USUAL_TOKENS]));
}

function architectureOf(config: Readonly<Record<string, unknown>>): string | undefined {
  const list = config['architectures'];
  return Array.isArray(list) ? text(list[0]) : undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined);
