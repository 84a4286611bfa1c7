/** Radii of the wheel, in units of its view box. */
export const RADIUS = { hub: 16, rim: 108, codes: 119, arc: 131, names: 139 } as const;

/** Half the width of the view box. */
export const EXTENT = 152;

/** Shares that the rim may stand for. */
const SCALES = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1] as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point at `turn` (0 at the top, clockwise, 1 a full turn) and `radius`. */
export function polar(turn: number, radius: number): Point {
  const angle = turn * 2 * Math.PI;
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius };
}

/** The smallest scale on which the largest share, and most of its interval, has room. */
export function scaleFor(shares: readonly { readonly share: number; readonly high: number }[]): number {
  const largest = Math.max(0, ...shares.map(({ share, high }) => Math.min(high, share * 1.3)));
  return SCALES.find((scale) => scale >= largest) ?? 1;
}

/** Radius of a share on the given scale. */
export function radiusOf(share: number, scale: number): number {
  return RADIUS.hub + Math.min(1, share / scale) * (RADIUS.rim - RADIUS.hub);
}

/** Path of a ring's sector. */
export function sector(from: number, to: number, inner: number, outer: number): string {
  const large = to - from > 0.5 ? 1 : 0;
  const a = polar(from, outer);
  const b = polar(to, outer);
  const c = polar(to, inner);
  const d = polar(from, inner);
  return `M${at(a)}A${outer} ${outer} 0 ${large} 1 ${at(b)}L${at(c)}A${inner} ${inner} 0 ${large} 0 ${at(d)}Z`;
}

/** Path of an arc for text to stand on: clockwise above the middle, the other way below, so that no text is upside down. */
export function textArc(from: number, to: number, radius: number): string {
  const middle = (((from + to) / 2) % 1 + 1) % 1;
  const below = middle > 0.25 && middle < 0.75;
  const large = to - from > 0.5 ? 1 : 0;
  // Text below the middle hangs outside the arc by its height.
  const own = below ? radius + 8 : radius;
  return below
    ? `M${at(polar(to, own))}A${own} ${own} 0 ${large} 0 ${at(polar(from, own))}`
    : `M${at(polar(from, own))}A${own} ${own} 0 ${large} 1 ${at(polar(to, own))}`;
}

function at({ x, y }: Point): string {
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}
