import { TaggerError } from '../../errors.ts';
import { engineError } from '../engine-error.ts';
import { headSlices, type Manifest } from '../manifest.ts';
import type { ModelSession, Output } from '../model-session.ts';
import type { Encoding } from '../tokenizer.ts';
import { settle, startKernel } from './binary.ts';
import { parseDescription, type Description } from './description.ts';
import { KernelModel } from './model.ts';

/** A model in our own kernel. */
export class KernelSession implements ModelSession {
  readonly rowSize: number;
  /** Where each head's numbers lie in what the model gives, and where in a row. */
  readonly #slices: readonly { source: number; offset: number; size: number }[];
  #model: KernelModel | undefined;

  private constructor(model: KernelModel, manifest: Manifest) {
    this.#model = model;
    this.#slices = headSlices(manifest).map(({ offset, size }, index) => ({ source: manifest.heads[index]?.offset ?? 0, offset, size }));
    this.rowSize = this.#slices.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * @param binary one of the kernel's two
   * @param files of the bundle, checked
   * @throws {TaggerError} `manifest-invalid`, `engine-failed` or `out-of-memory`
   */
  static async create(binary: BufferSource, manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): Promise<KernelSession> {
    const { file = '', externalData: [data = ''] = [] } = manifest.kernel ?? {};
    const [json, weights] = [files.get(file), files.get(data)];
    if (!json || !weights) throw new TaggerError('manifest-invalid', 'The model has no description for the kernel.', 'Add it to the bundle, or let another engine run the model.');
    const description = parseDescription(new TextDecoder().decode(json), weights.length, file);
    checkTogether(description, manifest, file);
    const kernel = await startKernel(binary);
    try {
      if (!settle(kernel)) throw new TaggerError('engine-failed', 'The kernel\'s product is not exact on this machine.', 'Another engine will run the model.');
      return new KernelSession(new KernelModel(kernel, description, weights), manifest);
    } catch (error) {
      throw engineError(error, 'loading the model');
    }
  }

  /** Texts are not padded, whatever the shape of the batch. See {@link ModelSession.run} for what it throws. */
  async run(rows: readonly Encoding[], _length?: number, _height?: number, output: Output = 'heads'): Promise<Float32Array> {
    const model = this.#model;
    if (!model) throw new TaggerError('engine-failed', 'The kernel was asked to read sentences after its end.', 'Reload the page.');
    try {
      return this.#read(model, rows, output);
    } catch (error) {
      throw engineError(error, 'reading sentences');
    }
  }

  #read(model: KernelModel, rows: readonly Encoding[], output: Output): Float32Array {
    const texts = rows.map(({ ids }) => ids);
    if (output === 'embedding') return model.run(texts, true);
    const given = model.run(texts, false, rows.map(({ types }) => types));
    const logits = new Float32Array(rows.length * this.rowSize);
    for (let row = 0; row < rows.length; row++) {
      for (const { source, offset, size } of this.#slices) {
        const from = row * model.outputs + source;
        logits.set(given.subarray(from, from + size), row * this.rowSize + offset);
      }
    }
    return logits;
  }

  async release(): Promise<void> {
    this.#model = undefined;
  }
}

/** Holds description and manifest to each other. */
function checkTogether({ hidden, output, head, positions, positionOffset }: Description, manifest: Manifest, file: string): void {
  const wrong = (what: string): TaggerError => new TaggerError('manifest-invalid', `The manifest and ${file} do not belong together: ${what}.`, 'Make the bundle again.');
  const outputs = head.at(-1)?.outputs ?? 0;
  for (const { id, output: read, offset, labels } of manifest.heads) {
    if (read !== output) throw wrong(`head "${id}" reads "${read}", and the output is called "${output}"`);
    if (offset + labels.length > outputs) throw wrong(`head "${id}" ends at number ${offset + labels.length} of ${outputs}`);
  }
  if (manifest.embedding && manifest.embedding.size !== hidden) throw wrong(`a text's vector has ${hidden} numbers and not ${manifest.embedding.size}`);
  const { maxTokens } = manifest.tokenizer;
  if (maxTokens > positions - positionOffset) throw wrong(`texts have up to ${maxTokens} tokens, and there are ${positions - positionOffset} positions`);
}
