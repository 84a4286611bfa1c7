/** The sentence that an arrow key, Home or End leads to from another, of those up to `last`; undefined for other keys. */
export function neighbour(key: string, index: number, last: number, rightToLeft: boolean): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(index + 1, last);
    case 'ArrowUp':
      return Math.max(index - 1, 0);
    case 'ArrowRight':
      return rightToLeft ? Math.max(index - 1, 0) : Math.min(index + 1, last);
    case 'ArrowLeft':
      return rightToLeft ? Math.min(index + 1, last) : Math.max(index - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
