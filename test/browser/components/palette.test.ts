import { describe, expect, it } from 'vitest';
import { fitChroma, hex, linearRgb } from '../../../src/components/oklch.ts';
import { PAGE, PANEL, palette, type LabelStyle } from '../../../src/components/palette.ts';
import { getTaxonomy, taxonomies } from '../../../src/taxonomy/registry.ts';
import type { LabelId } from '../../../src/taxonomy/types.ts';

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const encoded = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

function stylesOf(id: string): ReadonlyMap<LabelId, LabelStyle> {
  const taxonomy = getTaxonomy(id);
  if (!taxonomy) throw new Error(id);
  return palette(taxonomy);
}

/** Degrees between two hues, the shorter way. */
function apart(a = 0, b = 0): number {
  const difference = Math.abs(a - b) % 360;
  return Math.min(difference, 360 - difference);
}

describe('colours', () => {
  it('are converted as the CSS specification does', () => {
    expect(hex({ lightness: 1, chroma: 0, hue: 0 })).toBe('#ffffff');
    expect(hex({ lightness: 0.627955, chroma: 0.257683, hue: 29.2339 })).toBe('#ff0000');
    expect(hex({ lightness: 0.519752, chroma: 0.176858, hue: 142.4953 })).toBe('#008000');
  });

  it('are brought into what a screen can show without another lightness or hue', () => {
    const fitted = fitChroma(0.5, 0.3, 195);
    expect(fitted).toMatchObject({ lightness: 0.5, hue: 195 });
    expect(fitted.chroma).toBeGreaterThan(0.05);
    for (const channel of linearRgb(fitted)) expect(channel).toBeGreaterThanOrEqual(-1e-9);
  });
});

describe.each(taxonomies.map(({ id }) => id))('the palette of %s', (id) => {
  it('can be read on page and panel, in light and dark', () => {
    for (const [label, { light, dark }] of stylesOf(id)) {
      for (const ground of [PAGE.light, PANEL.light]) expect(contrast(light, ground), `${label} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      for (const ground of [PAGE.dark, PANEL.dark]) expect(contrast(dark, ground), `${label} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('hues', () => {
  it('of opposite groups are opposite', () => {
    const styles = stylesOf('schwartz-4');
    expect(apart(styles.get('openness-to-change')?.hue, styles.get('conservation')?.hue)).toBe(180);
    expect(apart(styles.get('self-enhancement')?.hue, styles.get('self-transcendence')?.hue)).toBe(180);
  });

  it.each(['schwartz-20', 'schwartz-19', 'schwartz-10'])('of neighbours on the circle are neighbours, all round: %s', (id) => {
    const hues = [...stylesOf(id).values()].map(({ hue }) => hue);
    hues.forEach((hue, at) => expect(apart(hue, hues[(at + 1) % hues.length])).toBeLessThan(360 / 6));
    const steps = hues.map((hue, at) => (hue - (hues[(at + 1) % hues.length] ?? 0) + 360) % 360);
    expect(steps.reduce((sum, step) => sum + step, 0)).toBeCloseTo(360);
  });

  it('of a label stay in its group when the taxonomy is switched', () => {
    const centres = stylesOf('schwartz-4');
    for (const id of ['schwartz-20', 'schwartz-10', 'touche-54']) {
      const styles = stylesOf(id);
      for (const { id: label, group } of getTaxonomy(id)?.labels ?? []) {
        expect(apart(styles.get(label)?.hue, centres.get(group ?? '')?.hue), label).toBeLessThanOrEqual(45);
      }
    }
  });

  it('of moral foundations are told apart by pattern where they are near in hue', () => {
    const styles = [...stylesOf('mft-6')];
    for (const [label, own] of styles) {
      for (const [other, style] of styles) {
        if (label !== other) expect(apart(own.hue, style.hue) >= 30 || own.pattern !== style.pattern, `${label}, ${other}`).toBe(true);
      }
    }
  });

  it('of the four groups come with four patterns', () => {
    expect(new Set([...stylesOf('schwartz-4').values()].map(({ pattern }) => pattern)).size).toBe(4);
  });
});
