import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Corrections, sharedCorrections } from '../../../src/components/corrections/corrections.ts';
import { openKeeper } from '../../../src/components/corrections/keeper.ts';
import { IndexedDbCorrections } from '../../../src/components/corrections/store.ts';
import type { CorrectionStore } from '../../../src/components/corrections/types.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import { TaggerError } from '../../../src/errors.ts';
import { FakeTagger, byWord } from './fake-tagger.ts';
import { all, clear, expectAccessible, frame, mount, one, tagged } from './mount.ts';

const TEXT = 'They want tradition here. This is plain. It needs universalism-nature and tradition too.';
let number = 0;
const names: string[] = [];

function store(): IndexedDbCorrections {
  const name = `corrections-test-${++number}`;
  names.push(name);
  return new IndexedDbCorrections(name);
}

const over = (own: CorrectionStore): Corrections => new Corrections(() => Promise.resolve(openKeeper(own)));
const databases = async (): Promise<string[]> => (await indexedDB.databases()).map(({ name = '' }) => name);

beforeEach(() => page.viewport(1280, 900));
afterEach(async () => {
  clear();
  await sharedCorrections().clear();
  await Promise.all(names.splice(0).map((name) => deleteDB(name)));
});

async function opened(index = 0, tagger = new FakeTagger({ scores: byWord })): Promise<ValueTagger> {
  const element = await mount(TEXT, tagger);
  await tagged(element);
  element.select(index);
  await element.updateComplete;
  return element;
}

describe('what a reader says of tags', () => {
  it('is kept under hashes, found again by the sentence alone, and can be taken back', async () => {
    const first = store();
    const corrections = over(first);
    await corrections.set('We  care.', 'mft-5', 'care', 'agree');
    await corrections.set('We  care.', 'mft-5', 'loyalty', 'add');
    const known = await first.load();
    expect(known?.kept.size).toBe(2);
    expect(JSON.stringify([...(known?.kept ?? [])]) + known?.salt).not.toMatch(/We/);
    const later = over(first);
    expect(later.of('We care.', 'mft-5').size).toBe(0);
    await later.load();
    // White space makes no other sentence of it.
    expect([...later.of('We care.', 'mft-5')]).toEqual([['care', 'agree'], ['loyalty', 'add']]);
    expect(later.of('We care.', 'mft-6').size).toBe(0);
    expect(later.of('We cared.', 'mft-5').size).toBe(0);
    expect(await corrections.undo()).toMatchObject({ label: 'loyalty', verdict: undefined });
    expect((await first.load())?.kept.size).toBe(1);
    await corrections.set('We care.', 'mft-5', 'care', 'reject');
    expect(await corrections.undo()).toMatchObject({ label: 'care', verdict: 'agree' });
  });

  it('holds until the page is closed where nothing can be kept', async () => {
    const fail = (): Promise<never> => Promise.reject(new Error('no database'));
    const corrections = over({ load: fail, begin: fail, put: fail, delete: fail, clear: fail });
    await corrections.set('We care.', 'mft-5', 'care', 'reject');
    expect(corrections.keeping).toBe('refused');
    expect(corrections.of('We care.', 'mft-5').get('care')).toBe('reject');
  });

  it('has no database before there is anything in it, and none after all is deleted', async () => {
    const own = store();
    const [name = ''] = names;
    const corrections = over(own);
    await corrections.load();
    expect(corrections.of('We care.', 'mft-5').size).toBe(0);
    expect(await corrections.count()).toBe(0);
    expect(await databases()).not.toContain(name);
    await corrections.set('We care.', 'mft-5', 'care', 'agree');
    expect(await databases()).toContain(name);
    expect(await over(own).count()).toBe(1);
    await corrections.clear();
    expect(await databases()).not.toContain(name);
    expect(corrections.of('We care.', 'mft-5').size).toBe(0);
    // It can be begun anew.
    await corrections.set('We cared.', 'mft-5', 'care', 'agree');
    expect(await over(own).count()).toBe(1);
  });

  it('is not kept while nothing is to be kept, and is from then on when it may be', async () => {
    const own = store();
    const corrections = over(own);
    corrections.wanted = false;
    await corrections.set('We care.', 'mft-5', 'care', 'reject');
    expect(corrections.keeping).toBe('unwanted');
    expect(corrections.of('We care.', 'mft-5').get('care')).toBe('reject');
    expect(await databases()).not.toContain(names[0]);
    corrections.wanted = true;
    await corrections.set('We stay.', 'mft-5', 'loyalty', 'add');
    const later = over(own);
    await later.load();
    expect([later.of('We care.', 'mft-5').get('care'), later.of('We stay.', 'mft-5').get('loyalty')]).toEqual(['reject', 'add']);
  });

  it('goes on where another tab has deleted everything', async () => {
    const [own, other] = [store(), new IndexedDbCorrections(names[0] ?? '')];
    const corrections = over(own);
    await corrections.set('We care.', 'mft-5', 'care', 'agree');
    await other.clear();
    await corrections.set('We stay.', 'mft-5', 'loyalty', 'add');
    const later = over(own);
    await later.load();
    expect([later.of('We care.', 'mft-5').size, later.of('We stay.', 'mft-5').get('loyalty')]).toEqual([0, 'add']);
  });

  it('is not noted where what keeps it cannot be fetched, and is when that is tried again', async () => {
    const own = store();
    let offline = true;
    const corrections = new Corrections(() => (offline ? Promise.reject(new TypeError('no network')) : Promise.resolve(openKeeper(own))));
    await expect(corrections.set('We care.', 'mft-5', 'care', 'agree')).rejects.toThrow('no network');
    expect(corrections.canUndo).toBe(false);
    offline = false;
    await corrections.set('We care.', 'mft-5', 'care', 'agree');
    expect(corrections.of('We care.', 'mft-5').get('care')).toBe('agree');
  });
});

describe('in the details of a sentence, a reader', () => {
  it('agrees with a tag, rejects it and takes that back; the text shows it, and an event tells it', async () => {
    const element = await opened();
    const told: unknown[] = [];
    element.addEventListener('value-tagger-correct', ({ detail: { sentence, taxonomy, label, verdict } }) => told.push([sentence.index, taxonomy, label, verdict]));
    const [agree, reject] = all<HTMLButtonElement>(element, '.judgement button');
    agree?.click();
    await expect.poll(() => agree?.getAttribute('aria-pressed')).toBe('true');
    expect(all(element, '.sentence')[0]?.querySelectorAll('.line')).toHaveLength(1);
    reject?.click();
    await expect.poll(() => all(element, '.sentence')[0]?.querySelectorAll('.line').length).toBe(0);
    expect(all(element, '.sentence')[0]?.title).toContain('Corrected');
    expect(one(element, '[data-verdict=reject] .verdict').textContent.trim()).toBe('rejected');
    expect(element.corrections().map(({ label, verdict }) => [label, verdict])).toEqual([['tradition', 'reject']]);
    one<HTMLButtonElement>(element, '.undo').click();
    await expect.poll(() => agree?.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => told).toEqual([
      [0, 'schwartz-20', 'tradition', 'agree'],
      [0, 'schwartz-20', 'tradition', 'reject'],
      [0, 'schwartz-20', 'tradition', 'agree'],
    ]);
    await expectAccessible();
  });

  it('adds a label that is missing', async () => {
    const element = await opened(1);
    await userEvent.selectOptions(one(element, '.add-label'), 'humility');
    await expect.poll(() => all(element, '.sentence')[1]?.title).toContain('Appeals to Humility');
    await expect.poll(() => one(element, '.base > [role=status]').textContent).toBe('Added: Humility.');
  });

  it('gets the corrections as a file, with the sentences and what made the tags', async () => {
    const element = await opened();
    all<HTMLButtonElement>(element, '.judgement button')[1]?.click();
    await expect.poll(() => element.corrections().length).toBe(1);
    const json = JSON.parse(element.exportCorrections('json')) as { model: string; corrections: unknown[] };
    expect(json).toMatchObject({ format: 'value-tagger-corrections', model: 'fake', corrections: [{ sentence: 'They want tradition here.', taxonomy: 'schwartz-20', label: 'tradition', verdict: 'reject' }] });
    const [head, row] = element.exportCorrections('csv').split('\r\n');
    expect(head).toBe('sentence,taxonomy,label,verdict,at,model,confidence');
    expect(row).toMatch(/^They want tradition here\.,schwartz-20,tradition,reject,\d{4}-/);
    expect(one(element, '.correction-tools').textContent).toContain('The file holds the corrected sentences');
  });

  it('can do none of that where the element is read-only', async () => {
    const element = await opened();
    element.readonly = true;
    await frame();
    expect(all(element, '.judgement, .correction-tools')).toEqual([]);
    all(element, '.sentence')[0]?.focus();
    await userEvent.keyboard('r');
    await frame();
    expect(element.corrections()).toEqual([]);
  });
});

describe('by keyboard', () => {
  it('A agrees, R rejects, and once more takes it back; in a field they are letters', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    const verdicts = (): string[] => element.corrections().map(({ verdict }) => verdict);
    all(element, '.sentence')[0]?.focus();
    await userEvent.keyboard('a');
    await expect.poll(verdicts).toEqual(['agree']);
    await userEvent.keyboard('r');
    await expect.poll(verdicts).toEqual(['reject']);
    expect(one(element, '.base > [role=status]').textContent).toBe('Rejected: Tradition.');
    await userEvent.keyboard('r');
    await expect.poll(verdicts).toEqual([]);
    await userEvent.keyboard('/');
    await frame();
    expect(element.shadowRoot?.activeElement).toBe(one(element, '.search'));
    await userEvent.keyboard('ra');
    await frame();
    expect(one<HTMLInputElement>(element, '.search').value).toBe('ra');
    expect(verdicts()).toEqual([]);
  });

  it('the slash searches a value, in any spelling, and Enter leads to its next sentence', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    all(element, '.sentence')[0]?.focus();
    await userEvent.keyboard('/nature');
    await frame();
    expect(all(element, '.entry').map(({ dataset }) => dataset['label'])).toEqual(['universalism-nature']);
    expect(one(element, '.legend [role=status]').textContent).toBe('1 label');
    await userEvent.keyboard('{Enter}');
    await frame();
    expect(all(element, '.sentence.lit').map(({ dataset }) => dataset['index'])).toEqual(['2']);
    await userEvent.keyboard('{Escape}');
    await frame();
    expect(all(element, '.entry').length).toBe(20);
    await expectAccessible();
  });
});

describe('the words that carry a tag', () => {
  it('are found when they are asked for, marked by how much they carry, and named', async () => {
    const tagger = new FakeTagger({ scores: byWord });
    const element = await opened(0, tagger);
    expect(tagger.explained).toEqual([]);
    one<HTMLButtonElement>(element, '.find-words').click();
    await expect.poll(() => all(element, '.details mark').map(({ textContent }) => textContent)).toEqual(['tradition']);
    expect(one(element, '.about').textContent).toContain('The score of Tradition falls most without: tradition (−.23).');
    expect(one(element, '.details mark').title).toBe('Without it the score falls by .23.');
    expect(tagger.explained).toEqual(['tradition: They want tradition here.']);
    await expectAccessible();
  });

  it('that cannot be tried are said to be so', async () => {
    const tagger = new FakeTagger({ scores: byWord });
    const element = await opened(0, tagger);
    tagger.explain = () => Promise.reject(new TaggerError('worker-died', 'Gone.', 'Again.'));
    one<HTMLButtonElement>(element, '.find-words').click();
    await expect.poll(() => one(element, '.about').textContent).toContain('could not be tried');
  });
});
