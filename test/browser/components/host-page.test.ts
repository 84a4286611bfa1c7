import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { ValueList } from '../../../src/components/value-list/value-list.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import { FakeTagger, byWord } from './fake-tagger.ts';
import { all, clear, expectAccessible, frame, mount, one, shownText, tagged } from './mount.ts';

const TEXT = 'They want tradition here. This is plain. It needs universalism-nature and tradition too.\n\nSome care about hedonism.';
const added: Element[] = [];

function style(rules: string): void {
  const element = document.createElement('style');
  element.textContent = rules;
  document.head.append(element);
  added.push(element);
}

beforeEach(() => page.viewport(1280, 900));
afterEach(() => {
  clear();
  added.splice(0).forEach((element) => element.remove());
  document.documentElement.removeAttribute('dir');
  document.documentElement.lang = 'en';
});

describe('in a page with rules of its own', () => {
  it('that unset everything the element looks and works as ever', async () => {
    const plain = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(plain);
    const look = (element: ValueTagger): unknown => ['.base', '.sentence', '.entry-name', '.view-tab'].map((part) => (({ fontFamily, fontSize, color, lineHeight, fontStyle, letterSpacing, textTransform }) => ({ fontFamily, fontSize, color, lineHeight, fontStyle, letterSpacing, textTransform }))(getComputedStyle(one(element, part))));
    const before = look(plain);
    clear();
    style('* { all: unset !important; } body * { font: italic 900 40px/3 fantasy !important; color: red !important; letter-spacing: 9px !important; text-transform: uppercase !important; box-sizing: content-box !important }');
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    expect(look(element)).toEqual(before);
    one(element, '.sentence').click();
    await expect.poll(() => one(element, '.details').textContent).toContain('Tradition');
    expect(one(element, '.base').getBoundingClientRect().width).toBeGreaterThan(400);
  });

  it('with letters twice as large everything grows, nothing is cut off and nothing lies beyond the edge', async () => {
    style('html { font-size: 32px }');
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    for (const view of ['text', 'list', 'profile', 'compare', 'trend'] as const) {
      element.view = view;
      await frame();
      await frame();
      expect(document.documentElement.scrollWidth, view).toBeLessThanOrEqual(1280);
      await expectAccessible();
    }
    expect(one(element, '.base').classList.contains('narrow')).toBe(true);
  });

  it('adds no rule to it', async () => {
    const before = [document.styleSheets.length, document.adoptedStyleSheets.length];
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    expect([document.styleSheets.length, document.adoptedStyleSheets.length]).toEqual(before);
  });

  it('written from right to left has its columns, bars and keys the other way round', async () => {
    document.documentElement.dir = 'rtl';
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    expect(one(element, '.side').getBoundingClientRect().right).toBeLessThan(one(element, '.text').getBoundingClientRect().left);
    one(element, '#tab-text').focus();
    one(element, '#tab-text').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, composed: true }));
    await frame();
    expect(element.view).toBe('list');
    await expectAccessible();
  });
});

describe('several elements on one page', () => {
  it('have a text, a view and a selection each', async () => {
    const tagger = new FakeTagger({ scores: byWord });
    const one1 = await mount(TEXT, tagger);
    const other = document.createElement('value-tagger');
    other.tagger = tagger;
    other.text = 'Only hedonism.';
    one1.after(other);
    await tagged(one1);
    await tagged(other);
    other.view = 'list';
    one1.select(2);
    await frame();
    expect(all(one1, '.details')).toHaveLength(1);
    expect(all(other, '.details')).toEqual([]);
    expect(one1.view).toBe('text');
    await expectAccessible();
  });

  it('may speak different languages', async () => {
    const english = await mount(TEXT, new FakeTagger({ scores: byWord }));
    const german = await mount(TEXT, new FakeTagger({ scores: byWord }));
    german.lang = 'de-CH';
    await tagged(english);
    await tagged(german);
    await expect.poll(() => one(german, '#tab-compare').textContent.trim()).toBe('Vergleich');
    expect(one(english, '#tab-compare').textContent.trim()).toBe('Compare');
    await expect.poll(() => all(german, '.sentence')[0]?.title).toBe('Spricht an: Tradition');
    expect(one(german, '.entry[data-label=face] .name').textContent.trim()).toMatch(/^Ansehen/);
    expect(one(english, '.entry[data-label=face] .name').textContent.trim()).toMatch(/^Face/);
  });
});

describe('the language', () => {
  it.each([
    ['de', 'Werte nach Schwartz', 'Wohlwollen: Fürsorge'],
    ['fr', 'Valeurs de Schwartz', 'Bienveillance : soin'],
    ['es', 'Valores de Schwartz', 'Benevolencia: cuidado'],
  ])('%s is that of the page, with all views, charts and labels in it', async (lang, theory, caring) => {
    const element = await mount(`${TEXT} `.repeat(4), new FakeTagger({ scores: byWord }));
    await tagged(element);
    document.documentElement.lang = lang;
    await expect.poll(() => one(element, '.theory').textContent.trim()).toBe(theory);
    await frame();
    expect(shownText(element)).toContain('They want tradition here.');
    expect(all(element, '.sentence.tagged').length).toBe(12);
    for (const view of ['list', 'profile', 'trend'] as const) {
      element.view = view;
      await frame();
      await expectAccessible();
    }
    element.view = 'profile';
    await frame();
    expect(all(one(element, 'value-wheel'), 'th').map(({ textContent }) => textContent)).toContain(caring);
    expect(one(element, '.base').lang).toBe(lang);
  });

  it('of the nearest element with one holds, and is taken up when the element is moved', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    const spanish = document.body.appendChild(document.createElement('section'));
    spanish.lang = 'es';
    spanish.append(element);
    await expect.poll(() => one(element, '#tab-list').textContent.trim()).toBe('Lista');
    element.lang = 'fr';
    await expect.poll(() => one(element, '#tab-list').textContent.trim()).toBe('Liste');
    element.removeAttribute('lang');
    await expect.poll(() => one(element, '#tab-list').textContent.trim()).toBe('Lista');
  });

  it('of a note on a text that the model does not read is the reader’s', async () => {
    const element = await mount('Die Würde des Menschen ist unantastbar. Sie zu achten und zu schützen ist Verpflichtung aller staatlichen Gewalt. Jeder hat das Recht auf Leben und körperliche Unversehrtheit.', new FakeTagger());
    element.lang = 'de';
    await tagged(element);
    await expect.poll(() => one(element, '[part=text-type]').textContent).toMatch(/ist anscheinend Deutsch; das Modell liest Englisch/);
  });
});

describe('themes', () => {
  it('are those of the page, or of the attribute', async () => {
    const element = await mount(TEXT, new FakeTagger({ scores: byWord }));
    await tagged(element);
    const paper = (): string => getComputedStyle(one(element, '.base')).backgroundColor;
    const light = paper();
    element.setAttribute('theme', 'dark');
    await frame();
    expect(paper()).not.toBe(light);
    element.theme = 'light';
    await frame();
    expect(paper()).toBe(light);
    expect(element.getAttribute('theme')).toBe('light');
  });
});

describe('a text of 10,000 sentences', () => {
  const LONG = Array.from({ length: 1250 }, () => `${TEXT} ${TEXT}`).join('\n\n');

  it('comes in without moving anything, in the text and in the list', async () => {
    for (const view of ['text', 'list'] as const) {
      const shifts: number[] = [];
      const moved: string[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[] })[]) {
          shifts.push(entry.value);
          moved.push(...entry.sources.map(({ node, previousRect, currentRect }) => `${node instanceof Element ? node.className : node?.parentElement?.className}: ${previousRect.x},${previousRect.y} to ${currentRect.x},${currentRect.y}`));
        }
      });
      observer.observe({ type: 'layout-shift', buffered: false });
      const tagger = new FakeTagger({ scores: byWord, batch: 400, gate: frame });
      const element = await mount('', tagger);
      element.view = view;
      await frame();
      element.text = LONG;
      // The text takes the place of the note that there is none; what comes later may not move it.
      await element.updateComplete;
      await frame();
      observer.takeRecords();
      shifts.length = moved.length = 0;
      expect(element.run.kind).toBe('running');
      await expect.poll(() => element.run.kind, { timeout: 30_000 }).toBe('tagged');
      await frame();
      observer.disconnect();
      expect(shifts.reduce((sum, shift) => sum + shift, 0), `${view}: ${moved.join('; ')}`).toBe(0);
      clear();
    }
  });

  it.each(['text', 'list'] as const)('is scrolled smoothly: %s', async (view) => {
    const element = await mount(LONG, new FakeTagger({ scores: byWord, batch: 2000 }));
    element.view = view;
    await expect.poll(() => element.run.kind, { timeout: 30_000 }).toBe('tagged');
    expect(element.sentences).toHaveLength(10_000);
    await frame();
    if (view === 'list') await expect.poll(() => all(one<ValueList>(element, 'value-list'), '.sentence button').length).toBeGreaterThan(0);
    const gaps: number[] = [];
    let last = await nextFrame();
    for (let step = 0; step < 120; step++) {
      scrollBy(0, 90);
      const now = await nextFrame();
      gaps.push(now - last);
      last = now;
    }
    gaps.sort((a, b) => a - b);
    const [median = 0, late = 0] = [gaps[60], gaps[114]];
    console.info(`${view}: gaps between frames while scrolling, median ${median.toFixed(1)} ms, 95 % ${late.toFixed(1)} ms, longest ${(gaps.at(-1) ?? 0).toFixed(1)} ms`);
    expect(scrollY).toBeGreaterThan(5000);
    // 60 frames a second are 16.7 ms each; a test machine shares its two cores.
    expect(median).toBeLessThan(20);
    expect(late).toBeLessThan(60);
  });
});

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
