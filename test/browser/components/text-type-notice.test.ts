import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import type { TextTypeVerdict } from '../../../src/text/text-type.ts';
import { all, clear, expectAccessible, frame, mount, one, tagged } from './mount.ts';
import { FakeTagger, fakeModel } from './fake-tagger.ts';

const ARGUMENT = 'We should keep the library open. It is the only warm room that costs nothing, and those who need it most cannot speak for themselves.';
const STORY = 'Mara opened the door. Her brother sat at the table. She put the basket down and waited. He did not look up. A dog barked in the yard.';
const GERMAN = 'Die Bibliothek muss offen bleiben. Sie ist der einzige warme Raum, der nichts kostet. Wer arm ist, hat keine Stimme im Rathaus.';
const CODE = 'const seen = new Set();\nfor (const name of names) {\n  if (seen.has(name)) continue;\n  seen.add(name);\n}';

const note = (element: ValueTagger): string => one(element, '.unlike').textContent.trim().replace(/\s+/g, ' ');

beforeEach(() => page.viewport(1280, 900));
afterEach(clear);

describe('the note on the kind of text', () => {
  it.each([
    ['a story', STORY, /looks like a story or a report: 100 % of its sentences.*arguments and comments/],
    ['code', CODE, /looks like code: 100 % of its lines.*less reliable/],
    ['a list', '- milk\n- bread\n- a dozen eggs\n- washing powder\n- apples', /looks like a list or a table: 100 %/],
    ['German', GERMAN, /seems to be German; the model reads English/],
    ['a language that it cannot tell', 'Setiap anak berhak mendapat pendidikan yang baik. Pemerintah harus membangun sekolah di desa sebelum membangun jalan tol.', /in another language than English/],
    ['Norwegian, which may be Danish', 'Fjellet tilhører ingen. Derfor må alle kunne gå der, også de som ikke har råd til en hytte.', /Norwegian or Danish/],
    ['a partly German text', `${ARGUMENT}\n\n${ARGUMENT}\n\n${GERMAN}`, /About 3\d % of this text seems to be German/],
  ])('stands above %s, is announced, and the text is tagged all the same', async (_, text, message) => {
    const element = await mount(text);
    await tagged(element);
    expect(note(element)).toMatch(message);
    expect(one(element, '.unlike [role=status]').textContent).toMatch(message);
    expect(element.sentences.length).toBeGreaterThan(0);
    await expectAccessible();
  });

  it('is not there for an argument, nor for a text that is too short to tell', async () => {
    for (const text of [ARGUMENT, 'Freiheit.', 'No!']) {
      const element = await mount(text);
      await tagged(element);
      expect(element.textType).toBeDefined();
      expect(note(element)).toBe('');
      expect(one(element, '.unlike').getBoundingClientRect().height).toBe(0);
      clear();
    }
  });

  it('is there before the first tag, so that no tag is moved by it', async () => {
    let noted: string | undefined;
    const tagger = new FakeTagger({
      gate: async () => {
        await element.updateComplete;
        noted ??= note(element);
      },
    });
    const element = await mount(GERMAN, tagger);
    await tagged(element);
    expect(noted).toMatch(/German/);
  });

  it('goes when it is dismissed, leaves the focus in the text, and comes again with another text', async () => {
    const element = await mount(STORY);
    await tagged(element);
    await userEvent.click(one(element, '.unlike button'));
    await frame();
    expect(note(element)).toBe('');
    expect(element.shadowRoot?.activeElement?.classList.contains('sentence')).toBe(true);
    element.confidence = 0.4;
    await frame();
    expect(note(element)).toBe('');
    element.text = CODE;
    await expect.poll(() => note(element)).toMatch(/code/);
    element.text = ARGUMENT;
    await expect.poll(() => note(element)).toBe('');
  });

  it('is left out with the attribute, and comes when that is taken away', async () => {
    const element = document.createElement('value-tagger');
    element.toggleAttribute('without-text-check', true);
    element.tagger = new FakeTagger();
    element.text = STORY;
    document.body.append(element);
    await tagged(element);
    expect(element.textType).toBeUndefined();
    expect(note(element)).toBe('');
    element.removeAttribute('without-text-check');
    await expect.poll(() => note(element)).toMatch(/story/);
  });

  it('is told to the page with its measures, once for each text', async () => {
    const verdicts: TextTypeVerdict[] = [];
    const listen = ({ detail }: CustomEvent<TextTypeVerdict>): number => verdicts.push(detail);
    document.body.addEventListener('value-tagger-text-type', listen);
    const element = await mount(GERMAN);
    await tagged(element);
    element.start();
    await tagged(element);
    document.body.removeEventListener('value-tagger-text-type', listen);
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]).toMatchObject({ type: 'other-language', languages: ['de'], share: 1, measures: { sentences: 3, otherLanguage: 1 } });
    expect(element.textType).toBe(verdicts[0]);
  });

  it('says nothing of a language that the model reads', async () => {
    const tagger = new FakeTagger();
    tagger.ready = () => Promise.resolve({ ...fakeModel, languages: ['en', 'de'] });
    const element = await mount(GERMAN, tagger);
    await tagged(element);
    expect(element.textType?.languages).toEqual(['de']);
    expect(note(element)).toBe('');
  });

  it('fits a narrow page', async () => {
    await page.viewport(360, 700);
    const element = await mount(STORY);
    await tagged(element);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
    expect(all(element, '.unlike button')[0]?.getBoundingClientRect().width).toBeGreaterThanOrEqual(24);
    await expectAccessible();
  });
});
