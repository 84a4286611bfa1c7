import type { Taxonomy } from '../taxonomy/types.ts';
import { palette, paletteRules } from './palette.ts';

const sheets = new WeakMap<Taxonomy, CSSStyleSheet>();

/** The style sheet of a taxonomy's palette, one for all elements. Constructed sheets pass a strict content-security policy. */
export function paletteSheet(taxonomy: Taxonomy): CSSStyleSheet {
  let sheet = sheets.get(taxonomy);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(paletteRules(palette(taxonomy)));
    sheets.set(taxonomy, sheet);
  }
  return sheet;
}

/** Makes `next` the palette of a shadow root in place of `previous`. */
export function swapPalette(root: ShadowRoot, previous: Taxonomy | undefined, next: Taxonomy | undefined): void {
  if (previous === next) return;
  const old = previous && paletteSheet(previous);
  const kept = root.adoptedStyleSheets.filter((sheet) => sheet !== old);
  root.adoptedStyleSheets = next ? [...kept, paletteSheet(next)] : kept;
}
