/** A seeded generator of numbers in [0, 1), so that a failing property can be run again (mulberry32, Tommy Ettinger). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const pieces = [
  'we', 'Freedom', 'the', 'Dr', 'U.S', 'z. B', 'etc', '3', '1990', 'a', 'J', 'été', 'Straße', '自由', 'です', 'مرحبا', 'सच',
  '.', '.', '.', '...', '…', '?', '!', '?!', '。', '！', '؟', '।', ',', ';', ':', '-', '—', '"', '“', '”', '«', '»', '(', ')',
  '[', ']', '*', '#', '>', '<b>', '&amp;', 'http://a.b/c?d=E', 'x@y.z', ' ', ' ', ' ', ' ', '  ', '\t', '\n', '\n', '\r\n',
  '\n\n', '\u2028', '\u00A0', '\u200B', '\u200D', '\uFEFF', '\u0301', '😀', '👨‍👩‍👧', '🇩🇪', '\uD83D', '\uDE00', '- ', '1. ', 'a) ', '\n- ', '\n1. ',
] as const;

/** Text of `length` pieces that trouble segmenters, lone surrogates included. */
export function randomText(random: () => number, length: number): string {
  let text = '';
  for (let count = 0; count < length; count++) text += pieces[Math.floor(random() * pieces.length)] ?? '';
  return text;
}
