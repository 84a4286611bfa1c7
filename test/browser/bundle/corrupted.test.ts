import { zipSync, type ZipOptions } from 'fflate';
import { describe, expect, it } from 'vitest';
import { filesOf, type NamedFile } from '../../../src/bundle/gather.ts';
import { inspect } from '../../../src/bundle/inspect.ts';
import { IMPORT_LIMITS } from '../../../src/bundle/limits.ts';
import { makeBundle, probe, sourceOf } from '../../../src/bundle/make-bundle.ts';
import { TaggerError } from '../../../src/errors.ts';
import { createTagger } from '../../../src/tagging/create-tagger.ts';
import { asPicked, plainFolder, tinyBundle, tinyGraph, tinyTokenizer, type BundleOptions, type Files } from '../../support/tiny-model.ts';

const NAMES = ['care', 'fairness', 'loyalty', 'authority', 'sanctity'];

/** All that happens to a model that is brought in, to the first sentence. */
async function bringIn(given: readonly NamedFile[], limits = IMPORT_LIMITS): Promise<void> {
  const found = await inspect(await filesOf(given, { limits }), { limits });
  let bundle = found;
  if (bundle.kind === 'plain') {
    const rows = await probe(bundle);
    bundle = await makeBundle(bundle, rows, { title: 'Mine', taxonomy: 'mft-5', labels: bundle.outputLabels.map((name) => ({ id: name, name })), activation: 'sigmoid', licence: '' });
  }
  const tagger = createTagger({ bundle: sourceOf('corrupted', bundle), device: 'wasm', cache: 'none' });
  try {
    await tagger.tag('Honour your word.');
  } finally {
    await tagger.dispose();
  }
}

const bundle = (options: BundleOptions = {}): NamedFile[] => asPicked(tinyBundle(options));
const changed = (change: (manifest: Record<string, unknown>) => unknown): NamedFile[] => bundle({ change });
const without = (files: Files, name: string): NamedFile[] => {
  files.delete(name);
  return asPicked(files);
};
const replaced = (files: Files, name: string, content: string | Uint8Array<ArrayBuffer>): NamedFile[] => asPicked(files.set(name, typeof content === 'string' ? new TextEncoder().encode(content) : content));
const zip = (files: Readonly<Record<string, Uint8Array>>, options: ZipOptions = {}): NamedFile[] => [{ path: 'model.zip', blob: new Blob([new Uint8Array(zipSync(files, options))]) }];
const plain = (options: Parameters<typeof plainFolder>[1] = {}, config?: Parameters<typeof plainFolder>[2]): Files => plainFolder(NAMES, options, config);
const one = new Uint8Array([1]);
const raw = (manifest: Record<string, unknown>, addition: string): string => JSON.stringify(manifest).replace('{', `{${addition},`);
const headOf = (manifest: Record<string, unknown>): Record<string, unknown> => (manifest['heads'] as Record<string, unknown>[])[0] ?? {};

type Kind = [name: string, fault: RegExp, files: () => readonly NamedFile[], limits?: Partial<typeof IMPORT_LIMITS>];
const KINDS: Kind[] = [
  ['a folder that holds no model', /neither manifest\.json nor config\.json/, () => [{ path: 'a/readme.txt', blob: new Blob(['hello']) }]],
  ['an empty folder', /empty/, () => []],
  ['a manifest that is not JSON', /manifest\.json.*not JSON/, () => replaced(tinyBundle(), 'manifest.json', '<html>')],
  ['a manifest of another format', /format/, () => changed((manifest) => ({ ...manifest, format: 'something' }))],
  ['a manifest that is too large', /manifest\.json is too large: \d+ bytes/, () => changed((manifest) => ({ ...manifest, title: 'x'.repeat(5_000_000) }))],
  ['a manifest that reaches for a prototype', /has the key "__proto__"/, () => changed((manifest) => raw(manifest, '"__proto__":{"polluted":true}'))],
  ['a manifest with a constructor deep inside', /has the key "constructor"/, () => changed((manifest) => ({ ...manifest, forms: { constructor: 1 } }))],
  ['a head whose name reaches for a prototype', /heads\.0\.id.*prototype/, () => changed((manifest) => ({ ...manifest, heads: [{ ...headOf(manifest), id: '__proto__' }] }))],
  ['a manifest that names a file outside the folder', /graphs\.wasm\.file.*plain file name/, () => changed((manifest) => ({ ...manifest, graphs: { wasm: { file: '../model.onnx', externalData: [] } } }))],
  ['a file that is missing', /tokenizer\.json is missing/, () => without(tinyBundle(), 'tokenizer.json')],
  ['a file that was cut off', /model\.onnx has 100 bytes; the manifest says \d+/, () => replaced(tinyBundle(), 'model.onnx', tinyGraph({ labels: 5 }).slice(0, 100))],
  ['a file that was altered', /model\.onnx is not the file.*SHA-256/, () => replaced(tinyBundle(), 'model.onnx', tinyGraph({ labels: 5, seed: 2 }))],
  ['a graph without its tokenizer', /tokenizer\.json is missing/, () => without(plain(), 'tokenizer.json')],
  ['a tokenizer without its configuration', /tokenizer_config\.json is missing/, () => without(plain(), 'tokenizer_config.json')],
  ['a tokenizer that is none', /tokenizer could not be read/, () => replaced(plain(), 'tokenizer.json', '{"model":{}}')],
  ['a tokenizer that is too large', /tokenizer\.json is too large/, () => asPicked(plain()), { tokenizer: 1000 }],
  ['a graph that is too large', /model\.onnx is too large/, () => asPicked(plain()), { graph: 1000 }],
  ['a folder that is too large', /The folder is too large/, () => asPicked(plain()), { total: 1000 }],
  ['a folder without a graph', /no ONNX graph/, () => without(plain(), 'onnx/model.onnx')],
  ['a graph that is no graph', /no ONNX graph/, () => replaced(plain(), 'onnx/model.onnx', 'PK, or anything else that is no protobuf')],
  ['a graph that was cut off', /no ONNX graph: it is cut off/, () => replaced(plain(), 'onnx/model.onnx', tinyGraph({ labels: 5 }).slice(0, 700))],
  ['weights outside the folder', /wants weights from "\.\.\/\.\.\/secret\.bin"/, () => without(plain({ external: '../../secret.bin' }), 'onnx/../../secret.bin')],
  ['weights that the manifest does not list', /wants weights from "weights\.bin", which is no file of the bundle/, () => bundle({ external: 'weights.bin', change: (manifest) => ({ ...manifest, graphs: { wasm: { file: 'model.onnx', externalData: [] } } }) })],
  ['an operator that the engine does not have', /no operator "Frobnicate"/, () => asPicked(plain({ operator: 'Frobnicate' }))],
  ['an opset that does not exist yet', /made for another version of ONNX than the engine reads: .*opset/i, () => asPicked(plain({ opset: 99 }))],
  ['an input that no text gives', /input "pixel_values"/, () => asPicked(plain({ strangeInput: true }))],
  ['an output that is not there', /no output "elsewhere"/, () => bundle({ change: (manifest) => ({ ...manifest, heads: [{ ...headOf(manifest), output: 'elsewhere' }] }) })],
  ['a graph without logits', /no output "logits"|two, texts and labels|names 5 labels/, () => replaced(plain(), 'onnx/model.onnx', tinyGraph({ labels: 3 }))],
  ['labels that are fewer than the outputs', /labels for 4 numbers a text/, () => changed((manifest) => ({ ...manifest, heads: [{ ...headOf(manifest), labels: NAMES.slice(0, 4).map((id) => ({ id, threshold: 0.5 })) }], selfTest: { tolerance: 0.02, sentences: [{ text: 'a b', scores: { wasm: {} } }, { text: 'c d', scores: { wasm: {} } }] } }))],
  ['labels that are more than the outputs', /labels for 6 numbers a text/, () => changed((manifest) => ({ ...manifest, heads: [{ ...headOf(manifest), labels: [...NAMES, 'liberty'].map((id) => ({ id, threshold: 0.5 })) }], selfTest: { tolerance: 0.02, sentences: [{ text: 'a b', scores: { wasm: {} } }, { text: 'c d', scores: { wasm: {} } }] } }))],
  ['reference scores that are not those of the model', /scores are off by up to/, () => bundle({ seed: 7, change: (manifest) => ({ ...manifest, selfTest: (JSON.parse(new TextDecoder().decode(tinyBundle().get('manifest.json'))) as Record<string, unknown>)['selfTest'] }) })],
  ['a model that says the same of every sentence', /same scores for 8 different sentences/, () => asPicked(plain({ scale: 0 }))],
  ['a model whose scores are no numbers', /no finite numbers/, () => asPicked(plain({ nan: true }))],
  ['a configuration that reaches for a prototype', /config\.json cannot be read: it has the key "__proto__"/, () => replaced(plain(), 'config.json', '{"__proto__":{"x":1}}')],
  ['a configuration whose labels have gaps', /id2label/, () => replaced(plain(), 'config.json', '{"id2label":{"0":"a","2":"b"}}')],
  ['a zip file that is none', /no zip file/, () => [{ path: 'model.zip', blob: new Blob(['nothing of the kind']) }]],
  ['a zip file that was cut off', /damaged|cut off/, () => [{ path: 'model.zip', blob: zip(Object.fromEntries(tinyBundle()))[0]?.blob.slice(0, 2000) ?? new Blob() }]],
  ['a zip entry that leads out of the folder', /"\.\.\/evil\.txt" was refused: its name leads out/, () => zip({ '../evil.txt': one })],
  ['a zip entry with an absolute path', /absolute path/, () => zip({ '/etc/passwd': one })],
  ['a zip entry with a backslash', /backslash/, () => zip({ 'a\\b.txt': one })],
  ['a zip entry with a drive', /drive/, () => zip({ 'C:evil.txt': one })],
  ['a zip entry with a NUL in its name', /NUL/, () => zip({ 'a\0.txt': one })],
  ['two zip entries whose names differ in case alone', /has the same name/, () => zip({ 'm/Model.onnx': one, 'm/model.onnx': one })],
  ['a zip file that grows without bounds', /grows to more than 50 times its size/, () => zip({ 'zeros.bin': new Uint8Array(60_000_000) }, { level: 9 })],
  ['a zip file of too many entries', /more than 1000 files/, () => zip(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`f${index}`, one])))],
];

describe('a damaged or hostile model', () => {
  it.each(KINDS.map(([name, fault, files, limits]) => ({ name, fault, files, limits })))('is refused, and the fault is named: $name', async ({ fault, files, limits }) => {
    const error: unknown = await bringIn(files(), { ...IMPORT_LIMITS, ...limits }).then(
      () => 'it was taken',
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TaggerError);
    const { message, hint } = error as TaggerError;
    expect(message).toMatch(fault);
    expect(hint).not.toBe('');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is known in at least eighteen kinds, and the sound ones that they are made from are taken', async () => {
    expect(KINDS.length).toBeGreaterThanOrEqual(18);
    expect(tinyTokenizer).toContain('WordPiece');
    await bringIn(bundle());
    await bringIn(asPicked(plain()));
    await bringIn(zip(Object.fromEntries(tinyBundle({ external: 'weights.bin' }))));
  });
});
