import { TaggerError } from '../errors.ts';
import { activate } from '../activation.ts';
import type { Batcher } from './batcher.ts';
import { deviceOf, headSlices, type GraphName, type Manifest } from './manifest.ts';
import type { TextEncoding } from './tokenizer.ts';

/**
 * For a bundle in the making, which has no reference scores: a model that says the same of different sentences, or nothing
 * that is a number, is not one.
 * @throws {TaggerError} `self-test-failed`
 */
export async function plausible(batcher: Batcher, tokenizer: TextEncoding, manifest: Manifest): Promise<void> {
  const { sentences } = manifest.selfTest;
  const seen = new Set<string>();
  for await (const { rows, logits } of batcher.encode(sentences.map(({ text, context = '' }) => tokenizer.encode({ sentence: text, context })))) {
    if (!logits.every(Number.isFinite)) throw new TaggerError('self-test-failed', 'The model gives scores that are no finite numbers.', 'The export is damaged; export the model again.');
    const size = logits.length / rows.length;
    for (const place of rows.keys()) seen.add(logits.subarray(place * size, (place + 1) * size).join());
  }
  if (seen.size < 2) throw new TaggerError('self-test-failed', `The model gives the same scores for ${sentences.length} different sentences.`, 'The export is damaged, or the tokenizer is not that of this model.');
}

/**
 * Runs the manifest's reference sentences and compares. Devices have been seen to load a classifier without
 * complaint and then give the same scores for every text; this is how such a device is found out. They are batched as
 * later texts will be, so that a GPU prepares here what it will need there. A graph in 16-bit floats is held to the
 * scores of the one in 32 bits.
 * @param longest tokens; sentences that are longer are left out
 * @returns the largest |difference|, as probability
 * @throws {TaggerError} `self-test-failed` where it is beyond the manifest's tolerance
 */
export async function selfTest(batcher: Batcher, tokenizer: TextEncoding, manifest: Manifest, graph: GraphName, longest = Infinity): Promise<number> {
  const slices = headSlices(manifest);
  const tests = manifest.selfTest.sentences.map(({ text, context = '', scores }) => ({ scores, encoding: tokenizer.encode({ sentence: text, context }) })).filter(({ encoding }) => encoding.ids.length <= longest);
  let largest = 0;
  let compared = 0;
  for await (const { rows, logits } of batcher.encode(tests.map(({ encoding }) => encoding))) {
    const rowSize = logits.length / rows.length;
    for (const [place, row] of rows.entries()) {
      const scores = tests[row]?.scores;
      const reference = scores?.[deviceOf(graph)] ?? scores?.wasm;
      for (const slice of slices) {
        const given = activate(logits.subarray(place * rowSize, (place + 1) * rowSize), slice);
        for (const [index, expected] of (reference?.[slice.id] ?? []).entries()) {
          const difference = Math.abs((given[index] ?? Number.NaN) - expected);
          // NaN must fail, and would lose every comparison.
          largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
          compared++;
        }
      }
    }
  }
  if (compared === 0) {
    throw new TaggerError('manifest-invalid', 'The model\'s description has no reference scores for any of its heads.', 'Make the bundle again; without them a faulty device cannot be told from a sound one.');
  }
  if (largest > manifest.selfTest.tolerance) {
    throw new TaggerError('self-test-failed', `On this device the model's scores are off by up to ${largest.toFixed(3)} (allowed: ${manifest.selfTest.tolerance}).`, 'Update the browser or its graphics driver; if that does not help, the model and its description do not belong together.');
  }
  return largest;
}
