const KEY = 'value-tagger keep';
const NOTHING = 'nothing';

/** Whether the reader wants results kept on this device; true until the reader says no. */
export function keepsResults(): boolean {
  try {
    return localStorage.getItem(KEY) !== NOTHING;
  } catch {
    return true; // Storage is closed: nothing can be kept anyway.
  }
}

/** Remembers the choice, and nothing but it. */
export function rememberChoice(keep: boolean): void {
  try {
    if (keep) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, NOTHING);
  } catch {
    // The choice then holds until the page is closed.
  }
}

/** Calls `listener` when the reader chooses otherwise in another tab. */
export function onChoiceElsewhere(listener: (keep: boolean) => void): void {
  window.addEventListener('storage', ({ key, storageArea }) => {
    if (storageArea === localStorage && (key === KEY || key === null)) listener(keepsResults());
  });
}
