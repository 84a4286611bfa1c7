import { afterEach, describe, expect, it } from 'vitest';
import '../../../src/components/define.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import type { LabelSet, OwnLabel } from '../../../src/label-sets/types.ts';
import { createLexiconTagger, type LexiconTagger } from '../../../src/lexicon/create-lexicon-tagger.ts';
import { all, clear, expectAccessible, one, tagged } from './mount.ts';

const open: LexiconTagger[] = [];

afterEach(async () => {
  clear();
  await Promise.all(open.splice(0).map((tagger) => tagger.dispose()));
});

async function show(labels: readonly OwnLabel[], words: Readonly<Record<string, readonly string[]>>, text: string): Promise<ValueTagger> {
  const labelSet: LabelSet = { format: 'value-tagger/label-set', version: 1, id: 'mine', name: 'My theory', language: 'en', labels };
  const tagger = createLexiconTagger({ lexicon: new File([JSON.stringify(words)], 'words.json'), labelSet });
  open.push(tagger);
  document.documentElement.lang = 'en';
  document.title = 'test';
  const element = document.createElement('value-tagger');
  Object.assign(element, { tagger, taxonomy: 'mine', withoutTextCheck: true, text });
  document.body.appendChild(document.createElement('main')).append(element);
  await tagged(element);
  return element;
}

describe('labels of one’s own', () => {
  it('are shown like any others, under their groups, and their words are marked', async () => {
    const element = await show(
      [{ id: 'good', name: 'Good things' }, { id: 'kind', name: 'Kindness', definition: 'Being kind.', parent: 'good' }, { id: 'bad', name: 'Bad things' }, { id: 'cruel', name: 'Cruelty', parent: 'bad' }],
      { Kindness: ['kind*', 'warm'], Cruelty: ['cruel'] },
      'A kind and warm word. Rain falls.',
    );
    expect(all(element, '.legend h3').map(({ textContent }) => textContent)).toEqual(['Good things', 'Bad things']);
    expect(all(element, '.entry-name .name').map(({ textContent }) => textContent.trim())).toEqual(['Kindness', 'Cruelty']);
    element.select(0);
    await element.updateComplete;
    expect(all(element, '.details mark').map(({ textContent }) => textContent)).toEqual(['kind', 'warm']);
    expect(one(element, '.details blockquote').textContent).toBe('A kind and warm word.');
    expect(all(element, '.theory').map(({ textContent }) => textContent.trim())).toEqual(['Own labels']);
    expect(one(element, '.level select').textContent.replace(/\s+/g, ' ').trim()).toBe('My theoryMy theory, top level');
    expect(element.shadowRoot?.textContent).not.toContain('Trained on');
    await expectAccessible();
  });

  it('that are many are listed where the text has them', async () => {
    const labels = Array.from({ length: 453 }, (_, index): OwnLabel => ({ id: `l${index}`, name: `Label ${index}` }));
    const words = Object.fromEntries(labels.map(({ name }, index) => [name, [`word${index}`]]));
    const element = await show(labels, words, 'The word7 and the word452.');
    await expect.poll(() => all(element, '.entry-name .name').map(({ textContent }) => textContent.trim())).toEqual(['Label 7', 'Label 452']);
    expect(one(element, '.legend').textContent).toContain('451 labels without a sentence are not listed.');
  });
});
