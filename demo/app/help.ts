import { html, render } from 'lit';
import { openDialog } from './dialog.ts';

/** What the page does and how it is used, in a page's length. */
export function openHelp(dialog: HTMLDialogElement): void {
  render(
    html`
      <p>
        The page splits a text into sentences and marks which values each one appeals to: with an underline, a short code, and, at a click, the score of every label. What it
        says is about the text, never about who wrote or reads it; and it is a guess of a small model that errs.
      </p>
      <h3>Texts</h3>
      <p>
        Paste or type one, or choose or drop a file: plain text, Markdown, web page, Word document (.docx), table (.csv, .tsv) or records (.jsonl), in UTF-8, up to 20 MB. It is read
        in the page.
      </p>
      <h3>Reading</h3>
      <dl class="keys">
        <div><dt><kbd>←</kbd> <kbd>→</kbd></dt><dd>previous, next sentence</dd></div>
        <div><dt><kbd>Enter</kbd></dt><dd>open a sentence’s details</dd></div>
        <div><dt><kbd>A</kbd> <kbd>R</kbd></dt><dd>agree with its strongest tag, reject it</dd></div>
        <div><dt><kbd>/</kbd></dt><dd>search a value</dd></div>
        <div><dt><kbd>Esc</kbd></dt><dd>close what is open</dd></div>
        <div><dt><kbd>Ctrl</kbd> <kbd>Enter</kbd></dt><dd>in the field: mark the text’s values</dd></div>
      </dl>
      <p>The slider asks the model to be more or less sure; it re-tags at once. Hatched parts of the circle rest on fewer than five sentences.</p>
      <h3>Privacy</h3>
      <p>No text leaves this page. “Requests since load” lists everything that was asked of the network, and tells how to check that. Texts are kept on this device only if you say so.</p>
    `,
    openDialog(dialog, 'What this page does'),
  );
}
