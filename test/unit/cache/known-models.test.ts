import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IndexedDbCache } from '../../../src/cache/score-cache.ts';
import type { LoadReport } from '../../../src/runtime/protocol.ts';
import { CachedScores } from '../../../src/tagging/cached-scores.ts';
import { KnownModels } from '../../../src/tagging/known-models.ts';
import type { CacheMode } from '../../../src/tagging/types.ts';

const NAME = 'known-models';
const URL = 'https://page.test/models/embedded/';

const report: LoadReport = {
  info: { id: 'model', title: 'Model', revision: '1', digest: 'd1', licence: '', credit: [], languages: [], trainingDomain: [], heads: [], maxTokens: 8, bytes: 1 },
  slices: [{ id: 'head', offset: 0, size: 2, activation: 'sigmoid' }],
  rowSize: 2,
  candidate: { device: 'wasm', build: 'jspi' },
  threads: 1,
  window: 1,
  selfTestError: 0,
  resources: [],
  notices: [],
};

let scores: CachedScores;
let manifest: string | undefined;

/** As on a new visit: nothing but the database is left of the one before. */
function visit(mode: CacheMode = 'indexeddb', device = 'auto'): KnownModels {
  scores = new CachedScores(mode, () => undefined, { name: NAME });
  return new KnownModels(scores, URL, device);
}

beforeEach(() => {
  manifest = 'manifest';
  vi.stubGlobal('fetch', async (address: string) => {
    expect(address).toBe(`${URL}manifest.json`);
    if (manifest === undefined) throw new TypeError('no network');
    return new Response(manifest);
  });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await scores.close();
  await IndexedDbCache.delete(NAME);
});

describe('KnownModels', () => {
  it('recalls on the next visit what is needed to read cached rows', async () => {
    await visit().remember(report);
    await scores.close();
    const { info, slices, rowSize, candidate } = report;
    expect(await visit().recall()).toMatchObject({ info, slices, rowSize, candidate });
  });

  it('recalls nothing once the address gives another manifest, and nothing for another device', async () => {
    await visit().remember(report);
    expect(await new KnownModels(scores, URL, 'webgpu').recall()).toBeUndefined();
    manifest = 'another manifest';
    expect(await new KnownModels(scores, URL, 'auto').recall()).toBeUndefined();
  });

  it('recalls it without a network', async () => {
    await visit().remember(report);
    manifest = undefined;
    expect((await new KnownModels(scores, URL, 'auto').recall())?.info.digest).toBe('d1');
  });

  it('remembers nothing where nothing is to be kept', async () => {
    await visit('none').remember(report);
    expect(await new KnownModels(scores, URL, 'auto').recall()).toBeUndefined();
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(NAME);
  });

  it('remembers a model again after what kept it was left', async () => {
    const models = visit();
    await models.remember(report);
    await scores.setMode('none');
    models.forget();
    await scores.setMode('indexeddb');
    expect(await models.recall()).toBeUndefined();
    await models.remember(report);
    expect((await models.recall())?.info.digest).toBe('d1');
  });
});
