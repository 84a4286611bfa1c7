import { describe, expect, it } from 'vitest';
import { fitChroma, hex, linearRgb } from '../../../src/components/oklch.ts';
import { PAGE, PANEL, palette, type LabelStyle } from '../../../src/components/palette.ts';
import { getTaxonomy, taxonomies } from '../../../src/taxonomy/index.ts';
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

/**
 * Linear light as it reaches somebody who lacks one kind of cones entirely: Machado, Oliveira & Fernandes (2009), A physiologically-based
 * model for simulation of color vision deficiency, severity 1.
 */
const DEFICIENCIES = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** OKLab of a colour as seen with a deficiency. */
function seen(color: string, matrix: readonly number[]): [lightness: number, a: number, b: number] {
  const linear = [1, 3, 5].map((at) => {
    const encoded = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
  const [r = 0, g = 0, b = 0] = [0, 1, 2].map((row) => Math.max(0, linear.reduce((sum, channel, at) => sum + channel * (matrix[row * 3 + at] ?? 0), 0)));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

describe.each(Object.entries(DEFICIENCIES))('with %s', (_, matrix) => {
  it.each(['schwartz-20', 'schwartz-19', 'schwartz-10', 'schwartz-4'])('neighbours on the circle differ by pattern or by lightness: %s', (id) => {
    const styles = [...stylesOf(id)];
    styles.forEach(([label, own], at) => {
      const [next, other] = styles[(at + 1) % styles.length] ?? [label, own];
      for (const theme of ['light', 'dark'] as const) {
        const apartBy = Math.abs(seen(own[theme], matrix)[0] - seen(other[theme], matrix)[0]);
        expect(own.pattern !== other.pattern || apartBy >= 0.05, `${label}, ${next}, ${theme}: ${apartBy.toFixed(3)}`).toBe(true);
      }
    });
  });

  it('foundations differ by pattern or by colour', () => {
    const styles = [...stylesOf('mft-6')];
    for (const [label, own] of styles) {
      for (const [other, style] of styles) {
        if (label >= other) continue;
        for (const theme of ['light', 'dark'] as const) {
          const [a, b] = [seen(own[theme], matrix), seen(style[theme], matrix)];
          const difference = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
          expect(own.pattern !== style.pattern || difference >= 0.05, `${label}, ${other}, ${theme}: ${difference.toFixed(3)}`).toBe(true);
        }
      }
    }
  });

  it('text stays as readable as the page asks for', () => {
    for (const [label, { light, dark }] of stylesOf('schwartz-20')) {
      expect(Math.abs(seen(light, matrix)[0] - seen(PAGE.light, matrix)[0]), label).toBeGreaterThan(0.4);
      expect(Math.abs(seen(dark, matrix)[0] - seen(PAGE.dark, matrix)[0]), label).toBeGreaterThan(0.4);
    }
  });
});
