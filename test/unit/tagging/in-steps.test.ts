import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoadReport } from '../../../src/runtime/protocol.ts';
import { CachedScores } from '../../../src/tagging/cached-scores.ts';
import { EncoderTagger } from '../../../src/tagging/encoder-tagger.ts';
import { mapInSteps } from '../../../src/tagging/in-steps.ts';
import type { RowSource } from '../../../src/tagging/row-source.ts';
import type { ModelInfo } from '../../../src/tagging/types.ts';

let pauses = 0;
let onPause = (): void => undefined;

beforeEach(() => {
  pauses = 0;
  onPause = () => undefined;
  vi.stubGlobal('scheduler', {
    yield: async () => {
      pauses++;
      onPause();
    },
  });
  // Every look at the clock takes a millisecond.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now++);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('mapInSteps', () => {
  const items = Array.from({ length: 1000 }, (_, index) => index);

  it('gives what each item is made of, with a pause every few milliseconds', async () => {
    expect(await mapInSteps(items, (item) => 2 * item, undefined)).toEqual(items.map((item) => 2 * item));
    expect(pauses).toBeGreaterThan(90);
    expect(pauses).toBeLessThan(200);
  });

  it('stops where it is aborted', async () => {
    const stop = new AbortController();
    let made = 0;
    onPause = () => stop.abort();
    await expect(mapInSteps(items, () => made++, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(made).toBeLessThan(20);
  });
});

describe('a tagger whose model reads sentences in their context', () => {
  const info: ModelInfo = {
    id: 'fake', title: 'fake', revision: '1', digest: 'd', licence: '', credit: [], languages: [], trainingDomain: [], heads: [], maxTokens: 256, bytes: 0, files: [],
    input: { segments: 1, template: '{text}', context: { kind: 'previous', sentences: 3, separator: ' ', place: 'first' } },
  };
  const report = { info, slices: [], rowSize: 1, candidate: { device: 'wasm', build: 'kernel' }, threads: 1, window: 256, selfTestError: 0, resources: [], notices: [] } as LoadReport;
  const source = (): RowSource<LoadReport> => ({
    ready: async () => report,
    encode: async (texts, onBatch) => onBatch({ indices: Uint32Array.from(texts, (_, index) => index), logits: new Float32Array(texts.length), truncated: new Uint8Array(texts.length) }, report),
    dispose: () => undefined,
  });
  const tagger = (): EncoderTagger => new EncoderTagger(source(), new CachedScores('none', () => undefined), { recall: async () => undefined, remember: async () => undefined, forget: () => undefined }, []);
  const text = Array.from({ length: 6000 }, (_, index) => `Sentence number ${index} speaks of freedom.`).join('\n\n');

  it('leaves the page its turn while it makes what the model reads', async () => {
    expect((await tagger().tag(text)).sentences).toHaveLength(6000);
    expect(pauses).toBeGreaterThan(6000 / 10);
  });

  it('stops there when it is aborted', async () => {
    const stop = new AbortController();
    onPause = () => {
      if (pauses === 200) stop.abort();
    };
    await expect(tagger().tag(text, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(pauses).toBeLessThan(210);
  });
});
