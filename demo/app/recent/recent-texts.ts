import { html, nothing, render, type TemplateResult } from 'lit';
import { counted } from '../../../src/components/strings.ts';
import { room } from '../room.ts';
import type { Source } from '../source.ts';
import { deleteText, deleteTexts, keepText, keepsTexts, keptTexts, setKeepsTexts, type KeptText } from './store.ts';

const when = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** Texts that were read lately, kept on this device only if the reader says so. */
export class RecentTexts {
  readonly #place: HTMLElement;
  readonly #read: (source: Source) => void;
  #texts: readonly KeptText[] = [];
  #asking = false;
  #done = '';

  constructor(place: HTMLElement, read: (source: Source) => void) {
    this.#place = place;
    this.#read = read;
    void this.#refresh();
  }

  /** Keeps a text that is read now, where that is wanted. */
  async note(source: Source): Promise<void> {
    if (!keepsTexts()) return;
    await keepText(source).catch((error: unknown) => {
      this.#done = `The text could not be kept: ${error instanceof Error ? error.message : String(error)}.`;
    });
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    this.#texts = await keptTexts().catch(() => []);
    this.#draw();
  }

  readonly #choose = async (event: Event): Promise<void> => {
    const box = event.target as HTMLInputElement;
    if (!box.checked && this.#texts.length > 0) {
      // It stays on until the reader has answered.
      box.checked = true;
      this.#asking = true;
      this.#draw();
      this.#place.querySelector<HTMLElement>('.recent-question button:last-of-type')?.focus();
      return;
    }
    await setKeepsTexts(box.checked);
    this.#done = box.checked ? 'Texts that you read from now on are kept on this device.' : 'No text is kept.';
    await this.#refresh();
  };

  async #delete(work: () => Promise<void>, done: string): Promise<void> {
    await work();
    this.#asking = false;
    this.#done = done;
    await this.#refresh();
    // The button that had the focus may be gone.
    this.#place.querySelector<HTMLElement>('input')?.focus();
  }

  #draw(): void {
    render(
      html`
        <label class="check">
          <input type="checkbox" name="keep-texts" .checked=${keepsTexts()} @change=${this.#choose} />
          Keep recent texts on this device
        </label>
        ${this.#asking
          ? html`<div class="recent-question" role="group" aria-label="Delete the kept texts?">
              <p>Delete the ${counted(this.#texts.length, 'text')} that ${this.#texts.length === 1 ? 'is' : 'are'} kept?</p>
              <button type="button" @click=${() => this.#delete(() => setKeepsTexts(false), 'The texts were deleted, and none is kept from now on.')}>Delete, and keep none</button>
              <button type="button" @click=${() => this.#delete(async () => undefined, '')}>Go on keeping</button>
            </div>`
          : nothing}
        ${this.#texts.length > 0 ? this.#list() : nothing}
        <p class="recent-done soft" role="status">${this.#done}</p>
      `,
      this.#place,
    );
  }

  #list(): TemplateResult {
    return html`
      <ul>
        ${this.#texts.map(
          (text) => html`
            <li>
              <button type="button" class="recent-open" @click=${() => this.#read(text)}>${nameOf(text)}</button>
              <span class="soft">${when.format(text.read)}, ${room(text.text.length)}</span>
              <button type="button" class="recent-delete" aria-label="Delete ${nameOf(text)}" @click=${() => this.#delete(() => deleteText(text.id), 'The text was deleted.')}>Delete</button>
            </li>
          `,
        )}
      </ul>
      <button type="button" class="plain" @click=${() => this.#delete(deleteTexts, 'All texts were deleted.')}>Delete all</button>
    `;
  }
}

/** Texts that were pasted have no name; their beginning serves. */
function nameOf({ title, text }: Source): string {
  if (title !== 'Your text') return title;
  const words = text.trim().slice(0, 60).replace(/\s+/g, ' ');
  return text.trim().length > 60 ? `${words}…` : words;
}
