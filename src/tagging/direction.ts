import type { DirectionScores } from './types.ts';

/**
 * Reads two probabilities, each by itself: for where one passes, against where the other does, ambivalent where both do, and
 * open where neither does.
 */
export function directionOf(supports: number, opposes: number, limits: { readonly supports: number; readonly opposes: number } = { supports: 0.5, opposes: 0.5 }): DirectionScores {
  const [pro, contra] = [supports >= limits.supports, opposes >= limits.opposes];
  return { direction: pro && contra ? 'ambivalent' : pro ? 'supports' : contra ? 'opposes' : undefined, supports, opposes };
}
