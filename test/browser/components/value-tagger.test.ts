import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ValueTaggerErrorEvent } from '../../../src/components/value-tagger/events.ts';
import { TaggerError } from '../../../src/errors.ts';
import { all, clear, expectAccessible, frame, mount, one, shownText, tagged } from './mount.ts';
import { FakeTagger, byWord, fakeModel } from './fake-tagger.ts';

/** Sentences that have the labels whose ids stand in them. */
const TEXT = 'They want tradition here. This is plain. It needs universalism-nature and tradition too.\n\nSome care about hedonism.';

beforeEach(() => page.viewport(1280, 900));
afterEach(clear);

describe('a text', () => {
  it('stands there as it was given, before any tag', async () => {
    const text = '  Two  spaces.\tA tab.\n\n\nThree lines on. ';
    const element = await mount(text, new FakeTagger({ stuckAt: 'compile' }));
    await frame();
    expect(shownText(element)).toBe(text);
    expect(getComputedStyle(one(element, '.block p')).whiteSpace).toMatch(/pre-wrap|preserve/);
  });

  it('is the same text when it is tagged', async () => {
    const text = ` One. Two!\r\n\r\nThree? 👩‍👩‍👧 four.\n- five\n${TEXT}\n`;
    const element = await mount(text);
    await tagged(element);
    expect(shownText(element)).toBe(text);
  });

  it('is never mark-up', async () => {
    const text = 'A <b>bold</b> claim. <img src=x onerror="window.hacked = true"> <script>window.hacked = true</script> ends.';
    const element = await mount(text);
    await tagged(element);
    one(element, '.sentence').click();
    await element.updateComplete;
    expect(shownText(element)).toBe(text);
    expect(all(element, 'b, img, script')).toEqual([]);
    expect('hacked' in window).toBe(false);
  });

  it('runs in the direction of its script, paragraph by paragraph', async () => {
    const element = await mount('كل إنسان يولد حرا. لا يجوز استرقاق أحد.\n\nEnglish follows. 🕊️ It has emoji 👩‍👩‍👧.');
    await tagged(element);
    expect(all(element, '.body p').map((paragraph) => getComputedStyle(paragraph).direction)).toEqual(['rtl', 'ltr']);
    expect(shownText(element)).toContain('🕊️ It has emoji 👩‍👩‍👧.');
  });

  it('that is empty or blank is said to be so, and runs nothing', async () => {
    const tagger = new FakeTagger();
    const element = await mount('', tagger);
    await frame();
    expect(one(element, '.empty').textContent).toContain('no text yet');
    element.text = ' \n ';
    await element.updateComplete;
    await frame();
    expect(one(element, '.empty').textContent).toContain('no sentence');
    expect(tagger.calls).toEqual([]);
    await expectAccessible();
  });

  it('does not move a line when its tags come', async () => {
    let open = (): void => undefined;
    const element = await mount(`${TEXT} `.repeat(20), new FakeTagger({ gate: () => new Promise((resolve) => (open = resolve)) }));
    await frame();
    const before = one(element, '.text').getBoundingClientRect().height;
    while (element.run.kind !== 'tagged') {
      open();
      await frame();
    }
    expect(one(element, '.text').getBoundingClientRect().height).toBe(before);
  });

  it('that is new ends the run over the old one', async () => {
    const tagger = new FakeTagger({ gate: () => frame() });
    const element = await mount(`${TEXT} `.repeat(50), tagger);
    await expect.poll(() => tagger.calls.length).toBe(1);
    element.text = 'Another text.';
    await expect.poll(() => element.run.kind).toBe('tagged');
    expect(tagger.aborted).toBe(1);
    expect(element.sentences.map(({ text }) => text)).toEqual(['Another text.']);
  });
});

describe('tags', () => {
  it('are drawn with a line, a code and words for each label, and only where the sentence has it', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    const sentences = all(element, '.sentence');
    expect(sentences.map((sentence) => [...sentence.querySelectorAll<HTMLElement>('.line')].map((line) => line.dataset['label']))).toEqual([
      ['tradition'],
      [],
      ['tradition', 'universalism-nature'],
      ['hedonism'],
    ]);
    expect(sentences.map(({ title }) => title)).toEqual(['Appeals to Tradition', '', 'Appeals to Tradition and Universalism: nature', 'Appeals to Hedonism']);
    expect(all(element, '.gloss').map((gloss) => gloss.textContent)).toEqual(['Tra', 'TraUnN', 'Hed']);
    const styles = all(element, '.line').map((line) => getComputedStyle(line).textDecorationStyle);
    expect(new Set(styles).size).toBeGreaterThan(1);
  });

  it('are counted in the legend, and a label brings out its sentences', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    const tradition = one<HTMLButtonElement>(element, '.entry[data-label=tradition] button');
    expect(tradition.querySelector('.number')?.textContent).toBe('2 sentences');
    await userEvent.hover(tradition);
    await element.updateComplete;
    expect(all(element, '.sentence.lit').map(({ textContent }) => textContent)).toEqual(['They want tradition here.', 'It needs universalism-nature and tradition too.']);
    tradition.click();
    await element.updateComplete;
    expect(one(element, '.definition').textContent).toMatch(/custom/i);
    await userEvent.hover(one(element, '.totals'));
    await element.updateComplete;
    expect(all(element, '.sentence.lit')).toHaveLength(2);
    await expectAccessible();
  });

  it('of labels that the model knows badly are marked as such', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    const marked = all(element, '.entry').filter(({ textContent }) => textContent.includes('†'));
    const weak = fakeModel.heads[0]?.labels.filter(({ metrics }) => metrics && metrics.f1 < 0.3).map(({ id }) => id);
    expect(marked.map((entry) => entry.dataset['label'])).toEqual(weak);
    expect(one(element, '.legend > .small').textContent).toContain('measured F1 is below .30');
  });

  it('are decided anew by the slider without another run, and the distance to the default is one click', async () => {
    const tagger = new FakeTagger({ scores: (text, { labels }) => Float32Array.from(labels, ({ id }) => (id === 'tradition' ? (text.startsWith('Some') ? 0.4 : 0.6) : 0)) });
    const element = await mount(TEXT, tagger);
    await tagged(element);
    expect(one(element, '.totals').textContent).toBe('4 of 4 sentences tagged');
    const slider = one<HTMLInputElement>(element, 'input[type=range]');
    slider.value = '0.65';
    slider.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await frame();
    await element.updateComplete;
    expect(element.confidence).toBe(0.65);
    expect(one(element, '.totals').textContent).toBe('3 of 4 sentences tagged');
    expect(all(element, '.sentence.tagged')).toHaveLength(3);
    expect(slider.getAttribute('aria-valuetext')).toBe('.65: 3 tags on 3 sentences');
    one<HTMLButtonElement>(element, '.confidence-head .link').click();
    await frame();
    expect(all(element, '.sentence.tagged')).toHaveLength(4);
    expect(tagger.calls).toHaveLength(1);
  });

  it('are read in another taxonomy without another run', async () => {
    const tagger = new FakeTagger({ scores: byWord });
    const element = await mount(`${TEXT} Have authority.`, tagger);
    await tagged(element);
    const select = one<HTMLSelectElement>(element, 'select');
    expect([...select.options].map(({ value }) => value)).toEqual(['schwartz-20', 'schwartz-19', 'schwartz-10', 'schwartz-4', 'touche-54']);
    select.value = 'schwartz-4';
    select.dispatchEvent(new Event('change'));
    await frame();
    expect(all(element, '.sentence').map((sentence) => sentence.querySelector<HTMLElement>('.line')?.dataset['label'])).toEqual(['conservation', undefined, 'conservation', 'openness-to-change', undefined]);
    one<HTMLInputElement>(element, 'input[value=foundations]').click();
    await frame();
    await frame();
    expect(element.taxonomy).toBe('mft-6');
    expect(all(element, '.gloss').map(({ textContent }) => textContent)).toEqual(['Car', 'Aut']);
    expect(tagger.calls).toHaveLength(1);
    await expectAccessible();
  });

  it('of a taxonomy that the model does not offer are an error that names the others', async () => {
    const element = await mount('', new FakeTagger());
    element.taxonomy = 'rokeach';
    element.text = TEXT;
    await expect.poll(() => element.run.kind).toBe('failed');
    await element.updateComplete;
    expect(one(element, '[role=alert]').textContent).toMatch(/rokeach.*schwartz-20/s);
  });

  it('of a sentence that was cut are marked, and counted among the notes', async () => {
    const element = await mount(`Short one. ${'A very long sentence '.repeat(30)}.`, new FakeTagger({ longest: 200, scores: byWord, notices: [{ code: 'x', message: 'The GPU was dropped.' }] }));
    await tagged(element);
    expect(all(element, '.notices li').map(({ textContent }) => textContent)).toEqual(['The GPU was dropped.', expect.stringMatching(/^1 sentence is longer/)]);
    expect(all(element, '.gloss').map(({ textContent }) => textContent)).toEqual(['cut']);
    await expectAccessible();
  });
});

describe('a run', () => {
  it('tells where it stands, and what the model was trained on', async () => {
    const element = await mount(TEXT, new FakeTagger({ stuckAt: 'download' }));
    await expect.poll(() => one(element, '.status').textContent).toMatch(/weights\.bin, 9\.1 MB of 22\.5 MB/);
    const bar = one(element, '[role=progressbar]');
    expect(bar.getAttribute('aria-valuenow')).toBe('42');
    expect(one(element, '[role=status]').textContent).toContain('25 %');
    await expectAccessible();
    element.tagger = new FakeTagger();
    await tagged(element);
    expect(one(element, '.domain').textContent).toBe('Trained on English arguments and English Reddit comments; on other text it errs more.');
    await expectAccessible();
  });

  it('shows sentences while others are still to come, and can be cancelled and gone on with', async () => {
    let open: (() => void) | undefined;
    const tagger = new FakeTagger({ batch: 2, gate: () => new Promise((resolve) => (open = resolve)) });
    const element = await mount(TEXT, tagger);
    await expect.poll(() => open).toBeDefined();
    open?.();
    await expect.poll(() => all(element, '.sentence').length).toBe(2);
    expect(one(element, '.status').textContent).toContain('2 of 4 sentences');
    await expectAccessible();
    one<HTMLButtonElement>(element, '.status-line .link').click();
    await element.updateComplete;
    expect(element.run.kind).toBe('cancelled');
    expect(one(element, '.status').textContent).toContain('Cancelled after 2 sentences');
    expect(all(element, '.sentence')).toHaveLength(2);
    one<HTMLButtonElement>(element, '.status-line .link').click();
    await expect
      .poll(async () => {
        open?.();
        await frame();
        return element.run.kind;
      })
      .toBe('tagged');
    await expect.poll(() => all(element, '.sentence').length).toBe(4);
  });

  it('that fails says what happened and what to do, keeps the text, and can be tried again', async () => {
    const failure = new TaggerError('file-altered', 'weights.bin was altered.', 'Reload the page without its cache.');
    const errors: unknown[] = [];
    const note = ({ detail }: ValueTaggerErrorEvent): unknown => errors.push(detail.error);
    document.body.addEventListener('value-tagger-error', note);
    const element = await mount(TEXT, new FakeTagger({ failure }));
    await expect.poll(() => element.run.kind).toBe('failed');
    await element.updateComplete;
    expect(one(element, '[role=alert]').textContent).toMatch(/weights\.bin was altered\.\s+Reload the page without its cache\./);
    expect(shownText(element)).toBe(TEXT);
    expect(errors).toEqual([failure]);
    await expectAccessible();
    one<HTMLButtonElement>(element, '.failure button').click();
    await expect.poll(() => errors.length).toBe(2);
    document.body.removeEventListener('value-tagger-error', note);
  });

  it('of an error that is none of ours is explained too', async () => {
    const tagger = new FakeTagger({ scores: () => new Float32Array(0) });
    const element = await mount(TEXT, tagger);
    await expect.poll(() => element.run.kind).toBe('failed');
    await element.updateComplete;
    expect(one(element, '[role=alert]').textContent).toMatch(/scores/);
  });

  it('shows what another device had found before, and in its place what the loaded one finds', async () => {
    let go: (() => void) | undefined;
    const gate = (): Promise<void> => (go ? Promise.resolve() : new Promise((resolve) => (go = resolve)));
    const element = await mount(TEXT, new FakeTagger({ earlier: (_, { labels }) => new Float32Array(labels.length).fill(0.99), scores: byWord, gate }));
    await expect.poll(() => element.sentences.length).toBeGreaterThan(1);
    expect(element.sentences[0]?.scores['schwartz-20']?.[0]).toBeCloseTo(0.99);
    await expect.poll(() => go).toBeDefined();
    go?.();
    await tagged(element);
    const [first] = element.sentences;
    expect([...(first?.scores['schwartz-20'] ?? [])].filter((score) => score > 0.95)).toEqual([]);
    expect(element.sentences.map(({ index }) => index)).toEqual(element.sentences.map((_, index) => index));
    expect(shownText(element)).toBe(TEXT);
  });

  it('ends when the element leaves the page, and starts again when it comes back', async () => {
    const tagger = new FakeTagger({ gate: frame });
    const element = await mount(`${TEXT} `.repeat(50), tagger);
    await expect.poll(() => tagger.calls.length).toBe(1);
    const parent = element.parentElement;
    element.remove();
    expect(tagger.aborted).toBe(1);
    parent?.append(element);
    await tagged(element);
    expect(tagger.calls).toHaveLength(2);
  });

  it('shows its whole text, tags and counts after it was moved', async () => {
    const text = `${TEXT} `.repeat(400);
    const element = await mount(text, new FakeTagger({}));
    await tagged(element);
    const shown = (): string => one(element, '.text').textContent ?? '';
    await expect.poll(() => shown().length).toBeGreaterThanOrEqual(text.trim().length);
    const before = element.profile(1);
    const home = document.createElement('div');
    document.body.append(home);
    home.append(element);
    await expect.poll(() => shown().length).toBeGreaterThanOrEqual(text.trim().length);
    await expect.poll(() => element.profile(1)?.labels.map(({ count }) => count)).toEqual(before?.labels.map(({ count }) => count));
    await expect.poll(() => element.shadowRoot?.querySelectorAll('.text [data-index], .text .sentence').length).toBeGreaterThan(0);
  });
});

describe('properties', () => {
  it('take no text for an empty one', async () => {
    const element = await mount(TEXT, new FakeTagger({}));
    await tagged(element);
    element.text = null as unknown as string;
    await element.updateComplete;
    expect(element.text).toBe('');
    await expect.poll(() => element.run.kind).toBe('idle');
    element.setAttribute('text', TEXT);
    await tagged(element);
    element.removeAttribute('text');
    await expect.poll(() => element.text).toBe('');
  });

  it('go on with a known taxonomy after an unknown one', async () => {
    const element = await mount(TEXT, new FakeTagger({}));
    await tagged(element);
    element.taxonomy = 'nonsense';
    await expect.poll(() => element.run.kind).toBe('failed');
    element.taxonomy = 'schwartz-10';
    await tagged(element);
    expect(element.profile(1)?.taxonomy.id).toBe('schwartz-10');
  });
});

describe('events', () => {
  it('tell of progress, tags and selection, and cross the shadow border', async () => {
    const seen: string[] = [];
    const details: unknown[] = [];
    for (const name of ['value-tagger-progress', 'value-tagger-tagged', 'value-tagger-select'] as const) {
      document.body.addEventListener(name, (event) => {
        seen.push(event.type);
        details.push((event as CustomEvent).detail);
      });
    }
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    expect(seen).toContain('value-tagger-progress');
    expect(details.at(-1)).toMatchObject({ taxonomy: 'schwartz-20', confidence: 0.5, sentences: 4, tagged: 3, complete: true });
    one(element, '.sentence').click();
    expect(seen.at(-1)).toBe('value-tagger-select');
    expect(details.at(-1)).toMatchObject({ sentence: { index: 0, text: 'They want tradition here.' } });
  });
});

describe('the details of a sentence', () => {
  it('hold every label with score and threshold, what it means, and how well the model knows it', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    one(element, '.sentence').click();
    await element.updateComplete;
    const panel = one(element, '.details');
    expect(panel.textContent).toContain('this sentence appeals to Tradition');
    expect(panel.querySelector('.about')?.textContent).toMatch(/Score \.90, threshold \.30\..*Measured F1/s);
    expect(panel.querySelector('.about')?.textContent).toContain('Pulls against Openness to change');
    expect(all(element, '.bar')).toHaveLength(10);
    one<HTMLButtonElement>(element, '.details > .link').click();
    await element.updateComplete;
    expect(all(element, '.bar')).toHaveLength(20);
    expect(panel.textContent).toMatch(/Moral language of any kind: score \.05/);
    await expectAccessible();
  });

  it('say which label is nearest where none is reached', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    all(element, '.sentence')[1]?.click();
    await element.updateComplete;
    expect(one(element, '.details').textContent).toMatch(/appeals to none of the labels/);
  });
});

describe('the keyboard', () => {
  it('moves by sentence, opens with Enter and closes with Escape where it was', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    const [first, second, third, last] = all(element, '.sentence');
    expect(all(element, '.sentence[tabindex="0"]')).toEqual([first]);
    first?.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}');
    expect(element.shadowRoot?.activeElement).toBe(third);
    await userEvent.keyboard('{ArrowUp}');
    expect(element.shadowRoot?.activeElement).toBe(second);
    expect(all(element, '.sentence[tabindex="0"]')).toEqual([second]);
    await userEvent.keyboard('{End}');
    expect(element.shadowRoot?.activeElement).toBe(last);
    await userEvent.keyboard('{Enter}');
    await frame();
    expect(element.shadowRoot?.activeElement?.textContent).toBe('Sentence 4 of 4');
    expect(last?.getAttribute('aria-expanded')).toBe('true');
    await userEvent.keyboard('{Escape}');
    await frame();
    expect(all(element, '.details')).toEqual([]);
    expect(element.shadowRoot?.activeElement).toBe(last);
  });

  it('keeps the focus on a sentence that is drawn anew', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    all(element, '.sentence')[2]?.focus();
    element.confidence = 0.99;
    await frame();
    await frame();
    expect(element.shadowRoot?.activeElement).toBe(all(element, '.sentence')[2]);
    expect(all(element, '.sentence.tagged')).toEqual([]);
  });
});

describe('a narrow page', () => {
  beforeEach(() => page.viewport(390, 844));

  it('has labels and profile in a sheet, which opens, takes the focus and gives it back', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    const side = one(element, '.side');
    expect(getComputedStyle(side).visibility).toBe('hidden');
    await expectAccessible();
    const open = one<HTMLButtonElement>(element, '.sheet-open');
    open.click();
    await frame();
    expect(getComputedStyle(side).visibility).toBe('visible');
    expect(element.shadowRoot?.activeElement).toBe(one(element, '.sheet-close'));
    await expectAccessible();
    await userEvent.keyboard('{Escape}');
    await frame();
    expect(element.shadowRoot?.activeElement).toBe(open);
    all(element, '.sentence')[2]?.click();
    await frame();
    expect(one(element, '.details').getBoundingClientRect().bottom).toBeGreaterThan(0);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    await expectAccessible();
  });

  it('says on what text the model was trained', async () => {
    const element = await mount(TEXT);
    await tagged(element);
    expect(one(element, '.domain').textContent).toMatch(/^Trained on English arguments/);
  });
});

describe('a long text', () => {
  it('has elements only for sentences near the visible part, and all of them in its counts', async () => {
    const text = `${TEXT}\n\n`.repeat(2000);
    const element = await mount(text, new FakeTagger({ scores: byWord, batch: 500 }));
    await tagged(element);
    expect(element.sentences).toHaveLength(8000);
    expect(shownText(element)).toBe(text);
    expect(all(element, '.sentence').length).toBeLessThan(1500);
    element.confidence = 0.4;
    await element.updateComplete;
    expect(one(element, '.totals').textContent).toBe('6,000 of 8,000 sentences tagged');
    element.select(7999);
    await frame();
    expect(all(element, '.sentence').at(-1)?.dataset['index']).toBe('7999');
    expect(all(element, '.sentence').at(-1)?.getBoundingClientRect().top).toBeLessThan(innerHeight);
  });
});
