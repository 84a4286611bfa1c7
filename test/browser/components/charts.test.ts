import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { profile, type Profile } from '../../../src/analysis/profile.ts';
import '../../../src/components/charts.ts';
import type { ValueBars } from '../../../src/components/value-bars/value-bars.ts';
import type { ValueWheel } from '../../../src/components/value-wheel/value-wheel.ts';
import { getTaxonomy } from '../../../src/taxonomy/index.ts';
import { all, clear, expectAccessible, one } from './mount.ts';

afterEach(clear);

/** A text of 40 sentences of which so many have each label. */
function profileOf(taxonomy: string, counts: Readonly<Record<string, number>>): Profile {
  const known = getTaxonomy(taxonomy);
  if (!known) throw new Error(taxonomy);
  const sentences = Array.from({ length: 40 }, (_, index) =>
    Object.entries(counts).flatMap(([label, count]) => (index < count ? [{ label, confidence: 0.7 }] : [])),
  );
  return profile(sentences, known);
}

async function chart<T extends ValueWheel | ValueBars>(name: 'value-wheel' | 'value-bars', shown: Profile): Promise<T> {
  const element = document.createElement(name) as T;
  element.profile = shown;
  document.body.appendChild(document.createElement('main')).append(element);
  await element.updateComplete;
  return element;
}

/** Length of a drawn box, along its longer side. */
function extent(element: Element): number {
  const { width, height } = element.getBoundingClientRect();
  return Math.hypot(width, height);
}

describe('the wheel', () => {
  it('has a wedge for each value, in the order of the circle, longer where more sentences have it', async () => {
    const wheel = await chart('value-wheel', profileOf('schwartz-20', { tradition: 20, 'self-direction-thought': 8 }));
    const wedges = all(wheel, '.wedge');
    expect(wedges).toHaveLength(20);
    expect(wedges[0]?.dataset['label']).toBe('self-direction-thought');
    const share = (label: string): number => extent(one(wheel, `[data-label=${label}] .share`));
    expect(share('tradition')).toBeGreaterThan(share('self-direction-thought'));
    expect(share('self-direction-thought')).toBeGreaterThan(share('hedonism'));
  });

  it('says the numbers with their interval, and how few they are', async () => {
    const wheel = await chart('value-wheel', profileOf('schwartz-20', { tradition: 20, hedonism: 3 }));
    expect(one(wheel, '[data-label=tradition]').getAttribute('aria-label')).toBe('Tra, Tradition: 20 of 40 sentences (50 %; 95 % interval 35 % to 65 %)');
    expect(one(wheel, '[data-label=hedonism]').getAttribute('aria-label')).toMatch(/from 3 sentences only$/);
    expect(all(wheel, '.thin').map((wedge) => wedge.dataset['label'])).toEqual(['hedonism']);
    const row = all(wheel, 'tr').find((candidate) => candidate.textContent.includes('Tradition'));
    expect(row?.textContent.replace(/\s+/g, ' ').trim()).toBe('Tradition 20 50 % 35 % – 65 %');
  });

  it('names the four groups around it', async () => {
    const wheel = await chart('value-wheel', profileOf('schwartz-19', {}));
    expect(all(wheel, '.group').map(({ textContent }) => textContent)).toEqual(['Openness to change', 'Self-enhancement', 'Conservation', 'Self-transcendence']);
  });

  it('is walked with arrows, tells which value is looked at, and is chosen from with Enter', async () => {
    const wheel = await chart('value-wheel', profileOf('schwartz-20', { tradition: 20 }));
    const seen: unknown[] = [];
    wheel.addEventListener('value-chart-highlight', ({ detail }) => seen.push(detail.label));
    wheel.addEventListener('value-chart-select', ({ detail }) => seen.push(`chosen: ${detail.label}`));
    expect(all(wheel, '.wedge[tabindex="0"]')).toHaveLength(1);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowLeft}{Enter}');
    await wheel.updateComplete;
    expect(seen.filter(Boolean)).toEqual(['self-direction-thought', 'universalism-objectivity', 'chosen: universalism-objectivity']);
    expect(one(wheel, '.readout').textContent).toMatch(/^Universalism: objectivity: 0 of 40/);
  });

  it.each(['schwartz-20', 'schwartz-10', 'schwartz-4'])('is accessible: %s', async (taxonomy) => {
    await chart('value-wheel', profileOf(taxonomy, { tradition: 20, conservation: 3 }));
    await expectAccessible();
  });
});

describe('the bars', () => {
  it('are as long as the shares, in the order of the taxonomy', async () => {
    const bars = await chart('value-bars', profileOf('mft-6', { care: 20, loyalty: 10 }));
    expect(all(bars, 'li').map((bar) => bar.dataset['label'])).toEqual(['care', 'equality', 'proportionality', 'loyalty', 'authority', 'purity', 'thin-morality']);
    const width = (label: string): number => one(bars, `[data-label=${label}] .fill`).getBoundingClientRect().width;
    expect(width('care') / width('loyalty')).toBeCloseTo(2, 1);
    expect(width('purity')).toBe(0);
    expect(one(bars, '[data-label=care] .share').textContent).toBe('50 %');
  });

  it('of a long taxonomy show the largest, and the table all', async () => {
    const bars = await chart('value-bars', profileOf('touche-54', { 'have-wealth': 20, 'be-polite': 30 }));
    expect(all(bars, 'li').slice(0, 2).map((bar) => bar.dataset['label'])).toEqual(['be-polite', 'have-wealth']);
    expect(all(bars, 'li').length).toBeLessThan(54);
    expect(all(bars, 'tbody tr')).toHaveLength(54);
  });

  it('tell which label is looked at, and are accessible', async () => {
    const bars = await chart('value-bars', profileOf('mft-5', { care: 20, loyalty: 1 }));
    const seen: unknown[] = [];
    bars.addEventListener('value-chart-highlight', ({ detail }) => seen.push(detail.label));
    await userEvent.tab();
    expect(seen).toEqual(['care']);
    await expectAccessible();
  });
});
