import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ValueList } from '../../../src/components/value-list/value-list.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import { FakeTagger, byWord } from './fake-tagger.ts';
import { all, clear, expectAccessible, frame, one, tagged } from './mount.ts';

const ARTICLE = `<h2>A heading</h2><p>They want <em>tradition</em>
  here. This is plain.</p><script>var tradition = 1;</script><ul><li>Some care about hedonism.</li><li hidden>Not shown tradition.</li></ul>`;

beforeEach(() => page.viewport(1280, 900));
afterEach(clear);

async function beside(article: string, tagger = new FakeTagger({ scores: byWord }), before = true): Promise<{ element: ValueTagger; target: HTMLElement }> {
  document.documentElement.lang = 'en';
  const main = document.body.appendChild(document.createElement('main'));
  const target = document.createElement('article');
  target.id = 'story';
  target.innerHTML = article;
  const element = document.createElement('value-tagger');
  element.tagger = tagger;
  element.setAttribute('for', 'story');
  main.append(...(before ? [target, element] : [element, target]));
  await element.updateComplete;
  return { element, target };
}

const painted = (): Record<string, string[]> =>
  Object.fromEntries(
    [...CSS.highlights]
      .filter(([name, { size }]) => name.startsWith('value-tagger-') && size > 0)
      .map(([name, highlight]) => [name.replace(/^value-tagger-\d+-/, ''), [...highlight].map((range) => (range as Range).toString().replace(/\s+/g, ' '))]),
  );
const listed = (element: ValueTagger): string[] => all(one<ValueList>(element, 'value-list'), '.sentence button').map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());

describe('text that stands in the page', () => {
  it('is marked where it stands, without touching it', async () => {
    const { element, target } = await beside(ARTICLE);
    const before = target.innerHTML;
    const nodes = [...target.querySelectorAll('*')];
    await expect.poll(() => element.run.kind).toBe('tagged');
    await expect.poll(painted).toEqual({ '0-tradition': ['They want tradition here.'], '0-hedonism': ['Some care about hedonism.'] });
    expect(target.innerHTML).toBe(before);
    expect([...target.querySelectorAll('*')]).toEqual(nodes);
    expect(element.text).not.toContain('var tradition');
    expect(element.text).not.toContain('Not shown');
  });

  it('has its tagged sentences in a list, for those who do not see marks; each leads to its place and opens', async () => {
    const { element } = await beside(`<p style="height: 3000px">They want tradition here.</p><p>Some care about hedonism. Plain.</p>`, undefined, false);
    await expect.poll(() => element.run.kind).toBe('tagged');
    await expect.poll(() => listed(element)).toEqual(['They want tradition here.', 'Some care about hedonism.']);
    const list = one<ValueList>(element, 'value-list');
    expect(one(list, '[role=table]').getAttribute('aria-label')).toBe('Tagged sentences of the page');
    one(list, '[tabindex="0"]').focus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await frame();
    expect(scrollY).toBeGreaterThan(1000);
    expect(one(element, '.details blockquote').textContent).toBe('Some care about hedonism.');
    expect(painted()['chosen']).toEqual(['Some care about hedonism.']);
    await expectAccessible();
  });

  it('is followed when it is edited, and what was drawn on the old text goes', async () => {
    const tagger = new FakeTagger({ scores: byWord });
    const { element, target } = await beside(ARTICLE, tagger);
    await expect.poll(() => Object.keys(painted()).length).toBe(2);
    const item = target.querySelector('li');
    if (item) item.textContent = 'Now humility is asked for.';
    target.append(document.createElement('p'));
    await expect.poll(() => tagger.calls.length).toBe(2);
    await expect.poll(painted).toEqual({ '0-tradition': ['They want tradition here.'], '0-humility': ['Now humility is asked for.'] });
    expect(listed(element)).toEqual(['They want tradition here.', 'Now humility is asked for.']);
    // Many edits in a row are one.
    for (let edit = 0; edit < 5; edit++) target.append(` More ${edit}.`);
    await expect.poll(() => tagger.calls.length).toBe(3);
    await frame();
    expect(tagger.calls).toHaveLength(3);
  });

  it('opens a sentence that is clicked, and leaves links alone', async () => {
    const { element, target } = await beside('<p>They want tradition here.</p><p><a href="#x">See tradition there.</a></p>');
    await expect.poll(() => Object.keys(painted()).length).toBe(1);
    const at = (selector: string): { clientX: number; clientY: number } => {
      const range = document.createRange();
      range.selectNodeContents(target.querySelector(selector) ?? target);
      const { left, top, height } = range.getClientRects()[0] ?? new DOMRect();
      return { clientX: left + 10, clientY: top + height / 2 };
    };
    target.querySelector('a')?.dispatchEvent(new MouseEvent('click', { ...at('a'), bubbles: true, cancelable: true }));
    await frame();
    expect(all(element, '.details')).toEqual([]);
    target.querySelector('p')?.dispatchEvent(new MouseEvent('click', { ...at('p'), bubbles: true }));
    await frame();
    expect(one(element, '.details blockquote').textContent).toBe('They want tradition here.');
  });

  it('is left without any trace when the element goes, and marked again when it comes back', async () => {
    const { element } = await beside(ARTICLE);
    await expect.poll(() => Object.keys(painted()).length).toBe(2);
    const adopted = document.adoptedStyleSheets.length;
    const parent = element.parentElement;
    element.remove();
    expect(painted()).toEqual({});
    expect(document.adoptedStyleSheets.length).toBe(adopted - 1);
    parent?.append(element);
    await expect.poll(() => Object.keys(painted()).length).toBe(2);
  });

  it('that is not there is an error that names it', async () => {
    const element = document.createElement('value-tagger');
    element.tagger = new FakeTagger();
    element.setAttribute('for', 'nowhere');
    document.body.append(element);
    await expect.poll(() => element.run.kind).toBe('failed');
    await element.updateComplete;
    expect(one(element, '[role=alert]').textContent).toContain('“nowhere”');
  });

  it('is marked by boxes over it where the browser cannot draw on text', async () => {
    const own = globalThis.Highlight;
    Reflect.deleteProperty(globalThis, 'Highlight');
    try {
      const { element, target } = await beside('<p>They want tradition here. Plain.</p>');
      await expect.poll(() => all(element, '.overlay .stroke').length).toBe(1);
      const box = one(element, '.overlay .stroke').getBoundingClientRect();
      const text = target.querySelector('p')?.getBoundingClientRect() ?? new DOMRect();
      expect(box.left).toBeCloseTo(text.left, 0);
      expect(box.top).toBeGreaterThan(text.top + 5);
      expect(box.bottom).toBeLessThan(text.bottom + 6);
      expect(box.width).toBeGreaterThan(50);
    } finally {
      globalThis.Highlight = own;
    }
  });
});

describe('text in the element itself', () => {
  it('stands there before anything runs, is read without mark-up, and gives way to a property', async () => {
    const main = document.body.appendChild(document.createElement('main'));
    main.innerHTML = '<value-tagger>\n  <p>They want <b>tradition</b>\n here.</p>\n <p>Plain.</p><div slot="profile">A chart.</div></value-tagger>';
    const element = main.querySelector('value-tagger');
    if (!element) throw new Error('no element');
    element.tagger = new FakeTagger({ scores: byWord });
    await element.updateComplete;
    await tagged(element);
    expect(element.text).toBe('They want tradition here.\n\nPlain.');
    expect(element.sentences.map(({ text }) => text)).toEqual(['They want tradition here.', 'Plain.']);
    element.append(' And hedonism.');
    await expect.poll(() => element.text).toContain('And hedonism.');
    element.text = 'Something else.';
    await expect.poll(() => element.sentences.map(({ text }) => text)).toEqual(['Something else.']);
  });
});
