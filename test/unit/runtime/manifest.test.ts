import { describe, expect, it } from 'vitest';
import { graphName, headSlices, modelDigest, modelInfo, neededFiles, parseManifest } from '../../../src/runtime/manifest.ts';

const file = { bytes: 10, sha256: 'a'.repeat(64) };

const valid = () => ({
  format: 'value-tagger-bundle',
  version: 1,
  id: 'tiny',
  title: 'Tiny',
  revision: '1',
  licence: { spdx: 'CC0-1.0', credit: ['us'] },
  languages: ['en'],
  trainingDomain: ['tests'],
  tokenizer: { file: 'tokenizer.json', config: 'tokenizer_config.json', maxTokens: 64 },
  graphs: {
    wasm: { file: 'model.wasm.onnx', externalData: ['weights.bin'] },
    webgpu: { file: 'model.webgpu.onnx', externalData: ['weights.bin'] },
  },
  heads: [
    { id: 'a', taxonomy: 'mft-5', output: 'logits', offset: 3, activation: 'sigmoid', trainingDomain: 'tests', labels: [{ id: 'care', threshold: 0.3 }, { id: 'fairness', threshold: 0.2 }] },
    { id: 'b', taxonomy: 'moral-presence', output: 'logits', offset: 0, activation: 'sigmoid', trainingDomain: 'tests', labels: [{ id: 'moral-presence', threshold: 0.5 }] },
  ],
  files: { 'model.wasm.onnx': file, 'model.webgpu.onnx': { ...file, sha256: 'b'.repeat(64) }, 'weights.bin': file, 'tokenizer.json': file, 'tokenizer_config.json': file },
  selfTest: { tolerance: 0.02, sentences: [{ text: 'One.', scores: { wasm: { a: [0.1, 0.2], b: [0.3] } } }, { text: 'Two.', scores: { wasm: { a: [0.4, 0.5], b: [0.6] } } }] },
});

const parse = (change: (manifest: ReturnType<typeof valid>) => unknown = (manifest) => manifest) => {
  const manifest = valid();
  const changed = change(manifest);
  return parseManifest(JSON.stringify(changed ?? manifest), 'http://here/manifest.json');
};

describe('parseManifest', () => {
  it('reads a valid manifest', () => {
    expect(parse().heads[0]?.labels[1]?.id).toBe('fairness');
  });

  it('reads what a converted bundle adds, and refuses context that it does not know', () => {
    const converted = (context: unknown) =>
      parse((manifest) => ({ ...manifest, status: 'converted', source: { model: 'm', revision: 'r', architecture: 'bert', transformers: '5' }, input: { segments: 2, template: '{text}', context } }));
    expect(converted({ kind: 'previous', sentences: 2, separator: ' ', place: 'first' }).input?.context).toEqual({ kind: 'previous', sentences: 2, separator: ' ', place: 'first' });
    expect(() => converted({ kind: 'weather', separator: ' ', place: 'first' })).toThrowError(expect.objectContaining({ code: 'manifest-invalid' }));
  });

  it('puts heads into a row one after the other, whatever their place in the output', () => {
    expect(headSlices(parse())).toEqual([
      { id: 'a', offset: 0, size: 2, activation: 'sigmoid' },
      { id: 'b', offset: 2, size: 1, activation: 'sigmoid' },
    ]);
  });

  it('gives devices different digests, and the same digest whatever the thresholds', () => {
    const manifest = parse();
    const moved = parse((m) => void (m.heads[0]!.labels[0]!.threshold = 0.9));
    expect(modelDigest(manifest, 'wasm')).not.toBe(modelDigest(manifest, 'webgpu'));
    expect(modelDigest(moved, 'wasm')).toBe(modelDigest(manifest, 'wasm'));
  });

  it('gives other digests where rows would mean something else: other places in the output, other labels, other inputs', () => {
    const changes: ((m: ReturnType<typeof valid>) => unknown)[] = [
      (m) => m,
      (m) => void m.heads.reverse(),
      (m) => void (m.heads[1]!.offset = 1),
      (m) => void (m.heads[1]!.output = 'other'),
      (m) => void m.heads[0]!.labels.reverse(),
      (m) => void (m.heads[0]!.labels[0]!.id = 'loyalty'),
      (m) => {
        m.heads[0]!.labels.push({ id: 'loyalty', threshold: 0.5 });
        m.selfTest.sentences.forEach(({ scores }) => scores.wasm.a.push(0.1));
      },
      (m) => ({ ...m, graphs: { ...m.graphs, wasm: { ...m.graphs.wasm, inputs: ['input_ids', 'attention_mask'] } } }),
      (m) => ({ ...m, embedding: { output: 'pooled', size: 8 } }),
    ];
    const digests = changes.map((change) => modelDigest(parse(change), 'wasm'));
    expect(new Set(digests).size).toBe(changes.length);
    // What is done with a row afterwards leaves it valid.
    const read = parse((m) => ({ ...m, heads: m.heads.map((head) => ({ ...head, activation: 'softmax', thresholdSource: 'fitted', labels: head.labels.map(({ id }) => ({ id, threshold: 0.1, name: 'Name' })) })) }));
    expect(modelDigest(read, 'wasm')).toBe(digests[0]);
  });

  it('reads what our own kernel takes, which has a digest of its own', () => {
    const kernel = { file: 'model.kernel.json', externalData: ['weights.bin'] };
    const manifest = parse((m) => ({ ...m, kernel, files: { ...m.files, 'model.kernel.json': file } }));
    expect(neededFiles(manifest, 'kernel')).toEqual(['model.kernel.json', 'weights.bin', 'tokenizer.json', 'tokenizer_config.json']);
    expect(modelDigest(manifest, 'kernel')).not.toBe(modelDigest(manifest, 'wasm'));
    expect(neededFiles(parse(), 'kernel')).toEqual([]);
  });

  it('has another digest for 16-bit floats, and names what they take', () => {
    const half = parse((m) => ({ ...m, graphs: { ...m.graphs, 'webgpu-f16': { file: 'half.onnx', externalData: ['weights.bin'], verified: false, loss: { max: 0.01, mean: 0.001 } } }, files: { ...m.files, 'half.onnx': { ...file, bytes: 7 } } }));
    const digests = (['wasm', 'webgpu', 'webgpu-f16'] as const).map((name) => modelDigest(half, name));
    expect(new Set(digests).size).toBe(3);
    expect(digests.slice(0, 2)).toEqual((['wasm', 'webgpu'] as const).map((name) => modelDigest(parse(), name)));
    expect(modelInfo(half, 'webgpu-f16').bytes).toBe(37);
  });

  it('chooses the graph by device, build and floats', () => {
    expect(([{ device: 'wasm', build: 'kernel' }, { device: 'wasm', build: 'plain' }, { device: 'webgpu', build: 'jspi' }, { device: 'webgpu', build: 'jspi', precision: 'f16' }] as const).map(graphName)).toEqual(['kernel', 'wasm', 'webgpu', 'webgpu-f16']);
  });

  it('takes what models from elsewhere add: form of the input, own labels, roll-up, other graphs', () => {
    const manifest = parse((m) => ({
      ...m,
      graphs: { ...m.graphs, wasm: { ...m.graphs.wasm, inputs: ['input_ids', 'attention_mask', 'token_type_ids'], buckets: [{ rows: 16, length: 32 }], verified: true, loss: { max: 0.01, mean: 0.001 } }, 'webgpu-f16': m.graphs.webgpu },
      input: { segments: 2, template: 'value: {text}', context: { kind: 'previous', sentences: 2, separator: ' ', place: 'first' } },
      heads: [{ ...m.heads[0], taxonomy: 'own:sides', labels: m.heads[0]?.labels.map((label) => ({ ...label, name: 'Name', definition: 'What it is.' })), crosswalk: { to: 'mft-5', rule: 'max', map: { care: 'care' }, source: 'names' }, thresholdSource: 'not fitted' }, m.heads[1]],
      status: 'verified',
      source: { model: 'someone/model', revision: 'abc', architecture: 'BertForSequenceClassification', transformers: '5' },
    }));
    const info = modelInfo(manifest, 'wasm');
    expect(info.input).toEqual({ segments: 2, template: 'value: {text}', context: { kind: 'previous', sentences: 2, separator: ' ', place: 'first' } });
    expect(info.heads[0]).toMatchObject({ crosswalk: { to: 'mft-5', map: { care: 'care' } }, thresholdSource: 'not fitted', labels: [{ name: 'Name', definition: 'What it is.' }, {}] });
    // Another form of the input is another model to the cache.
    expect(modelDigest(manifest, 'wasm')).not.toBe(modelDigest(parse(), 'wasm'));
  });

  const refused: [string, RegExp, (manifest: ReturnType<typeof valid>) => unknown][] = [
    ['something that is not a manifest', /the file|format/, () => ({ hello: 1 })],
    ['another format version', /version/, (m) => ({ ...m, version: 2 })],
    ['a path that leaves the folder', /graphs\.wasm\.file.*plain file name/, (m) => ({ ...m, graphs: { wasm: { file: '../../secret', externalData: [] } } })],
    ['a description for the kernel without its hash', /"model\.kernel\.json" is used/, (m) => ({ ...m, kernel: { file: 'model.kernel.json', externalData: ['weights.bin'] } })],
    ['a description for the kernel without weights', /kernel\.externalData/, (m) => ({ ...m, kernel: { file: 'model.wasm.onnx', externalData: [] } })],
    ['an address as a file', /tokenizer\.file/, (m) => ({ ...m, tokenizer: { ...m.tokenizer, file: 'https://elsewhere/x' } })],
    ['a threshold that is no probability', /heads\.0\.labels\.1\.threshold/, (m) => void (m.heads[0]!.labels[1]!.threshold = 1.5)],
    ['a label that stands twice', /heads\.0\.labels.*twice/, (m) => void (m.heads[0]!.labels[1]!.id = 'care')],
    ['a graph in 16-bit floats whose file is not described', /"half\.onnx" is used/, (m) => ({ ...m, graphs: { ...m.graphs, 'webgpu-f16': { file: 'half.onnx', externalData: [] } } })],
    ['a static shape without rows', /graphs\.webgpu\.buckets\.0\.rows/, (m) => ({ ...m, graphs: { ...m.graphs, webgpu: { ...m.graphs.webgpu, buckets: [{ rows: 0, length: 32 }] } } })],
    ['a file without its hash', /"weights\.bin" is used/, (m) => void delete (m.files as Record<string, unknown>)['weights.bin']],
    ['reference scores of the wrong length', /selfTest\.sentences\.0\.scores\.wasm\.a.*3 scores for 2 labels/, (m) => void m.selfTest.sentences[0]!.scores.wasm.a.push(0.1)],
    ['a head that stands twice', /heads.*a head id stands twice/, (m) => void (m.heads[1]!.id = 'a')],
    ['files whose names differ in case alone', /"weights\.bin" stands twice/, (m) => ({ ...m, files: { ...m.files, 'Weights.bin': file } })],
    ['a file in the manifest’s own place', /"manifest\.json" stands twice/, (m) => ({ ...m, files: { ...m.files, 'manifest.json': file } })],
    ['a label that reaches for a prototype', /heads\.0\.labels\.0\.id.*prototype/, (m) => void (m.heads[0]!.labels[0]!.id = 'constructor')],
    ['a template without a place for the sentence', /input\.template.*\{text\}/, (m) => ({ ...m, input: { segments: 1, template: 'text' } })],
    ['a context of an unknown kind', /input\.context/, (m) => ({ ...m, input: { segments: 1, template: '{text}', context: { kind: 'the web', separator: ' ', place: 'first' } } })],
    ['a graph for 16-bit floats whose file is not described', /"model\.f16\.onnx" is used/, (m) => ({ ...m, graphs: { ...m.graphs, 'webgpu-f16': { file: 'model.f16.onnx', externalData: [] } } })],
    ['a self-test that proves nothing', /selfTest\.sentences/, (m) => ({ ...m, selfTest: { tolerance: 0.02, sentences: [] } })],
  ];

  it.each(refused)('refuses %s and names the place', (_, message, change) => {
    expect(() => parse(change)).toThrowError(expect.objectContaining({ code: 'manifest-invalid', message: expect.stringMatching(message) as string }));
  });

  it('refuses text that is not JSON', () => {
    expect(() => parseManifest('<!doctype html>', 'http://here/manifest.json')).toThrow(/not JSON/);
  });
});
