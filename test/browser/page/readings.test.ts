import { render } from 'lit';
import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../demo/app/readings/readings.css';
import type { Shown, TaskInput } from '../../../demo/app/readings/task.ts';
import { explainTask } from '../../../demo/app/readings/tasks/explain.ts';
import { extractTask } from '../../../demo/app/readings/tasks/extract.ts';
import type { Extraction, OpenItem } from '../../../src/generator/tasks/extract.ts';
import { parseExtraction } from '../../../src/generator/tasks/extract.ts';
import type { GeneratorRun } from '../../../src/generator/types.ts';

const place = document.createElement('div');
place.className = 'readings';
document.body.append(place);
afterEach(() => render(undefined, place));

/** Runs a task with a model that gives these answers, and draws what came of it; what the task does not ask for is left out. */
async function drawn(task: typeof extractTask, input: Partial<Record<keyof TaskInput, unknown>>): Promise<Shown> {
  let last: Shown | undefined;
  await task.run({ signal: new AbortController().signal, onText: () => undefined, ...input } as unknown as TaskInput, { show: (shown) => (last = shown), step: () => undefined, changed: () => undefined, keepOpenValues: () => undefined });
  if (!last) throw new Error('Nothing was shown.');
  render(last.view(), place);
  return last;
}

const run = { task: 'extract' } as GeneratorRun;

describe('what a language model finds', () => {
  it('stands side by side where it stands against each other, and in a list where not', async () => {
    await page.viewport(1000, 800);
    const item = (name: string, valence: OpenItem['valence'], relevance: number): OpenItem => ({ kind: 'value', name, relevance, valence, why: `why ${name}` });
    const result: Extraction = parseExtraction({ items: [item('freedom', 'support', 0.9), item('obedience', 'oppose', 0.8), item('thrift', 'either', 0.3)] });
    const sentence = { index: 0, start: 0, end: 9, text: 'Be free.' };
    const generator = {
      extract: async (_text: string, { onSentence }: { onSentence: (found: unknown) => void }) => {
        onSentence({ sentence, result });
        return { run };
      },
    };
    const { data } = await drawn(extractTask, { generator, text: 'Be free.' });
    const [support, oppose] = [...place.querySelectorAll('.readings-opposed .readings-item')];
    expect(support?.textContent).toMatch(/freedom\s+value · the sentence speaks for it · relevance \.90\s+why freedom/);
    expect(oppose?.textContent).toMatch(/obedience\s+value · the sentence speaks against it/);
    expect(support?.getBoundingClientRect().top).toBe(oppose?.getBoundingClientRect().top);
    expect(support?.getBoundingClientRect().right).toBeLessThanOrEqual(oppose?.getBoundingClientRect().left ?? 0);
    await page.viewport(390, 800);
    expect(support?.getBoundingClientRect().bottom).toBeLessThanOrEqual(oppose?.getBoundingClientRect().top ?? 0);
    expect([...place.querySelectorAll('.readings-items .readings-item b')].map(({ textContent }) => textContent)).toEqual(['thrift']);
    expect(data()).toMatchObject({ run, sentences: [{ text: 'Be free.', opposed: [{ support: { name: 'freedom' }, oppose: { name: 'obedience' } }] }] });
  });

  it('is text, whatever it says', async () => {
    const chosen = { index: 0, start: 0, end: 8, text: '<b>Be</b>', scores: { own: Float32Array.of(0.9) }, truncated: false, cached: false };
    const taxonomy = { id: 'own', title: 'Own', description: '', source: '', labels: [{ id: 'a', name: '<i>A</i>', code: 'A', definition: 'a' }] };
    const component = { model: { heads: [{ id: 'own', taxonomy: 'own', trainingDomain: '', labels: [{ id: 'a', threshold: 0.5 }] }], taxonomies: [taxonomy] }, taxonomy: 'own', chosenConfidence: 0.5 };
    const explanation = { reason: '<img src=x onerror=alert(1)>', quote: { start: 0, end: 3, text: '<b>' }, evidence: 'quoted', run };
    await drawn(explainTask, { chosen, page: { component }, generator: { explain: async () => explanation } });
    expect(place.querySelector('img, i, blockquote b')).toBeNull();
    expect(place.querySelector('dt')?.textContent).toBe('<i>A</i>');
    expect(place.querySelector('dd')?.textContent).toContain('<img src=x onerror=alert(1)>');
  });
});
