import { html, nothing, render } from 'lit';
import { TaggerError, describe } from '../../../src/errors.ts';
import { ENDINGS } from '../../../src/text/files/types.ts';
import type { Source } from '../source.ts';

/** Takes files that are picked or dropped anywhere on the page, and tells of those that cannot be read. */
export class FileInput {
  readonly #place: HTMLElement;
  readonly #picker: HTMLInputElement;
  readonly #read: (source: Source) => void;
  #turn = 0;

  /**
   * @param button opens the browser's picker
   * @param place where problems and questions are shown
   * @param read gets the text
   */
  constructor(button: HTMLButtonElement, place: HTMLElement, read: (source: Source) => void) {
    this.#place = place;
    this.#read = read;
    this.#picker = document.createElement('input');
    this.#picker.type = 'file';
    this.#picker.accept = ENDINGS.join(',');
    this.#picker.hidden = true;
    this.#picker.id = 'file';
    this.#picker.setAttribute('aria-label', 'File with a text');
    button.after(this.#picker);
    button.addEventListener('click', () => this.#picker.click());
    this.#picker.addEventListener('change', () => {
      const [file] = this.#picker.files ?? [];
      // The same file may be chosen again, when it was mended.
      if (file) void this.take(file).finally(() => (this.#picker.value = ''));
    });
    this.#takeDrops();
  }

  /** Takes back what was said and asked. */
  clear(): void {
    this.#turn++;
    render(nothing, this.#place);
  }

  async take(file: File): Promise<void> {
    const turn = ++this.#turn;
    render(html`<p role="status">Reading ${file.name} …</p>`, this.#place);
    try {
      const { readTextFile } = await import('../../../src/text/files/read-file.ts');
      const content = await readTextFile(file);
      // Another file was chosen meanwhile.
      if (turn !== this.#turn) return;
      render(nothing, this.#place);
      if (content.kind === 'text') this.#read(content);
      else {
        const { askForColumns } = await import('./table-picker.ts');
        askForColumns(this.#place, content, (source) => {
          this.clear();
          this.#read(source);
        }, () => this.clear());
      }
    } catch (error) {
      if (turn === this.#turn) this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    const { message, hint } = TaggerError.from(error, 'internal', `The file could not be read: ${describe(error)}`, 'Try another file, or paste the text.');
    render(
      html`<div class="refused" role="alert">
        <p><strong>${message}</strong></p>
        <p>${hint}</p>
      </div>`,
      this.#place,
    );
  }

  #takeDrops(): void {
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true && !(event.target as Element).closest('dialog');
    const mark = (over: boolean): void => void document.documentElement.classList.toggle('dropping', over);
    document.addEventListener('dragover', (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      mark(true);
    });
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) mark(false);
    });
    document.addEventListener('drop', (event) => {
      mark(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (!holdsFiles(event) || !file) return;
      event.preventDefault();
      void this.take(file);
    });
  }
}
