import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ValueCompare } from '../../../src/components/value-compare/value-compare.ts';
import type { ValueList } from '../../../src/components/value-list/value-list.ts';
import type { ValueTrend } from '../../../src/components/value-trend/value-trend.ts';
import { TaggerError } from '../../../src/errors.ts';
import { VIEWS, type ViewName } from '../../../src/components/value-tagger/view-switch.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import { FakeTagger, byWord } from './fake-tagger.ts';
import { all, clear, expectAccessible, frame, mount, one, tagged } from './mount.ts';

const TEXT = 'They want tradition here. This is plain. It needs universalism-nature and tradition too.\n\nSome care about hedonism.';
const LONG = `${'They want tradition here. This is plain. '.repeat(6)}\n\n${'Some care about hedonism. This is plain. '.repeat(6)}`;

beforeEach(() => page.viewport(1280, 900));
afterEach(clear);

async function shown(view: ViewName, text = TEXT, tagger = new FakeTagger({ scores: byWord })): Promise<ValueTagger> {
  const element = await mount(text, tagger);
  await tagged(element);
  element.view = view;
  await element.updateComplete;
  await frame();
  return element;
}

const inner = <T extends HTMLElement>(element: ValueTagger, name: string): T => one<T>(element, name);

describe('the switch between views', () => {
  it('shows one view at a time, is walked with arrows, and is reflected', async () => {
    const element = await shown('text');
    const tabs = all(element, '[role=tab]');
    expect(tabs.map(({ textContent }) => textContent.trim())).toEqual(['Text', 'List', 'Profile', 'Compare', 'Trend']);
    expect(tabs.filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    tabs[0]?.focus();
    await userEvent.keyboard('{ArrowRight}');
    await element.updateComplete;
    expect(element.view).toBe('list');
    expect(element.getAttribute('view')).toBe('list');
    expect(element.shadowRoot?.activeElement).toBe(tabs[1]);
    expect(getComputedStyle(one(element, '.text')).display).toBe('none');
    expect(all(element, 'value-list')).toHaveLength(1);
    await userEvent.keyboard('{End}');
    await frame();
    expect(element.view).toBe('trend');
    await userEvent.keyboard('{Home}');
    await frame();
    expect(element.view).toBe('text');
    expect(all(element, 'value-list, value-trend, value-wheel')).toEqual([]);
  });

  it('takes an unknown view for the text', async () => {
    const element = await shown('text');
    element.setAttribute('view', 'nonsense');
    await element.updateComplete;
    expect(element.view).toBe('text');
  });

  it('runs no model', async () => {
    const tagger = new FakeTagger({ scores: byWord });
    const element = await shown('text', TEXT, tagger);
    for (const view of VIEWS) {
      element.view = view;
      await element.updateComplete;
    }
    expect(tagger.calls).toHaveLength(1);
  });
});

describe('the list', () => {
  const texts = (list: ValueList): string[] => all(list, '.sentence button').map(({ textContent }) => textContent.trim());

  it('has every sentence with its labels, and sorts them', async () => {
    const element = await shown('list', TEXT, new FakeTagger({ scores: (text, { labels }) => Float32Array.from(labels, ({ id }, at) => (text.includes(id) ? 0.9 - at / 100 : text.includes('plain') && id === 'hedonism' ? 0.29 : 0.02)) }));
    const list = inner<ValueList>(element, 'value-list');
    expect(texts(list)).toEqual(['They want tradition here.', 'This is plain.', 'It needs universalism-nature and tradition too.', 'Some care about hedonism.']);
    expect(all(list, '[role=row]').at(3)?.textContent.replace(/\s+/g, ' ')).toContain('Tradition');
    const sort = async (key: string): Promise<string | undefined> => {
      await userEvent.selectOptions(one(list, 'select'), key);
      await frame();
      return texts(list)[0];
    };
    expect(await sort('uncertainty')).toBe('This is plain.');
    expect(one(list, '.note').textContent).toContain('Uncertain');
    expect(await sort('score')).toBe('Some care about hedonism.');
    expect(one(list, '[role=columnheader].score').getAttribute('aria-sort')).toBe('descending');
    expect(await sort('label')).toBe('Some care about hedonism.');
    expect(texts(list).at(-1)).toBe('This is plain.');
    one<HTMLInputElement>(list, '[type=checkbox]').click();
    await frame();
    expect(texts(list)).toHaveLength(3);
  });

  it('is walked with arrows; Enter opens a sentence and Escape leads back to it', async () => {
    const element = await shown('list');
    const list = inner<ValueList>(element, 'value-list');
    one(list, '[tabindex="0"]').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await frame();
    expect(list.focused).toBe(2);
    await userEvent.keyboard('{Enter}');
    await frame();
    expect(element.shadowRoot?.activeElement?.textContent).toBe('Sentence 3 of 4');
    await userEvent.keyboard('{Escape}');
    await frame();
    await frame();
    expect(list.focused).toBe(2);
  });

  it('of 10,000 sentences has few rows, says how many there are, and reaches the last', async () => {
    const element = await mount(`${TEXT} `.repeat(2500), new FakeTagger({ scores: byWord, batch: 1000 }));
    element.view = 'list';
    await expect.poll(() => element.run.kind, { timeout: 20_000 }).toBe('tagged');
    await expect.poll(() => all(inner(element, 'value-list'), '.sentence button').length).toBeGreaterThan(0);
    const list = inner<ValueList>(element, 'value-list');
    await expect.poll(() => one(list, '[role=table]').getAttribute('aria-rowcount')).toBe('10001');
    expect(all(list, '.sentence button').length).toBeLessThan(400);
    one(list, '[tabindex="0"]').focus();
    await userEvent.keyboard('{End}');
    await expect.poll(() => list.focused).toBe(9999);
    expect(all(list, '.sentence button').length).toBeLessThan(400);
  });
});

describe('the profile', () => {
  it('is the circle with its poles, and bars for foundations', async () => {
    const element = await shown('profile');
    const wheel = inner(element, 'value-wheel');
    expect(all(wheel, '.wedge')).toHaveLength(20);
    const poles = one(element, '.poles');
    expect(poles.textContent.replace(/\s+/g, ' ')).toContain('Openness to change against Conservation: 1 sentence; 2 sentences');
    element.taxonomy = 'mft-6';
    await frame();
    expect(all(element, 'value-bars')).toHaveLength(1);
    expect(all(element, '.poles')).toEqual([]);
  });

  it('brings out a label that is chosen in it', async () => {
    const element = await shown('profile');
    one(inner(element, 'value-wheel'), '[data-label=tradition]').dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    await frame();
    expect(one(element, '.entry[data-label=tradition] button').getAttribute('aria-expanded')).toBe('true');
  });
});

describe('the trend', () => {
  it('has a strip for each label that the text has, a table behind it, and leads to its height', async () => {
    const element = await shown('trend', LONG);
    const chart = inner<ValueTrend>(element, 'value-trend');
    expect(all(chart, 'li').map(({ dataset }) => dataset['label'])).toEqual(['hedonism', 'tradition']);
    const [hedonism, tradition] = all(chart, 'li button');
    expect(tradition?.querySelector('.hidden')?.textContent).toMatch(/^Tradition: 6 sentences, most at sentence/);
    expect(all(chart, 'tbody tr')).toHaveLength(2);
    expect(all(chart, 'thead th')).toHaveLength(11);
    hedonism?.click();
    await frame();
    expect(one(element, '.details blockquote').textContent).toBe('Some care about hedonism.');
  });

  it('of a short text is not made up', async () => {
    const element = await shown('trend');
    expect(inner(element, 'value-trend').shadowRoot?.textContent).toContain('needs more sentences');
  });
});

describe('the comparison', () => {
  it('lays another version beside the text: what was added, removed and changed, and which values with it', async () => {
    const tagger = new FakeTagger({ scores: byWord });
    const element = await shown('compare', TEXT, tagger);
    const field = one<HTMLTextAreaElement>(element, '#other-version');
    field.value = 'They want tradition here. This is plain. It needs tradition too. Gone are the days of achievement.';
    one<HTMLButtonElement>(element, '.other button').click();
    await expect.poll(() => all(element, 'value-compare').length).toBe(1);
    const view = inner<ValueCompare>(element, 'value-compare');
    await view.updateComplete;
    expect(one(view, '.summary').textContent).toBe('2 the same, 1 changed, 1 only in this text, 1 only in the other.');
    expect(all(view, '.pair').map(({ className }) => className)).toEqual(['pair changed', 'pair removed', 'pair added']);
    expect(one(view, '.changed .what').textContent.replace(/\s+/g, ' ')).toContain('appeared: Universalism: nature');
    expect(one(view, '.removed .what').textContent.replace(/\s+/g, ' ')).toContain('vanished: Achievement');
    expect(one(view, 'tr[data-label=tradition]').textContent.replace(/\s+/g, ' ').trim()).toBe('Tra Tradition 50 % 50 % 0');
    expect(tagger.calls).toHaveLength(2);
    one<HTMLInputElement>(view, '[type=checkbox]').click();
    await frame();
    expect(all(view, '.pair')).toHaveLength(5);
    one(view, '.added button').click();
    await frame();
    expect(one(element, '.details blockquote').textContent).toBe('Some care about hedonism.');
  });

  it('reads the other version from an attribute, and says that it cannot be read', async () => {
    const element = await shown('text', TEXT, new FakeTagger({ scores: (text, head) => (text === 'Broken.' ? raise() : byWord(text, head)) }));
    element.setAttribute('compare-to', 'This is plain.');
    element.view = 'compare';
    await expect.poll(() => all(element, 'value-compare').length).toBe(1);
    element.compareTo = 'Broken.';
    await expect.poll(() => all(element, '.compare > [role=status]')[0]?.textContent).toContain('The model stumbled.');
  });
});

function raise(): never {
  throw new TaggerError('engine-failed', 'The model stumbled.', 'Try again.');
}

type State = 'tagged' | 'open' | 'corrected' | 'empty' | 'loading' | 'streaming' | 'failed' | 'readonly';
const STATES: readonly State[] = ['tagged', 'open', 'corrected', 'empty', 'loading', 'streaming', 'failed', 'readonly'];

async function inState(state: State, view: ViewName): Promise<ValueTagger> {
  const options = { scores: byWord };
  const tagger = {
    loading: () => new FakeTagger({ stuckAt: 'download' }),
    streaming: () => new FakeTagger({ ...options, batch: 8, gate: () => (tagged_++ === 0 ? Promise.resolve() : new Promise(() => undefined)) }),
    failed: () => new FakeTagger({ failure: new TaggerError('network', 'Nothing came.', 'Try later.') }),
  };
  let tagged_ = 0;
  const make = state in tagger ? tagger[state as keyof typeof tagger] : () => new FakeTagger(options);
  const element = await mount(state === 'empty' ? '' : LONG, make());
  element.view = view;
  element.readonly = state === 'readonly';
  // The other text's run must not take the batch that the first one is to have.
  if (view === 'compare' && state !== 'streaming') element.compareTo = TEXT;
  const wanted = { loading: 'running', streaming: 'running', failed: 'failed', empty: 'idle' } as Partial<Record<State, string>>;
  await expect.poll(() => element.run.kind).toBe(wanted[state] ?? 'tagged');
  if (state === 'streaming') await expect.poll(() => element.sentences.length).toBe(8);
  if (view === 'compare') element.compareTo = TEXT;
  if (view === 'compare' && wanted[state] === undefined) await expect.poll(() => all(element, 'value-compare').length).toBe(1);
  if (state === 'open' || state === 'corrected') element.select(0);
  await frame();
  if (state === 'corrected') {
    one<HTMLButtonElement>(element, '.judgement button').click();
    one<HTMLButtonElement>(element, '.find-words').click();
    await expect.poll(() => all(element, '.details mark').length).toBeGreaterThan(0);
  }
  await frame();
  return element;
}

describe.each(['light', 'dark'] as const)('for a reader who does not see it, in %s', (theme) => {
  it.each(VIEWS.flatMap((view) => STATES.map((state) => [view, state] as const)))('%s, %s has nothing that axe finds', async (view, state) => {
    const element = await inState(state, view);
    element.theme = theme;
    document.body.style.background = theme === 'dark' ? '#17181b' : '#fdfcf9';
    await frame();
    await expectAccessible();
  });
});

describe.each(VIEWS)('on a phone, %s', (view) => {
  beforeEach(() => page.viewport(390, 844));

  it('has nothing that axe finds, and nothing beyond its edge', async () => {
    await inState('tagged', view);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    await expectAccessible();
  });
});
