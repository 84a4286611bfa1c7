const KEY = 'value-tagger theme';

type Theme = 'light' | 'dark';

/** Makes `button` switch between light and dark; until it is pressed the system decides. */
export function themeSwitch(button: HTMLButtonElement): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const current = (): Theme => (root.dataset['theme'] === 'dark' || (root.dataset['theme'] === undefined && system.matches) ? 'dark' : 'light');
  const show = (): void => button.setAttribute('aria-pressed', String(current() === 'dark'));

  const kept = read();
  if (kept) root.dataset['theme'] = kept;
  show();
  system.addEventListener('change', show);
  button.addEventListener('click', () => {
    const next: Theme = current() === 'dark' ? 'light' : 'dark';
    root.dataset['theme'] = next;
    show();
    keep(next);
  });
}

function read(): Theme | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : undefined;
  } catch {
    return undefined; // Storage is closed in some private modes.
  }
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice then holds until the page is closed.
  }
}
