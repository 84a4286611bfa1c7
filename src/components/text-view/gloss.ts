/** Codes that want to stand above the start of a sentence. Lengths are pixels from the block's top left corner. */
export interface GlossRequest {
  readonly index: number;
  /** Edge at which the sentence starts: the left one, or the right one where it is written from right to left. */
  readonly start: number;
  readonly top: number;
  readonly rightToLeft: boolean;
  readonly codes: readonly string[];
}

/** Where codes stand, and how many of them have room; `hidden` more are only counted. */
export interface GlossPlace {
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly shown: number;
  readonly hidden: number;
}

/** Widths of the gloss's own type, in pixels, and how many codes a sentence shows at most. */
export interface GlossMetrics {
  readonly most: number;
  readonly character: number;
  readonly gap: number;
}

/**
 * Gives the codes of sentences that start on the same line a place each, so that none covers another and none
 * leaves the block: a sentence with more codes than fit before the next one shows the first and counts the rest.
 */
export function placeGlosses(requests: readonly GlossRequest[], width: number, metrics: GlossMetrics): GlossPlace[] {
  const places: GlossPlace[] = [];
  for (const line of byLine(requests)) {
    let free = 0;
    line.forEach((request, position) => {
      const next = line[position + 1];
      const limit = next && !next.rightToLeft && !request.rightToLeft ? Math.max(next.start, free) : width;
      const most = request.codes.slice(0, metrics.most);
      const wanted = measure(most, request.codes.length - most.length, metrics);
      const left = request.rightToLeft ? request.start - wanted : request.start;
      // The last codes of a line may move away from its end.
      const room = next ? limit - Math.max(left, free) - metrics.gap : width - free;
      const shown = fitting(request.codes, room, metrics);
      const hidden = request.codes.length - shown;
      const taken = measure(request.codes.slice(0, shown), hidden, metrics);
      const at = Math.max(0, free, Math.min(request.rightToLeft ? request.start - taken : request.start, width - taken));
      places.push({ index: request.index, left: at, top: request.top, shown, hidden });
      free = at + taken + metrics.gap * 1.5;
    });
  }
  return places;
}

function byLine(requests: readonly GlossRequest[]): GlossRequest[][] {
  const lines: GlossRequest[][] = [];
  for (const request of [...requests].sort((a, b) => a.top - b.top || a.start - b.start)) {
    const line = lines.at(-1);
    // Glyphs of another script may lift a fragment by a few pixels; lines are far further apart.
    if (line?.[0] && request.top - line[0].top < 8) line.push(request);
    else lines.push([request]);
  }
  for (const line of lines) line.sort((a, b) => a.start - b.start);
  return lines;
}

function fitting(codes: readonly string[], room: number, metrics: GlossMetrics): number {
  for (let shown = Math.min(codes.length, metrics.most); shown > 1; shown--) {
    if (measure(codes.slice(0, shown), codes.length - shown, metrics) <= room) return shown;
  }
  return Math.min(1, codes.length);
}

function measure(codes: readonly string[], hidden: number, { character, gap }: GlossMetrics): number {
  const characters = codes.reduce((sum, code) => sum + code.length, hidden > 0 ? 1 + String(hidden).length : 0);
  const parts = codes.length + (hidden > 0 ? 1 : 0);
  return characters * character + Math.max(0, parts - 1) * gap;
}
