import { html, render, type TemplateResult } from 'lit';

/** The way out of a dialog, in its corner. */
export const closeButton = (dialog: HTMLDialogElement): TemplateResult => html`
  <button type="button" class="sheet-close" aria-label="Close" @click=${() => dialog.close()}>
    <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M5 5l10 10M15 5L5 15" /></svg>
  </button>
`;

/**
 * Opens a dialog with a title and a way out, and gives the place for what it says.
 * @returns the same element at each call for the same dialog
 */
export function openDialog(dialog: HTMLDialogElement, title: string): HTMLElement {
  render(
    html`
      <div class="sheet-body">
        <h2 id="${dialog.id}-title" tabindex="-1">${title}</h2>
        ${closeButton(dialog)}
        <div class="sheet-content"></div>
      </div>
    `,
    dialog,
  );
  const content = dialog.querySelector<HTMLElement>('.sheet-content');
  if (!content) throw new Error('The dialog has no content.');
  if (!dialog.open) {
    // A click beside it closes it, as Escape does.
    dialog.onclick = (event) => {
      if (event.target === dialog) dialog.close();
    };
    dialog.showModal();
    dialog.querySelector<HTMLElement>('h2')?.focus();
  }
  return content;
}
