/** Messages that were kept from the console since {@link silence}. */
let kept = 0;

/**
 * Lets nothing in this realm write to the console. The library and the engine write what they were given when something
 * fails, and that is made of the text. Must come before either is imported: they hold on to the methods that they find.
 */
export function silence(): void {
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table', 'group', 'assert'] as const) {
    console[method] = () => {
      kept++;
    };
  }
  // What nobody has caught, the browser would print.
  globalThis.addEventListener('unhandledrejection', (event) => event.preventDefault());
}

export const keptFromConsole = (): number => kept;

/** What an error says, without anything that could be from a text: quotations and numbers go, the rest is cut. */
export function withoutContent(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .split('\n', 1)
    .join('')
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”/g, '…')
    .replace(/\d+/g, '#')
    .slice(0, 200);
}
