import * as v from 'valibot';
import { TaggerError } from '../../errors.ts';

const count = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const finite = v.pipe(v.number(), v.finite());
const multipleOf16 = v.multipleOf(16);

/** Offset and length in bytes in the file of weights; small float tensors may stand in the description itself. */
const place = v.union([
  v.strictTuple([count(0, 2 ** 40), count(1, 2 ** 40)]),
  v.strictObject({ values: v.pipe(v.array(finite), v.minLength(1), v.maxLength(65_536)) }),
]);
/** A static grid of 8 bits on which the product's input is rounded; without one, each token gets a grid of its own. */
const grid = v.strictObject({ scale: v.pipe(finite, v.minValue(1e-12), v.maxValue(1e6)), zero: count(0, 255) });
/** int8 weights [in, out] with a scale a column, and features of the input that are shrunk before it is rounded. */
const linear = v.strictObject({ weight: place, scale: place, bias: place, factor: v.optional(place), grid: v.optional(grid) });
const norm = v.strictObject({ gamma: place, beta: place });
const layer = v.strictObject({ qkv: linear, out: linear, norm1: norm, up: linear, down: linear, norm2: norm });

const descriptionSchema = v.strictObject({
  format: v.literal('value-tagger-kernel'),
  version: v.literal(1),
  hidden: v.pipe(count(16, 1024), multipleOf16),
  inner: v.pipe(count(16, 8192), multipleOf16),
  heads: count(1, 128),
  vocabulary: count(1, 2_000_000),
  /** Rows of the table of positions. */
  positions: count(1, 8192),
  /** The row of a text's first token. */
  positionOffset: count(0, 8191),
  epsilon: v.pipe(finite, v.minValue(0), v.maxValue(0.1)),
  gelu: v.picklist(['erf', 'tanh']),
  pooling: v.picklist(['mean', 'first']),
  /** int8 rows of words with a scale each, float rows of positions, and a row of each token type. */
  embeddings: v.strictObject({ words: place, wordScales: place, positions: place, type: v.optional(place), secondType: v.optional(place), norm }),
  layers: v.pipe(v.array(layer), v.minLength(1), v.maxLength(48)),
  /** What the manifest's heads call the numbers that the last of these layers gives. */
  output: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  head: v.pipe(
    v.array(v.strictObject({ outputs: count(1, 4096), activation: v.picklist(['none', 'tanh', 'gelu']), weight: place, bias: place })),
    v.minLength(1),
    v.maxLength(8),
  ),
});

/** A BERT-shaped encoder as the kernel reads it: sizes, and where each tensor lies. */
export type Description = v.InferOutput<typeof descriptionSchema>;
export type Place = v.InferOutput<typeof place>;
export type LinearDescription = v.InferOutput<typeof linear>;

/** A tensor of a description and what must be there. */
interface Expected {
  readonly where: string;
  readonly place: Place | undefined;
  readonly numbers: number;
  /** Bytes of a number: int8 or float32. */
  readonly size: 1 | 4;
}

const invalid = (where: string, what: string, address: string): TaggerError =>
  new TaggerError('manifest-invalid', `The model's description for the kernel (${address}) is not valid: ${where}: ${what}.`, 'Use the file that came with the model, or make the bundle again.');

/**
 * Reads and checks a description, so that nothing outside the weights is ever read.
 * @param weightBytes size of the file of weights
 * @throws {TaggerError} `manifest-invalid`, naming the place
 */
export function parseDescription(json: string, weightBytes: number, address: string): Description {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw invalid('the file', `it is not JSON (${String(cause)})`, address);
  }
  const result = v.safeParse(descriptionSchema, data);
  if (!result.success) {
    const [issue] = result.issues;
    throw invalid(v.getDotPath(issue) ?? 'the file', issue.message, address);
  }
  const description = result.output;
  const { hidden, heads, positions, positionOffset } = description;
  if (hidden % heads !== 0 || (hidden / heads) % 4 !== 0 || hidden / heads < 8) throw invalid('heads', `${hidden} features in ${heads} heads are not 8, 12, 16 … a head`, address);
  if (positionOffset >= positions) throw invalid('positionOffset', `there are only ${positions} positions`, address);
  for (const expected of tensors(description)) check(expected, weightBytes, address);
  return description;
}

function check({ where, place: given, numbers, size }: Expected, weightBytes: number, address: string): void {
  if (given === undefined) return;
  if (!Array.isArray(given)) {
    if (size === 1) throw invalid(where, 'whole numbers must be in the file of weights', address);
    if (given.values.length !== numbers) throw invalid(where, `it has ${given.values.length} numbers and not ${numbers}`, address);
    return;
  }
  const [offset, bytes] = given;
  if (bytes !== numbers * size) throw invalid(where, `it has ${bytes} bytes and not ${numbers * size}`, address);
  if (offset + bytes > weightBytes) throw invalid(where, `it ends at byte ${offset + bytes} of a file of ${weightBytes}`, address);
}

/** Every tensor of a description. */
function* tensors({ hidden, inner, vocabulary, positions, embeddings, layers, head }: Description): Generator<Expected, void, undefined> {
  const norms = (where: string, { gamma, beta }: v.InferOutput<typeof norm>): Expected[] => [
    { where: `${where}.gamma`, place: gamma, numbers: hidden, size: 4 },
    { where: `${where}.beta`, place: beta, numbers: hidden, size: 4 },
  ];
  const linears = (where: string, { weight, scale, bias, factor }: LinearDescription, depth: number, columns: number): Expected[] => [
    { where: `${where}.weight`, place: weight, numbers: depth * columns, size: 1 },
    { where: `${where}.scale`, place: scale, numbers: columns, size: 4 },
    { where: `${where}.bias`, place: bias, numbers: columns, size: 4 },
    { where: `${where}.factor`, place: factor, numbers: depth, size: 4 },
  ];
  yield { where: 'embeddings.words', place: embeddings.words, numbers: vocabulary * hidden, size: 1 };
  yield { where: 'embeddings.wordScales', place: embeddings.wordScales, numbers: vocabulary, size: 4 };
  yield { where: 'embeddings.positions', place: embeddings.positions, numbers: positions * hidden, size: 4 };
  yield { where: 'embeddings.type', place: embeddings.type, numbers: hidden, size: 4 };
  yield { where: 'embeddings.secondType', place: embeddings.secondType, numbers: hidden, size: 4 };
  yield* norms('embeddings.norm', embeddings.norm);
  for (const [index, { qkv, out, norm1, up, down, norm2 }] of layers.entries()) {
    const where = `layers.${index}`;
    yield* linears(`${where}.qkv`, qkv, hidden, 3 * hidden);
    yield* linears(`${where}.out`, out, hidden, hidden);
    yield* norms(`${where}.norm1`, norm1);
    yield* linears(`${where}.up`, up, hidden, inner);
    yield* linears(`${where}.down`, down, inner, hidden);
    yield* norms(`${where}.norm2`, norm2);
  }
  let depth = hidden;
  for (const [index, { outputs, weight, bias }] of head.entries()) {
    yield { where: `head.${index}.weight`, place: weight, numbers: depth * outputs, size: 4 };
    yield { where: `head.${index}.bias`, place: bias, numbers: outputs, size: 4 };
    depth = outputs;
  }
}
