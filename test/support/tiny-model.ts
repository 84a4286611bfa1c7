import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { joined } from './joined.ts';

/*
 * A model that is made in the test: it adds up a row of numbers for each letter. It is small enough to be written here, runs
 * in the real engine, and can be damaged in every way that a test wants.
 */

type Bytes = Uint8Array<ArrayBuffer>;

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) | 0x80);
  }
}

/** A protobuf field: a number, or a string or message. */
const field = (number: number, value: number | string | Uint8Array): Bytes => {
  if (typeof value === 'number') return Uint8Array.from([...varint(number * 8), ...varint(value)]);
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return joined([Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
};
const message = (...fields: readonly (Uint8Array | readonly Uint8Array[])[]): Bytes => joined(fields.flatMap((one) => (one instanceof Uint8Array ? [one] : [...one])));

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;

const value = (name: string, type: number, shape: readonly (number | string)[]): Bytes =>
  message(field(1, name), field(2, field(1, message(field(1, type), field(2, message(shape.map((size) => field(1, typeof size === 'number' ? field(1, size) : field(2, size)))))))));

const tensor = (name: string, type: number, dims: readonly number[], data: Uint8Array): Bytes => message(dims.map((size) => field(1, size)), field(2, type), field(8, name), field(9, data));

/** A tensor whose numbers lie in another file. */
const externalTensor = (name: string, type: number, dims: readonly number[], location: string, length: number): Bytes =>
  message(
    dims.map((size) => field(1, size)),
    field(2, type),
    field(8, name),
    [['location', location], ['offset', '0'], ['length', String(length)]].map(([key = '', text = '']) => field(13, message(field(1, key), field(2, text)))),
    field(14, 1),
  );

const int = (name: string, number: number): Bytes => field(5, message(field(1, name), field(3, number), field(20, 2)));
const node = (operator: string, inputs: readonly string[], output: string, attributes: readonly Uint8Array[] = [], domain = ''): Bytes =>
  message(inputs.map((input) => field(1, input)), field(2, output), field(4, operator), attributes, domain === '' ? [] : field(7, domain));

const bytesOf = (numbers: Float32Array | BigInt64Array): Bytes => new Uint8Array(numbers.buffer.slice(0) as ArrayBuffer);

export interface TinyOptions {
  readonly labels: number;
  readonly integers?: 'int32' | 'int64';
  /** With `token_type_ids`: tokens of the second segment count double. */
  readonly types?: boolean;
  /** An input that no text gives. */
  readonly strangeInput?: boolean;
  /** Where the table of numbers lies, where not in the graph. */
  readonly external?: string;
  readonly opset?: number;
  /** Operator in place of the sum. */
  readonly operator?: string;
  readonly output?: string;
  /** Softmax in the graph. */
  readonly softmax?: boolean;
  /** Factor of all numbers: 0 says the same of all texts. */
  readonly scale?: number;
  readonly nan?: boolean;
  /** Other numbers for another model. */
  readonly seed?: number;
}

const VOCABULARY = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...'abcdefghijklmnopqrstuvwxyz', ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `##${letter}`)];

/** Numbers of the table, the same every time. */
export function tinyTable({ labels, scale = 1, nan = false, seed = 1 }: TinyOptions): Float32Array<ArrayBuffer> {
  let state = seed;
  return Float32Array.from({ length: VOCABULARY.length * labels }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return nan ? Number.NaN : scale * (state / 2 ** 32 - 0.5);
  });
}

/** The graph as an ONNX file. */
export function tinyGraph(options: TinyOptions): Bytes {
  const { labels, integers = 'int64', types = false, strangeInput = false, external, opset = 13, operator = 'ReduceSum', output = 'logits', softmax = false } = options;
  const integer = integers === 'int32' ? INT32 : INT64;
  const grid = ['batch', 'sequence'];
  const table = bytesOf(tinyTable(options));
  const shape = [VOCABULARY.length, labels];
  const sum = softmax ? 'sum' : output;
  const nodes = [
    node('Gather', ['table', 'input_ids'], 'rows', [int('axis', 0)]),
    node('Cast', ['attention_mask'], 'mask', [int('to', FLOAT)]),
    ...(types ? [node('Cast', ['token_type_ids'], 'typed', [int('to', FLOAT)]), node('Add', ['typed', 'one'], 'weights'), node('Mul', ['mask', 'weights'], 'weighted')] : []),
    node('Unsqueeze', [types ? 'weighted' : 'mask', 'last'], 'column'),
    node('Mul', ['rows', 'column'], 'kept'),
    node(operator, ['kept', 'middle'], sum, [int('keepdims', 0)]),
    ...(softmax ? [node('Softmax', ['sum'], output, [int('axis', 1)])] : []),
  ];
  const graph = message(
    nodes.map((one) => field(1, one)),
    field(2, 'tiny'),
    field(5, external === undefined ? tensor('table', FLOAT, shape, table) : externalTensor('table', FLOAT, shape, external, table.length)),
    field(5, tensor('last', INT64, [1], bytesOf(BigInt64Array.from([2n])))),
    field(5, tensor('middle', INT64, [1], bytesOf(BigInt64Array.from([1n])))),
    types ? field(5, tensor('one', FLOAT, [], bytesOf(Float32Array.from([1])))) : [],
    field(11, value('input_ids', integer, grid)),
    field(11, value('attention_mask', integer, grid)),
    types ? field(11, value('token_type_ids', integer, grid)) : [],
    strangeInput ? field(11, value('pixel_values', FLOAT, grid)) : [],
    field(12, value(output, FLOAT, ['batch', labels])),
  );
  return message(field(1, 8), field(2, 'test'), field(7, graph), field(8, message(field(1, ''), field(2, opset))));
}

const template = (pair: boolean) => [
  { SpecialToken: { id: '[CLS]', type_id: 0 } },
  { Sequence: { id: 'A', type_id: 0 } },
  { SpecialToken: { id: '[SEP]', type_id: 0 } },
  ...(pair ? [{ Sequence: { id: 'B', type_id: 1 } }, { SpecialToken: { id: '[SEP]', type_id: 1 } }] : []),
];

/** A tokenizer that knows letters. */
export const tinyTokenizer = JSON.stringify({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: template(false),
    pair: template(true),
    special_tokens: { '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] }, '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] } },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])) },
});
export const tinyTokenizerConfig = JSON.stringify({ tokenizer_class: 'BertTokenizer', model_max_length: 128, do_lower_case: true });

/** Ids of a text's tokens, without those that begin and end it. */
const idsOf = (text: string): number[] =>
  (text.toLowerCase().match(/\w+|[^\w\s]/g) ?? []).flatMap((word) => (/^[a-z]+$/.test(word) ? [...word].map((letter, at) => VOCABULARY.indexOf(at === 0 ? letter : `##${letter}`)) : [1]));

/** What the model says of a text, computed here; with `second`, of a pair. */
export function tinyLogits(options: TinyOptions, first: string, second?: string): number[] {
  const table = tinyTable(options);
  const tokens = [2, ...idsOf(first), 3].map((id) => [id, 1] as const);
  const more = second === undefined ? [] : [...idsOf(second), 3].map((id) => [id, options.types ? 2 : 1] as const);
  return Array.from({ length: options.labels }, (_, label) => [...tokens, ...more].reduce((sum, [id, weight]) => sum + weight * (table[id * options.labels + label] ?? 0), 0));
}

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

export type Files = Map<string, Bytes>;
const encode = (text: string): Bytes => new TextEncoder().encode(text);

/** A folder as converters for the web leave it. */
export function plainFolder(labels: readonly string[], options: Partial<TinyOptions> = {}, config: Readonly<Record<string, unknown>> = { problem_type: 'multi_label_classification' }): Files {
  const all = { labels: labels.length, ...options };
  const files: Files = new Map([
    ['config.json', encode(JSON.stringify({ model_type: 'bert', _name_or_path: 'someone/tiny-values', id2label: Object.fromEntries(labels.map((label, index) => [index, label])), ...config }))],
    ['tokenizer.json', encode(tinyTokenizer)],
    ['tokenizer_config.json', encode(tinyTokenizerConfig)],
    ['onnx/model.onnx', tinyGraph(all)],
  ]);
  if (all.external !== undefined) files.set(`onnx/${all.external}`, bytesOf(tinyTable(all)));
  return files;
}

/** Sentences of the bundle's self-test. */
const SELF_TEST = ['Care for the weak.', 'Obey the law.'];

export interface BundleOptions extends Partial<TinyOptions> {
  readonly id?: string;
  readonly title?: string;
  readonly taxonomy?: string;
  readonly ids?: readonly string[];
  readonly input?: unknown;
  /** Label names, where the taxonomy is the model's own. */
  readonly names?: readonly string[];
  /** Changes the manifest before it is written. */
  readonly change?: (manifest: Record<string, unknown>) => unknown;
}

/** A bundle with a manifest. */
export function tinyBundle({ id = 'tiny', title = 'Tiny model', taxonomy = 'mft-5', ids = ['care', 'fairness', 'loyalty', 'authority', 'sanctity'], input, names, change, ...options }: BundleOptions = {}): Files {
  const all = { labels: ids.length, ...options };
  const files: Files = new Map([
    ['model.onnx', tinyGraph(all)],
    ['tokenizer.json', encode(tinyTokenizer)],
    ['tokenizer_config.json', encode(tinyTokenizerConfig)],
  ]);
  if (all.external !== undefined) files.set(all.external, bytesOf(tinyTable(all)));
  const manifest: Record<string, unknown> = {
    format: 'value-tagger-bundle',
    version: 1,
    id,
    title,
    revision: '1',
    licence: { spdx: 'CC0-1.0', credit: ['the test'] },
    languages: ['en'],
    trainingDomain: ['letters'],
    tokenizer: { file: 'tokenizer.json', config: 'tokenizer_config.json', maxTokens: 128 },
    graphs: { wasm: { file: 'model.onnx', externalData: all.external === undefined ? [] : [all.external] } },
    heads: [{ id: 'labels', taxonomy, output: all.output ?? 'logits', offset: 0, activation: 'sigmoid', trainingDomain: 'letters', labels: ids.map((label, index) => ({ id: label, threshold: 0.5, ...(names ? { name: names[index] } : {}) })) }],
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: bytesToHex(sha256(bytes)) }])),
    ...(input === undefined ? {} : { input }),
    selfTest: { tolerance: 0.02, sentences: SELF_TEST.map((text) => ({ text, scores: { wasm: { labels: tinyLogits({ labels: ids.length, ...(all.seed === undefined ? {} : { seed: all.seed }) }, text).map(sigmoid) } } })) },
  };
  const changed = change?.(manifest) ?? manifest;
  files.set('manifest.json', typeof changed === 'string' ? encode(changed) : encode(JSON.stringify(changed)));
  return files;
}

/** Files as a folder that a person has picked. */
export const asPicked = (files: Files, folder = 'model'): { path: string; blob: Blob }[] => [...files].map(([name, bytes]) => ({ path: `${folder}/${name}`, blob: new Blob([bytes]) }));
