import { PAGE, palette, type Pattern } from '../components/palette.ts';
import type { LabelId, Taxonomy } from '../taxonomy/types.ts';

/** Colours of a drawing, as CSS takes them. */
export interface Paint {
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  label(id: LabelId): string;
}

const INK = { light: '#211f1c', dark: '#e6e3dc' } as const;
const SOFT = { light: '#625d55', dark: '#aaa69d' } as const;
const RULE = { light: '#dedad1', dark: '#35373c' } as const;

/** Colours of one theme, for files that stand alone. */
export function themePaint(taxonomy: Taxonomy, theme: 'light' | 'dark'): Paint {
  const styles = palette(taxonomy);
  return { paper: PAGE[theme], ink: INK[theme], soft: SOFT[theme], rule: RULE[theme], label: (id) => styles.get(id)?.[theme] ?? INK[theme] };
}

/** Colours that follow the theme of the document that the drawing stands in. */
export function bothThemes(taxonomy: Taxonomy): Paint {
  const styles = palette(taxonomy);
  const both = ({ light, dark }: { readonly light: string; readonly dark: string }): string => `light-dark(${light}, ${dark})`;
  return { paper: both(PAGE), ink: both(INK), soft: both(SOFT), rule: both(RULE), label: (id) => both(styles.get(id) ?? INK) };
}

/** How each label's line is drawn, so that colour is never the only sign. */
export function patterns(taxonomy: Taxonomy): ReadonlyMap<LabelId, Pattern> {
  return new Map([...palette(taxonomy)].map(([id, { pattern }]) => [id, pattern]));
}
