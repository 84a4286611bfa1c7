import type { InferenceSession } from 'onnxruntime-web';
import { TaggerError, describe } from '../errors.ts';
import type { Engine } from './engine.ts';
import { engineError } from './engine-error.ts';
import { feedsOf, inputPlan, type InputPlan } from './feeds.ts';
import type { ModelSession, Output } from './model-session.ts';
import type { Encoding } from './tokenizer.ts';
import { deviceOf, headSlices, type OnnxGraphName, type Manifest } from './manifest.ts';
import type { Device } from '../model.ts';
import type { StaticShape } from './batching.ts';

/** A refusal to load that lies in the graph and not in the machine, in our own terms; undefined for any other failure. */
function graphError(error: unknown): TaggerError | undefined {
  const what = describe(error);
  const [, operator, domain] = /No Op registered for (\S+)|Could not find an implementation for (\S+?)\(/i.exec(what) ?? [];
  if (operator ?? domain) {
    return new TaggerError('manifest-invalid', `The engine has no operator "${operator ?? domain}", which the graph uses.`, 'Export the model with operators of ONNX opset 21 or lower, without custom ones.', { cause: error });
  }
  if (/opset|ONNX Runtime only \*?guarantees\*? support|unsupported model IR version/i.test(what)) {
    return new TaggerError('manifest-invalid', `The graph is made for another version of ONNX than the engine reads: ${what}`, 'Export the model with ONNX opset 21 or lower.', { cause: error });
  }
  return undefined;
}

/** A model in ONNX Runtime. */
export class EncoderSession implements ModelSession {
  readonly #engine: Engine;
  readonly #session: InferenceSession;
  readonly #inputs: readonly InputPlan[];
  readonly #outputs: readonly { name: string; offset: number; size: number; source: number }[];
  /** Numbers that each output has for a text, by what the heads read of it. */
  readonly #widths = new Map<string, number>();
  readonly rowSize: number;
  /** The vector as if it were a head of its own. */
  readonly #embedding: { readonly name: string; readonly size: number } | undefined;

  private constructor(engine: Engine, session: InferenceSession, inputs: readonly InputPlan[], manifest: Manifest) {
    this.#engine = engine;
    this.#session = session;
    this.#inputs = inputs;
    // Heads may share an output (each at its own offset) or have one each.
    this.#outputs = headSlices(manifest).map(({ offset, size }, index) => {
      const head = manifest.heads[index];
      return { name: head?.output ?? '', offset, size, source: head?.offset ?? 0 };
    });
    for (const { name, source, size } of this.#outputs) this.#widths.set(name, Math.max(this.#widths.get(name) ?? 0, source + size));
    this.rowSize = this.#outputs.reduce((sum, { size }) => sum + size, 0);
    this.#embedding = manifest.embedding && { name: manifest.embedding.output, size: manifest.embedding.size };
  }

  /**
   * @param name of the graph that is loaded
   * @param shape the only one that the session will run; without it, it runs any
   * @param providers what runs each device's graph; outside a browser, the engine's native CPU provider runs either
   * @throws {TaggerError} `engine-failed`, `out-of-memory` or `manifest-invalid`
   */
  static async create(
    engine: Engine,
    manifest: Manifest,
    files: ReadonlyMap<string, Uint8Array>,
    name: OnnxGraphName,
    shape?: StaticShape,
    providers: Readonly<Record<Device, string>> = { wasm: 'wasm', webgpu: 'webgpu' },
  ): Promise<EncoderSession> {
    const graph = manifest.graphs[name];
    const bytes = graph && files.get(graph.file);
    if (!graph || !bytes) throw new TaggerError('manifest-invalid', `The model has no graph for ${name}.`, 'Choose the other device, or add the graph to the bundle.');
    let session: InferenceSession;
    try {
      session = await engine.InferenceSession.create(bytes, {
        executionProviders: [providers[deviceOf(name)]],
        externalData: graph.externalData.map((path) => ({ path, data: files.get(path) ?? new Uint8Array() })),
        graphOptimizationLevel: 'all',
        ...(shape ? { freeDimensionOverrides: { batch: shape.rows, sequence: shape.length } } : {}),
        // Errors alone: the engine's warnings name graph nodes, which says nothing to a reader.
        logSeverityLevel: 3,
        // The weights' dequantization is folded when the model is loaded. Without this entry a GPU repeats it at every
        // run, and a CPU may round the other factor to 8 bits as well, which makes another model of it.
        extra: { session: { disable_quant_qdq: '1' } },
      });
    } catch (error) {
      throw graphError(error) ?? engineError(error, 'loading the model');
    }
    try {
      return new EncoderSession(engine, session, planOf(session, manifest), manifest);
    } catch (error) {
      await session.release().catch(() => undefined);
      throw error;
    }
  }

  /**
   * @param rows one encoding a text
   * @param length tokens that each row is padded to; at least the longest row
   * @param height rows that are computed; those below `rows` are empty, and their results are thrown away
   * @param output what is given; nothing else is computed
   * @returns `rows.length` × {@link rowSize} logits, or as many vectors
   * @throws {TaggerError} `engine-failed`, `out-of-memory`, or `manifest-invalid` where an output is too narrow
   */
  async run(rows: readonly Encoding[], length: number, height = rows.length, output: Output = 'heads'): Promise<Float32Array> {
    try {
      return output === 'embedding' ? await this.#embed(rows, length, height) : await this.#logits(rows, length, height);
    } catch (error) {
      throw engineError(error, 'reading sentences');
    }
  }

  async #logits(rows: readonly Encoding[], length: number, height: number): Promise<Float32Array> {
    const outputs = await this.#session.run(feedsOf(this.#engine, this.#inputs, rows, length, height), [...this.#widths.keys()]);
    try {
      const logits = new Float32Array(rows.length * this.rowSize);
      for (const { name, offset, size, source } of this.#outputs) {
        const { data, width } = numbersOf(outputs, name, this.#widths.get(name));
        for (let row = 0; row < rows.length; row++) {
          logits.set(data.subarray(row * width + source, row * width + source + size), row * this.rowSize + offset);
        }
      }
      return logits;
    } finally {
      for (const tensor of Object.values(outputs)) tensor.dispose();
    }
  }

  async #embed(rows: readonly Encoding[], length: number, height: number): Promise<Float32Array> {
    if (!this.#embedding) throw new TaggerError('invalid-input', 'The model gives no vector of a text.', 'Choose another model, or another way to score labels.');
    const { name, size } = this.#embedding;
    const outputs = await this.#session.run(feedsOf(this.#engine, this.#inputs, rows, length, height), [name]);
    try {
      return numbersOf(outputs, name, size).data.slice(0, rows.length * size);
    } finally {
      for (const tensor of Object.values(outputs)) tensor.dispose();
    }
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** What the graph wants of a text. @throws {TaggerError} `manifest-invalid` where it is not what the manifest says */
function planOf(session: InferenceSession, { heads, embedding }: Manifest): InputPlan[] {
  const lacks = (output: string, whose: string): TaggerError =>
    new TaggerError('manifest-invalid', `The model has no output "${output}", which ${whose}.`, `Its outputs are: ${session.outputNames.join(', ')}.`);
  for (const { id, output } of heads) {
    if (!session.outputNames.includes(output)) throw lacks(output, `head "${id}" is said to read`);
  }
  if (embedding && !session.outputNames.includes(embedding.output)) throw lacks(embedding.output, 'is said to be its vector');
  return inputPlan(session);
}

/** An output's numbers, held to what the manifest says of it. */
function numbersOf(outputs: InferenceSession.ReturnType, name: string, expected: number | undefined): { readonly data: Float32Array; readonly width: number } {
  const tensor = outputs[name];
  const data = tensor?.data;
  const width = tensor?.dims.at(-1) ?? 0;
  if (!(data instanceof Float32Array)) {
    throw new TaggerError('manifest-invalid', `Output "${name}" is of type ${tensor?.type}; logits must be 32-bit floats.`, 'Export the model again.');
  }
  if (width !== expected || tensor?.dims.length !== 2) {
    throw new TaggerError('manifest-invalid', `Output "${name}" has the shape ${tensor?.dims.join(' × ')}; the manifest has labels for ${expected} numbers a text.`, 'The labels do not belong to this model, or some are missing.');
  }
  return { data, width };
}
