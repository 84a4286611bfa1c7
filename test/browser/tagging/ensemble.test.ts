import { expect, it } from 'vitest';
import { filesOf } from '../../../src/bundle/gather.ts';
import { inspect } from '../../../src/bundle/inspect.ts';
import { sourceOf } from '../../../src/bundle/make-bundle.ts';
import { createTagger } from '../../../src/tagging/create-tagger.ts';
import { createEnsemble } from '../../../src/tagging/ensemble.ts';
import type { Tagger } from '../../../src/tagging/types.ts';
import { asPicked, sigmoid, tinyBundle, tinyLogits, type BundleOptions } from '../../support/tiny-model.ts';
import { MODEL_URL } from '../support/samples.ts';

async function tiny(options: BundleOptions): Promise<Tagger> {
  const bundle = await inspect(await filesOf(asPicked(tinyBundle(options))));
  if (bundle.kind !== 'bundle') throw new Error('no bundle');
  return createTagger({ bundle: sourceOf(options.id ?? 'tiny', bundle), device: 'wasm', cache: 'none' });
}

const IDS = ['care', 'fairness', 'loyalty', 'authority', 'sanctity'];

it('two encoders, each in its own worker, vote by label id', async () => {
  const ensemble = createEnsemble([await tiny({ id: 'one', seed: 1 }), await tiny({ id: 'two', seed: 2, ids: IDS.toReversed() })], { weights: [3, 1] });
  try {
    const { sentences, model } = await ensemble.tag('Honour your word. Obey the law.');
    expect(model.heads[0]?.labels.map(({ id }) => id)).toEqual(IDS);
    const one = tinyLogits({ labels: 5, seed: 1 }, 'Obey the law.').map(sigmoid);
    const two = tinyLogits({ labels: 5, seed: 2 }, 'Obey the law.').map(sigmoid).toReversed();
    for (const label of IDS.keys()) {
      expect(sentences[1]?.scores['labels']?.[label]).toBeCloseTo(0.75 * (one[label] ?? 0) + 0.25 * (two[label] ?? 0), 4);
      expect(sentences[1]?.disagreement?.['labels']?.[label]).toBeCloseTo(Math.abs((one[label] ?? 0) - (two[label] ?? 0)), 4);
    }
  } finally {
    await ensemble.dispose();
  }
});

it('the embedded model and one from elsewhere vote where both have a taxonomy, and speak for themselves elsewhere', async () => {
  const embedded = createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'none' });
  const ensemble = createEnsemble([embedded, await tiny({ id: 'one', taxonomy: 'schwartz-20', ids: ['tradition', 'face'] })]);
  try {
    const text = 'We owe it to our children to keep the river clean.';
    const [alone, together] = [await embedded.tag(text), await ensemble.tag(text)];
    const place = (label: string): number => alone.model.heads.find(({ taxonomy }) => taxonomy === 'schwartz-20')?.labels.findIndex(({ id }) => id === label) ?? -1;
    const tiny20 = tinyLogits({ labels: 2 }, text).map(sigmoid);
    const [before, after] = [alone.sentences[0]?.scores['schwartz-20'], together.sentences[0]?.scores['schwartz-20']];
    expect(after?.[place('tradition')]).toBeCloseTo(((before?.[place('tradition')] ?? 0) + (tiny20[0] ?? 0)) / 2, 4);
    expect(after?.[place('universalism-nature')]).toBeCloseTo(before?.[place('universalism-nature')] ?? 0, 5);
    expect(together.sentences[0]?.scores['mft']).toEqual(alone.sentences[0]?.scores['mft']);
  } finally {
    await ensemble.dispose();
  }
});
