import type { Profile } from '../analysis/profile.ts';
import { barsSvg } from './bars-svg.ts';
import { themePaint, type Paint } from './paint.ts';
import { wheelSvg } from './wheel-svg.ts';

export type ChartKind = 'wheel' | 'bars';

/** Charts that a profile can be drawn as. */
export function chartsOf({ taxonomy }: Profile): readonly ChartKind[] {
  return taxonomy.circular === true ? ['wheel', 'bars'] : ['bars'];
}

export function drawChart(kind: ChartKind, profile: Profile, paint: Paint): string {
  return kind === 'wheel' ? wheelSvg(profile, paint) : barsSvg(profile, paint);
}

/** A chart as a file of its own. */
export function chartFile(kind: ChartKind, profile: Profile, theme: 'light' | 'dark' = 'light'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawChart(kind, profile, themePaint(profile.taxonomy, theme))}\n`;
}
