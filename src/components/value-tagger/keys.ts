/** What a key asks for, wherever in the element it is pressed. */
export type KeyWish = 'close' | 'search' | 'agree' | 'reject';

const WISHES: Readonly<Record<string, KeyWish>> = { Escape: 'close', '/': 'search', a: 'agree', r: 'reject' };

/** The wish of a key press; undefined where it has none, or is meant for a field. */
export function wishOf(event: KeyboardEvent): KeyWish | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const wish = WISHES[event.key];
  return wish !== 'close' && inField(event) ? undefined : wish;
}

function inField(event: Event): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'radio' && target.type !== 'range';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLElement && target.isContentEditable);
}
