import { TaggerError } from '../errors.ts';

/** A graph's input or output. */
export interface OnnxValue {
  readonly name: string;
  /** ONNX's number of the element type: 1 float32, 6 int32, 7 int64, 10 float16. */
  readonly type: number;
  /** Sizes; a name or undefined where a size is open. */
  readonly shape: readonly (number | string | undefined)[];
}

/** What the toolkit must know of an ONNX file before an engine sees it. */
export interface OnnxFile {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Operators, as `domain:name` or `name`. */
  readonly operators: ReadonlySet<string>;
  /** Files beside the graph that its tensors say they lie in, as written there. */
  readonly externalFiles: ReadonlySet<string>;
  /** Operator sets by domain; '' is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
}

/** Most messages that are looked at: a graph of a large model has some 10⁵. */
const MOST_MESSAGES = 4_000_000;
/** Graphs within graphs (branches, loops, functions). */
const DEEPEST = 32;

/** Kinds of messages, and which of their fields lead on. Numbers as in onnx.proto, version 1.17. */
type Kind = 'model' | 'graph' | 'node' | 'attribute' | 'tensor' | 'sparse' | 'function' | 'training' | 'skip';
const CHILDREN: Readonly<Record<Kind, Readonly<Record<number, Kind>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  function: { 7: 'node', 11: 'attribute' },
  training: { 1: 'graph', 2: 'graph' },
  tensor: {},
  skip: {},
};

const broken = (file: string, why: string): TaggerError => new TaggerError('manifest-invalid', `${file} is no ONNX graph: ${why}.`, 'Export the model again; the file may have been cut off or may be of another kind.');

interface Field {
  readonly number: number;
  /** Value of a number, or the first byte of a message or string and the one after its last. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads an ONNX file's protobuf as far as it says what it needs: a small reader over the bytes that runs nothing, copies no
 * weights and stops at bounds.
 * @throws {TaggerError} `manifest-invalid` where it is no ONNX file
 */
export function readOnnx(bytes: Uint8Array, file: string): OnnxFile {
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const operators = new Set<string>();
  const externalFiles = new Set<string>();
  const opsets = new Map<string, number>();
  let left = MOST_MESSAGES;
  let graphs = 0;
  const decoder = new TextDecoder();
  const string = ({ start, end }: Field): string => decoder.decode(bytes.subarray(start, Math.min(end, start + 4096)));

  function* fields(start: number, end: number): Generator<Field> {
    if (--left < 0) throw broken(file, 'it has too many parts');
    for (let at = start; at < end; ) {
      const tag = varint(bytes, at, end, file);
      at = tag.next;
      const number = Math.floor(tag.value / 8);
      if (number === 0) throw broken(file, 'its structure is not that of a protobuf');
      switch (tag.value % 8) {
        case 0: {
          const { value, next } = varint(bytes, at, end, file);
          at = next;
          yield { number, value, start: at, end: at };
          break;
        }
        case 1:
          at += 8;
          break;
        case 5:
          at += 4;
          break;
        case 2: {
          const { value: length, next } = varint(bytes, at, end, file);
          if (next + length > end) throw broken(file, 'it is cut off, or its structure is not that of a protobuf');
          yield { number, value: 0, start: next, end: next + length };
          at = next + length;
          break;
        }
        default:
          throw broken(file, 'its structure is not that of a protobuf');
      }
      if (at > end) throw broken(file, 'it is cut off');
    }
  }

  function read(kind: Kind, { start, end }: Pick<Field, 'start' | 'end'>, depth: number): void {
    if (depth > DEEPEST) throw broken(file, 'its graphs are nested too deeply');
    let operator = '';
    let domain = '';
    let [key, version] = ['', 0];
    for (const field of fields(start, end)) {
      const child = CHILDREN[kind][field.number];
      if (child === 'graph' && kind === 'model') graphs++;
      if (child) read(child, field, depth + 1);
      else if (kind === 'model' && field.number === 8) {
        [key, version] = ['', 0];
        for (const part of fields(field.start, field.end)) {
          if (part.number === 1) key = string(part);
          if (part.number === 2) version = part.value;
        }
        opsets.set(key === 'ai.onnx' ? '' : key, version);
      } else if (kind === 'graph' && depth === 1 && (field.number === 11 || field.number === 12)) (field.number === 11 ? inputs : outputs).push(valueOf(field));
      else if (kind === 'node' && field.number === 4) operator = string(field);
      else if (kind === 'node' && field.number === 7) domain = string(field);
      else if (kind === 'tensor' && field.number === 13) {
        const entry = new Map<number, string>();
        for (const part of fields(field.start, field.end)) entry.set(part.number, string(part));
        if (entry.get(1) === 'location') externalFiles.add(entry.get(2) ?? '');
      }
    }
    if (kind === 'node') operators.add(domain === '' || domain === 'ai.onnx' ? operator : `${domain}:${operator}`);
  }

  function valueOf(value: Field): OnnxValue {
    let name = '';
    let type = 0;
    const shape: (number | string | undefined)[] = [];
    for (const field of fields(value.start, value.end)) {
      if (field.number === 1) name = string(field);
      if (field.number !== 2) continue;
      for (const tensor of fields(field.start, field.end)) {
        if (tensor.number !== 1) continue;
        for (const part of fields(tensor.start, tensor.end)) {
          if (part.number === 1) type = part.value;
          if (part.number !== 2) continue;
          for (const dimension of fields(part.start, part.end)) {
            let size: number | string | undefined;
            for (const given of fields(dimension.start, dimension.end)) size = given.number === 1 ? given.value : string(given);
            shape.push(size);
          }
        }
      }
    }
    return { name, type, shape };
  }

  read('model', { start: 0, end: bytes.length }, 0);
  if (graphs !== 1 || operators.size === 0) throw broken(file, graphs > 1 ? 'it holds several' : 'it holds no graph with operators');
  return { inputs, outputs, operators, externalFiles, opsets };
}

/** Numbers beyond 2⁵³ lose digits; no length or size that is looked at may be so large. */
function varint(bytes: Uint8Array, at: number, end: number, file: string): { value: number; next: number } {
  let value = 0;
  for (let place = 0; place < 10; place++) {
    const byte = at + place < end ? bytes[at + place] : undefined;
    if (byte === undefined) throw broken(file, 'it is cut off, or its structure is not that of a protobuf');
    value += (byte & 0x7f) * 2 ** (7 * place);
    if (byte < 0x80) return { value, next: at + place + 1 };
  }
  throw broken(file, 'its structure is not that of a protobuf');
}

/**
 * Refuses a graph whose weights are said to lie in a file that the bundle does not list for it.
 * @throws {TaggerError} `manifest-invalid`, naming graph and place
 */
export function checkExternalData(graph: string, { externalFiles }: OnnxFile, allowed: readonly string[]): void {
  for (const location of externalFiles) {
    const plain = location.replace(/^\.\//, '');
    if (!allowed.includes(plain)) {
      throw new TaggerError('manifest-invalid', `${graph} wants weights from "${location}", which is no file of the bundle.`, 'Put that file beside the graph and list it under externalData, or export the model again.');
    }
  }
}
