import { describe, expect, it } from 'vitest';
import { plainFromHtml } from '../../../src/text/files/read-html.ts';

const text = (html: string): string => plainFromHtml(html).text;

describe('the text of a web page', () => {
  it('has its blocks apart, its white space collapsed and its line breaks kept', () => {
    expect(text('<h1>A  title</h1>\n<p>One <b>two</b>\n three.<br>Four.</p><div>Five<div>six</div></div>')).toBe('A title\n\nOne two three.\nFour.\n\nFive\n\nsix');
  });

  it('has items and rows beneath one another, and cells apart', () => {
    expect(text('<ul><li>one<li>two</ul><table><tr><td>a<td>b<tr><td>c<td>d</table>')).toMatch(/^one\ntwo\n\na b\s*\nc d$/);
  });

  it('is without scripts, styles, forms and what is hidden', () => {
    expect(text('<style>p{}</style><p>Shown.</p><p hidden>Hidden.</p><template>No.</template><button>Press</button><select><option>x</select>')).toBe('Shown.');
  });

  it('is that of its main part where it marks one, without what is around', () => {
    expect(plainFromHtml('<title> T </title><nav>Menu</nav><main>Words.<aside>Ad.</aside></main><footer>Imprint</footer>')).toEqual({ text: 'Words.', title: 'T' });
    expect(text('<nav>Menu</nav><article>One.</article><article>Two.</article><footer>Imprint</footer>')).toBe('One.\n\nTwo.');
  });

  it('runs nothing and fetches nothing', async () => {
    Reflect.deleteProperty(globalThis, 'ran');
    text('<script>globalThis.ran = 1</script><img src="/nothing-there.png" onerror="globalThis.ran = 1"><svg onload="globalThis.ran = 1"></svg>Words.');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect('ran' in globalThis).toBe(false);
    expect(performance.getEntriesByType('resource').filter(({ name }) => name.includes('nothing-there'))).toEqual([]);
  });
});

describe('the text between the tags of the element', () => {
  it('is shown where `text` gives none, follows changes, and leaves out what goes into slots', async () => {
    await import('../../../src/components/define.ts');
    const { createTagger } = await import('../../../src/index.ts');
    const element = document.createElement('value-tagger');
    // Nothing is to be loaded here.
    element.tagger = { ...createTagger({ cache: 'none' }), ready: () => new Promise(() => undefined), tag: () => new Promise(() => undefined) } as unknown as NonNullable<typeof element.tagger>;
    element.innerHTML = '<p>One.</p><p>Two.</p><div slot="profile">A chart</div>';
    document.body.append(element);
    await expect.poll(() => element.text).toBe('One.\n\nTwo.');
    element.querySelector('p')?.replaceChildren('Another.');
    await expect.poll(() => element.text).toBe('Another.\n\nTwo.');
    element.text = 'Set.';
    element.querySelector('p')?.replaceChildren('No more.');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(element.text).toBe('Set.');
    element.remove();
  });
});
