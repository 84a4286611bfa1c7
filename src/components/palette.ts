import type { Label, LabelId, Taxonomy } from '../taxonomy/types.ts';
import { fitChroma, hex } from './oklch.ts';

/** How a label's underline is drawn, so that colour is never the only sign. */
export type Pattern = 'solid' | 'dashed' | 'dotted' | 'double' | 'wavy';

/** How a label looks. */
export interface LabelStyle {
  /** Degrees on the OKLCH circle. */
  readonly hue: number;
  readonly pattern: Pattern;
  /** Colour of the label's text and underline, `#rrggbb`: at least 4.5:1 on the page of each theme. */
  readonly light: string;
  readonly dark: string;
}

/** Grounds that text stands on; the colours of labels are tested against them. */
export const PAGE = { light: '#fdfcf9', dark: '#17181b' } as const;
export const PANEL = { light: '#f5f3ee', dark: '#1f2125' } as const;

/**
 * The four higher-order values divide the circle of hues as they divide the theory's circle: openness to change
 * lies opposite conservation, self-enhancement opposite self-transcendence, and so do their hues.
 */
const REGION_WIDTH = 90;
const REGIONS: Readonly<Record<string, { readonly centre: number; readonly pattern: Pattern }>> = {
  'openness-to-change': { centre: 75, pattern: 'wavy' },
  'self-enhancement': { centre: 345, pattern: 'double' },
  conservation: { centre: 255, pattern: 'solid' },
  'self-transcendence': { centre: 165, pattern: 'dashed' },
};

/** Moral foundations lie on no circle: hues as far apart as they can be; the two halves of fairness stay near it. */
const FOUNDATIONS: Readonly<Record<string, { readonly hue: number; readonly pattern: Pattern }>> = {
  care: { hue: 20, pattern: 'solid' },
  fairness: { hue: 255, pattern: 'dashed' },
  equality: { hue: 240, pattern: 'dashed' },
  proportionality: { hue: 275, pattern: 'double' },
  loyalty: { hue: 80, pattern: 'double' },
  authority: { hue: 315, pattern: 'dotted' },
  sanctity: { hue: 160, pattern: 'wavy' },
  purity: { hue: 160, pattern: 'wavy' },
  'thin-morality': { hue: 205, pattern: 'solid' },
};

const PATTERNS: readonly Pattern[] = ['solid', 'dashed', 'double', 'wavy', 'dotted'];

/** Neighbours of a group have the same pattern and nearly the same hue: every second one is a step further from the page. */
const INK = { light: { lightness: [0.5, 0.4], chroma: 0.135 }, dark: { lightness: [0.8, 0.9], chroma: 0.115 } } as const;

/**
 * A look for each label. Labels of a group share its region of hues in their order, so that neighbours on the
 * theory's circle are neighbours in hue. Groups that the toolkit does not know divide the whole circle among them, and
 * labels without a group too.
 */
export function palette(taxonomy: Taxonomy): ReadonlyMap<LabelId, LabelStyle> {
  const styles = new Map<LabelId, LabelStyle>();
  const groups = membersByGroup(taxonomy.labels);
  taxonomy.labels.forEach((label, index) => {
    const { hue, pattern } = place(label, index, taxonomy.labels.length, groups);
    const step = (groups.get(label.group ?? '')?.members.get(label.id) ?? 0) % 2 === 0 ? 0 : 1;
    styles.set(label.id, { hue, pattern, light: ink('light', hue, step), dark: ink('dark', hue, step) });
  });
  return styles;
}

function ink(theme: 'light' | 'dark', hue: number, step: 0 | 1 = 0): string {
  const { lightness, chroma } = INK[theme];
  return hex(fitChroma(lightness[step], chroma, hue));
}

/** Groups in the order of the taxonomy, with the place of each member among the others. */
type Groups = ReadonlyMap<string, { readonly place: number; readonly members: ReadonlyMap<LabelId, number> }>;

function membersByGroup(labels: readonly Label[]): Groups {
  const groups = new Map<string, { place: number; members: Map<LabelId, number> }>();
  for (const { id, group } of labels) {
    if (group === undefined) continue;
    const known = groups.get(group);
    if (known) known.members.set(id, known.members.size);
    else groups.set(group, { place: groups.size, members: new Map([[id, 0]]) });
  }
  return groups;
}

function place(label: Label, index: number, count: number, groups: Groups): { hue: number; pattern: Pattern } {
  if (label.hue !== undefined) return { hue: turn(label.hue), pattern: PATTERNS[index % PATTERNS.length] ?? 'solid' };
  const own = REGIONS[label.id];
  if (own) return { hue: own.centre, pattern: own.pattern };
  const foundation = FOUNDATIONS[label.id];
  if (foundation) return foundation;
  const region = label.group === undefined ? undefined : REGIONS[label.group];
  const group = groups.get(label.group ?? '');
  const offset = group ? ((group.members.get(label.id) ?? 0) + 0.5) / group.members.size - 0.5 : 0;
  if (region) {
    // Hues fall as the theory's circle is walked clockwise: openness, self-enhancement, conservation, self-transcendence.
    return { hue: turn(region.centre - offset * REGION_WIDTH), pattern: region.pattern };
  }
  if (group && groups.size > 1) {
    // A gap between the groups, so that they can be told apart.
    const width = 360 / groups.size;
    return { hue: turn(75 - group.place * width - offset * width * 0.7), pattern: PATTERNS[group.place % PATTERNS.length] ?? 'solid' };
  }
  return { hue: turn(75 - (index / count) * 360), pattern: PATTERNS[index % PATTERNS.length] ?? 'solid' };
}

function turn(degrees: number): number {
  return ((degrees % 360) + 360) % 360;
}

/** Thickness in pixels at which the patterns look equally heavy. */
const THICKNESS: Readonly<Record<Pattern, number>> = { solid: 1.5, dashed: 1.5, dotted: 2, double: 1, wavy: 1 };

/** How a label's line is drawn where no custom property reaches: in a highlight of another tree, say. */
export interface LinePaint {
  readonly line: string;
  readonly thickness: string;
  readonly pattern: Pattern;
}

export function paintOf(taxonomy: Taxonomy): ReadonlyMap<LabelId, LinePaint> {
  return new Map([...palette(taxonomy)].map(([id, { light, dark, pattern }]) => [id, { line: `light-dark(${light}, ${dark})`, thickness: `${THICKNESS[pattern]}px`, pattern }]));
}

/** The colours of the higher-order groups, for what speaks of a group in a taxonomy of its members. */
const GROUP_RULES = Object.entries(REGIONS).map(([group, { centre }]) => `[data-group="${group}"] { --group: light-dark(${ink('light', centre)}, ${ink('dark', centre)}); }`);

/** Rules that give every element with a `data-label` its colour (`--label`) and the pattern of its line. */
export function paletteRules(styles: ReadonlyMap<LabelId, LabelStyle>): string {
  return [...styles]
    .map(
      ([id, { light, dark, pattern }]) =>
        `[data-label="${CSS.escape(id)}"] { --label: light-dark(${light}, ${dark}); --pattern: ${pattern}; --border: ${pattern === 'wavy' ? 'double' : pattern}; --thickness: ${THICKNESS[pattern]}px; }`,
    )
    .concat(GROUP_RULES)
    .join('\n');
}
