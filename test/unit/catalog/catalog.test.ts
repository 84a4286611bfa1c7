import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../../src/catalog/catalog.ts';
import { parseCatalog } from '../../../src/catalog/schema.ts';
import { neededFiles, parseManifest, type GraphName } from '../../../src/runtime/manifest.ts';
import { getTaxonomy } from '../../../src/taxonomy/index.ts';
import data from '../../../models/catalog.json';

const manifestText = await readFile('models/embedded/manifest.json', 'utf8');
const manifest = parseManifest(manifestText, 'manifest.json');
const { metrics } = JSON.parse(manifestText) as { metrics: { headline: Record<string, unknown>[] } };

describe('the catalog', () => {
  it('begins with the embedded model and says of it what its manifest says', () => {
    const [first, ...others] = catalog();
    expect(first).toMatchObject({
      status: 'embedded',
      id: manifest.id,
      title: manifest.title,
      languages: manifest.languages,
      licence: { spdx: manifest.licence.spdx },
      taxonomies: manifest.heads.map(({ taxonomy }) => taxonomy),
    });
    expect(first?.status === 'embedded' && first.files).toEqual(manifest.files);
    const size = (graph: GraphName) => neededFiles(manifest, graph).reduce((sum, file) => sum + (manifest.files[file]?.bytes ?? 0), 0);
    expect(first?.sizes.map(({ bytes, basis }) => [bytes, basis])).toEqual((['kernel', 'wasm', 'webgpu', 'webgpu-f16'] as const).map((graph) => [size(graph), 'measured']));
    expect(first?.metrics).toEqual(metrics.headline.map(({ form: _form, ...figure }) => ({ ...figure, basis: 'measured' })));
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 'recipe'));
  });

  it('gives the embedded model’s figures as the README does', async () => {
    const readme = await readFile('README.md', 'utf8');
    const table = /<!-- figures:begin -->([\s\S]*?)<!-- figures:end -->/.exec(readme)?.[1] ?? '';
    for (const { name, value } of catalog()[0]?.metrics ?? []) {
      if (name === 'macroF1' || name === 'valueEval') expect(table).toContain(value.toFixed(3));
    }
  });

  it('has the eight families of recipes and three models of entailment, marks every figure of theirs as told by others or reckoned, and gives a command', () => {
    const recipes = catalog().filter((entry) => entry.status === 'recipe');
    expect(recipes.map(({ source }) => source[0])).toEqual([
      'VictorYeste/value-context-rag-deberta-v3-base-doc-rag',
      'VictorYeste/deberta-based-human-value-detection',
      'VictorYeste/deberta-based-human-value-stance-detection',
      'JohannesKiesel/valueeval24-bert-baseline-en',
      'tum-nlp/Deberta_Human_Value_Detector',
      'joshnguyen/mformer-authority',
      'MMADS/MoralFoundationsClassifier',
      'vjosap/moralBERT-predict-care-in-text',
      'MoritzLaurer/xtremedistil-l6-h256-zeroshot-v1.1-all-33',
      'MoritzLaurer/deberta-v3-xsmall-zeroshot-v1.1-all-33',
      'MoritzLaurer/deberta-v3-base-zeroshot-v1.1-all-33',
    ]);
    for (const { sizes, metrics: figures, recipe, id } of recipes) {
      expect([...sizes, ...figures].filter(({ basis }) => basis === 'measured')).toEqual([]);
      for (const { source, dataset } of figures) expect([source, dataset].every(Boolean)).toBe(true);
      expect(recipe.command).toContain(id);
    }
    expect(recipes.find(({ source }) => source[0]?.startsWith('MMADS'))?.licence.spdx).toBe('GPL-3.0');
  });

  it('names taxonomies that the toolkit knows, or the model’s own', () => {
    for (const { taxonomies } of catalog()) for (const id of taxonomies) expect(id.startsWith('own:') || getTaxonomy(id) !== undefined, id).toBe(true);
  });

  it.each([
    ['another format', { ...data, format: 'x' }, /format/],
    ['an id twice', { ...data, models: [data.models[0], data.models[0]] }, /stands twice/],
    ['a figure without its data set', { ...data, models: [{ ...data.models[0], metrics: [{ name: 'f1', value: 0.5, basis: 'measured' }] }] }, /dataset/],
    ['a status that does not exist', { ...data, models: [{ ...data.models[0], status: 'maybe' }] }, /status/],
    ['a recipe without a command', { ...data, models: [{ ...data.models[1], recipe: {} }] }, /recipe/],
  ])('is refused with %s', (_, wrong, place) => {
    expect(() => parseCatalog(wrong)).toThrowError(expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(place) as string }));
  });
});
