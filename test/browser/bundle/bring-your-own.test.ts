import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filesOf, type NamedFile } from '../../../src/bundle/gather.ts';
import { inspect } from '../../../src/bundle/inspect.ts';
import { PROBES, makeBundle, probe, sourceOf } from '../../../src/bundle/make-bundle.ts';
import { deleteModel, deleteModels, keepModel, keptBundle, keptFolders, keptModels } from '../../../src/bundle/store.ts';
import type { CheckedBundle, PlainFolder } from '../../../src/bundle/types.ts';
import { createTagger, type BundleSource } from '../../../src/tagging/create-tagger.ts';
import type { EncoderTagger } from '../../../src/tagging/encoder-tagger.ts';
import { asPicked, plainFolder, sigmoid, tinyBundle, tinyLogits } from '../../support/tiny-model.ts';

const open: EncoderTagger[] = [];

beforeEach(deleteModels);
afterEach(async () => {
  await Promise.all(open.splice(0).map((tagger) => tagger.dispose()));
  await deleteModels();
  vi.restoreAllMocks();
});

const folderOf = async (id: string): Promise<FileSystemDirectoryHandle> => await (await (await navigator.storage.getDirectory()).getDirectoryHandle('value-tagger-models', { create: true })).getDirectoryHandle(id, { create: true });

async function write(folder: FileSystemDirectoryHandle, name: string, content: string): Promise<void> {
  const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await file.write(content);
  await file.close();
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (folder as FileSystemDirectoryHandle & { keys(): AsyncIterable<string> }).keys()) names.push(name);
  return names.toSorted();
}

/** From now on the device has no room for any file. */
const fillDevice = (): unknown => vi.spyOn(FileSystemFileHandle.prototype, 'createWritable').mockRejectedValue(new DOMException('no room', 'QuotaExceededError'));

function taggerOf(bundle: BundleSource, options = {}): EncoderTagger {
  const tagger = createTagger({ bundle, device: 'wasm', cache: 'none', ...options });
  open.push(tagger);
  return tagger;
}

async function bundleOf(given: readonly NamedFile[]): Promise<CheckedBundle> {
  const found = await inspect(await filesOf(given));
  if (found.kind !== 'bundle') throw new Error('no bundle');
  return found;
}

async function plainOf(given: readonly NamedFile[]): Promise<PlainFolder> {
  const found = await inspect(await filesOf(given));
  if (found.kind !== 'plain') throw new Error('not plain');
  return found;
}

const FOUNDATIONS = { labels: 5 };
const expectScores = (given: Float32Array | undefined, expected: readonly number[]): void => {
  expect(given).toHaveLength(expected.length);
  for (const [index, score] of expected.entries()) expect(given?.[index]).toBeCloseTo(score, 4);
};

describe('a bundle from elsewhere', () => {
  it.each(['int32', 'int64'] as const)('is read from a folder and tags as the model computes (%s)', async (integers) => {
    const bundle = await bundleOf(asPicked(tinyBundle({ integers })));
    const { sentences, model } = await taggerOf(sourceOf('a', bundle)).tag('Honour your word.');
    expect(model.title).toBe('Tiny model');
    expectScores(sentences[0]?.scores['labels'], tinyLogits(FOUNDATIONS, 'Honour your word.').map(sigmoid));
  });

  it('is read from a zip file, with weights beside the graph and a folder around it', async () => {
    const files = tinyBundle({ external: 'weights.bin' });
    const zip = zipSync(Object.fromEntries([...files].map(([name, bytes]) => [`some/folder/${name}`, bytes])));
    const bundle = await bundleOf([{ path: 'tiny.zip', blob: new Blob([new Uint8Array(zip)]) }]);
    const { sentences } = await taggerOf(sourceOf('b', bundle)).tag('Honour your word.');
    expectScores(sentences[0]?.scores['labels'], tinyLogits(FOUNDATIONS, 'Honour your word.').map(sigmoid));
  });

  it('is kept in the browser: listed with its size, used from there, once however often it is brought, and deleted', async () => {
    const bundle = await bundleOf(asPicked(tinyBundle()));
    await keepModel(bundle);
    await keepModel(bundle);
    const [kept, ...others] = await keptModels();
    expect(others).toEqual([]);
    expect(kept?.manifest.title).toBe('Tiny model');
    expect(kept?.bytes).toBe([...bundle.files.values()].reduce((sum, { size }) => sum + size, 0) + bundle.json.length);
    if (!kept) throw new Error('nothing kept');
    const { sentences } = await taggerOf(keptBundle(kept)).tag('Honour your word.');
    expectScores(sentences[0]?.scores['labels'], tinyLogits(FOUNDATIONS, 'Honour your word.').map(sigmoid));
    await deleteModel(kept.id);
    expect(await keptModels()).toEqual([]);
    await expect(taggerOf(keptBundle(kept)).ready()).rejects.toMatchObject({ code: 'file-missing' });
  });

  it('is refused when what is kept of it was altered since', async () => {
    const bundle = await bundleOf(asPicked(tinyBundle()));
    const kept = await keepModel(bundle);
    const folder = await (await (await navigator.storage.getDirectory()).getDirectoryHandle('value-tagger-models')).getDirectoryHandle(kept.id);
    const file = await (await folder.getFileHandle('model.onnx')).createWritable({ keepExistingData: true });
    await file.write({ type: 'write', position: 100, data: new Uint8Array([1, 2, 3]) });
    await file.close();
    await expect(taggerOf(keptBundle(kept)).ready()).rejects.toMatchObject({ code: 'file-altered', message: expect.stringMatching(/model\.onnx/) as string });
  });

  it('leaves no trace where keeping it was interrupted', async () => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('value-tagger-models', { create: true });
    await (await root.getDirectoryHandle('half', { create: true })).getFileHandle('model.onnx', { create: true });
    expect(await keptModels()).toEqual([]);
    await expect(root.getDirectoryHandle('half')).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it.each([
    ['is no JSON', '{"format": "value-ta', /not JSON/],
    ['is empty', '', /not JSON/],
    ['is of a version that this page does not know', JSON.stringify({ format: 'value-tagger-bundle', version: 2 }), /version/],
  ])('is never deleted by itself: one whose description %s is listed as unreadable, and goes when a person deletes it', async (_, manifest, fault) => {
    const good = await keepModel(await bundleOf(asPicked(tinyBundle())));
    const folder = await folderOf('someone');
    await write(folder, 'model.onnx', 'x'.repeat(1000));
    await write(folder, 'manifest.json', manifest);
    for (let visit = 0; visit < 2; visit++) {
      const { models, unreadable } = await keptFolders();
      expect(models.map(({ id }) => id)).toEqual([good.id]);
      expect(unreadable).toEqual([{ id: 'someone', fault: expect.stringMatching(fault) as string, bytes: 1000 + manifest.length }]);
    }
    expect(await namesIn(folder)).toEqual(['manifest.json', 'model.onnx']);
    await deleteModel('someone');
    expect((await keptFolders()).unreadable).toEqual([]);
  });

  it('is listed as unreadable while the browser cannot read it, and is back when it can', async () => {
    const { id } = await keepModel(await bundleOf(asPicked(tinyBundle())));
    const spy = vi.spyOn(FileSystemFileHandle.prototype, 'getFile').mockRejectedValue(new DOMException('try later', 'NotReadableError'));
    expect(await keptFolders()).toMatchObject({ models: [], unreadable: [{ id, fault: 'try later' }] });
    spy.mockRestore();
    const opening = vi.spyOn(FileSystemDirectoryHandle.prototype, 'getFileHandle').mockRejectedValue(new DOMException('locked', 'NoModificationAllowedError'));
    expect(await keptFolders()).toMatchObject({ models: [], unreadable: [{ id }] });
    opening.mockRestore();
    expect((await keptModels()).map((kept) => kept.id)).toEqual([id]);
  });

  it('that is kept already is not written again, and outlives a device without room', async () => {
    const bundle = await bundleOf(asPicked(tinyBundle()));
    const first = await keepModel(bundle);
    fillDevice();
    expect(await keepModel(bundle)).toEqual(first);
    expect((await keptModels()).map(({ id }) => id)).toEqual([first.id]);
    await expect(keepModel(await bundleOf(asPicked(tinyBundle({ title: 'Another' }))))).rejects.toMatchObject({ code: 'cache-full' });
    expect((await keptModels()).map(({ id }) => id)).toEqual([first.id]);
  });

  it('that is kept and cannot be read now is not deleted when it is brought again', async () => {
    const bundle = await bundleOf(asPicked(tinyBundle()));
    const { id } = await keepModel(bundle);
    const spy = vi.spyOn(FileSystemFileHandle.prototype, 'getFile').mockRejectedValue(new DOMException('try later', 'NotReadableError'));
    await expect(keepModel(bundle)).rejects.toMatchObject({ code: 'cache-unavailable' });
    spy.mockRestore();
    expect((await keptModels()).map((kept) => kept.id)).toEqual([id]);
  });

  it.each(['altered', 'shortened', 'gone'])('whose kept copy has a file that is %s is written anew when it is brought again', async (what) => {
    const bundle = await bundleOf(asPicked(tinyBundle()));
    const kept = await keepModel(bundle);
    const folder = await folderOf(kept.id);
    if (what === 'gone') await folder.removeEntry('model.onnx');
    else await write(folder, 'model.onnx', 'x'.repeat(what === 'shortened' ? 10 : (bundle.files.get('model.onnx')?.size ?? 0)));
    await expect(taggerOf(keptBundle(kept)).ready()).rejects.toMatchObject({ code: expect.stringMatching(/^file-/) as string });
    const { sentences } = await taggerOf(keptBundle(await keepModel(bundle))).tag('Honour your word.');
    expectScores(sentences[0]?.scores['labels'], tinyLogits(FOUNDATIONS, 'Honour your word.').map(sigmoid));
  });

  it('leaves nothing where keeping it is cancelled, before or between its files', async () => {
    const bundle = await bundleOf(asPicked(tinyBundle()));
    await expect(keepModel(bundle, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    const stop = new AbortController();
    let written = 0;
    await expect(keepModel(bundle, { signal: stop.signal, onBytes: (bytes) => ((written = bytes), stop.abort()) })).rejects.toMatchObject({ code: 'aborted' });
    expect(written).toBeGreaterThan(0);
    expect(await namesIn(await (await navigator.storage.getDirectory()).getDirectoryHandle('value-tagger-models'))).toEqual([]);
  });

  it('is not waited for where another tab keeps one and the reader cancels', async () => {
    const bundle = await bundleOf(asPicked(tinyBundle()));
    await navigator.locks.request('value-tagger-models', async () => {
      await expect(keepModel(bundle, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: 'aborted' });
    });
    expect(await keptModels()).toEqual([]);
  });

  it('is checked no further once it is cancelled', async () => {
    const stop = new AbortController();
    const checked: string[] = [];
    const checking = inspect(await filesOf(asPicked(tinyBundle({ external: 'weights.bin' }))), {
      signal: stop.signal,
      onStep: (file) => {
        checked.push(file);
        stop.abort();
      },
    });
    await expect(checking).rejects.toMatchObject({ code: 'aborted' });
    expect(checked).toHaveLength(1);
  });

  it('shows cached scores on the next visit, under its own name', async () => {
    const kept = await keepModel(await bundleOf(asPicked(tinyBundle())));
    const name = `byo-${crypto.randomUUID()}`;
    const first = taggerOf(keptBundle(kept), { cache: 'indexeddb', cacheName: name });
    await first.tag('Honour your word.');
    // The model is remembered beside the tagging, and nobody waits for it.
    await expect.poll(() => first.cache.knownModel(`bundle://local/${kept.id}/ wasm`)).toBeDefined();
    await first.dispose();
    const again = taggerOf(keptBundle(kept), { cache: 'indexeddb', cacheName: name });
    expect((await again.recall())?.title).toBe('Tiny model');
    expect((await again.tag('Honour your word.')).sentences[0]?.cached).toBe(true);
  });
});

describe('a folder without a manifest', () => {
  it('becomes a bundle: it proves itself, its labels are what was chosen, and its own scores are its references', async () => {
    const folder = await plainOf(asPicked(plainFolder(['care', 'fairness', 'loyalty', 'authority', 'sanctity'])));
    expect(folder).toMatchObject({ title: 'tiny-values', problemType: 'multi_label_classification', maxTokens: 128, output: 'logits' });
    const rows = await probe(folder);
    const labels = ['Care', 'Fairness', 'Loyalty', 'Authority', 'Sanctity'].map((name) => ({ id: name.toLowerCase(), name }));
    const bundle = await makeBundle(folder, rows, { title: 'Mine', taxonomy: 'mft-5', labels, activation: 'sigmoid', licence: '' });
    expect(bundle.manifest.heads[0]).toMatchObject({ thresholdSource: 'not fitted', labels: labels.map(({ id }) => ({ id, threshold: 0.5 })) });
    const { sentences, model } = await taggerOf(keptBundle(await keepModel(bundle))).tag('Honour your word.');
    expect(model.heads[0]?.thresholdSource).toBe('not fitted');
    expectScores(sentences[0]?.scores['labels'], tinyLogits(FOUNDATIONS, 'Honour your word.').map(sigmoid));
  });

  it('gives its logits as they are, however large, when it is tried', async () => {
    const folder = await plainOf(asPicked(plainFolder(['care', 'fairness'], { scale: 100 })));
    const rows = await probe(folder);
    const expected = PROBES.map((text) => tinyLogits({ labels: 2, scale: 100 }, text));
    expect(Math.max(...expected.flat())).toBeGreaterThan(20);
    expect(Math.min(...expected.flat())).toBeLessThan(-100);
    for (const [index, row] of expected.entries()) for (const [label, logit] of row.entries()) expect(rows[index]?.[label]).toBeCloseTo(logit, 2);
    const choices = { title: 'Large', taxonomy: 'mft-5', labels: ['care', 'fairness'].map((id) => ({ id, name: id })), licence: '' };
    for (const activation of ['sigmoid', 'softmax'] as const) {
      const bundle = await makeBundle(folder, rows, { ...choices, activation });
      await taggerOf(sourceOf(activation, bundle)).ready();
    }
  });

  it('may have labels of its own, which can be rolled up', async () => {
    const names = ['care.virtue', 'care.vice', 'loyalty.virtue', 'loyalty.vice'];
    const folder = await plainOf(asPicked(plainFolder(names, { external: 'model.onnx_data' })));
    const rows = await probe(folder);
    const labels = names.map((name) => ({ id: name.replace('.', '-'), name, parent: name.split('.')[0] ?? '' }));
    const bundle = await makeBundle(folder, rows, { title: 'Sides', taxonomy: 'own:sides', labels, rollUpTo: 'mft-5', activation: 'softmax', licence: 'GPL-3.0' });
    const { sentences, model } = await taggerOf(sourceOf('sides', bundle)).tag('Honour your word.');
    const { availableTaxonomies, decide, resolveView } = await import('../../../src/tagging/decide.ts');
    expect(availableTaxonomies(model).map(({ id }) => id)).toEqual(['mft-5', 'own:sides']);
    const [sentence] = sentences;
    const [view, whole] = [resolveView(model, 'own:sides'), resolveView(model, 'mft-5')];
    if (!sentence || !view || !whole) throw new Error('no view');
    expect([...(sentence.scores['labels'] ?? [])].reduce((sum, score) => sum + score, 0)).toBeCloseTo(1);
    const own = decide(sentence, view, 0);
    expect(own.map(({ label }) => label).toSorted()).toEqual(['care-vice', 'care-virtue', 'loyalty-vice', 'loyalty-virtue']);
    expect(decide(sentence, whole, 0).find(({ label }) => label === 'care')?.confidence).toBe(Math.max(...own.filter(({ label }) => label.startsWith('care')).map(({ confidence }) => confidence)));
  });

  it('is given its segments and token types where its graph wants them', async () => {
    const input = { segments: 2, template: '{text}', context: { kind: 'previous', sentences: 1, separator: ' ', place: 'first' } };
    const options = { labels: 5, types: true };
    const bundle = await bundleOf(asPicked(tinyBundle({ types: true, input })));
    const { sentences } = await taggerOf(sourceOf('pairs', bundle)).tag('Honour your word. Obey the law.\n\nHonour your word.');
    expectScores(sentences[0]?.scores['labels'], tinyLogits(options, 'Honour your word.').map(sigmoid));
    expectScores(sentences[1]?.scores['labels'], tinyLogits(options, 'Honour your word.', 'Obey the law.').map(sigmoid));
    // The same sentence in another context is another input.
    expectScores(sentences[2]?.scores['labels'], tinyLogits(options, 'Obey the law.', 'Honour your word.').map(sigmoid));
  });
});
