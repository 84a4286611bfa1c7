import { html, nothing, render } from 'lit';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { counted } from '../../src/components/strings.ts';
import type { StorageReport, createTagger } from '../../src/index.ts';
import { keepsResults, onChoiceElsewhere, rememberChoice } from './keep-choice.ts';
import { deleteEngineFiles, deleteGenerators, deleteOwnModels, engineBytes, generatorBytes, ownModelBytes } from './kept-files.ts';
import { room } from './room.ts';

type KeepingTagger = ReturnType<typeof createTagger>;

interface State {
  readonly keep: boolean;
  /** Undefined until the panel is opened. */
  readonly report?: StorageReport & { readonly fileBytes: number; readonly ownBytes: number; readonly generatorBytes: number };
  /** True while the reader is asked whether all is to be deleted. */
  readonly asking: boolean;
  /** What was just done, for the live region. */
  readonly done: string;
}

/** What the page keeps on the device, with the means to delete it and to keep nothing. */
export class StoragePanel {
  readonly #place: HTMLDetailsElement;
  #tagger: KeepingTagger;
  #state: State = { keep: keepsResults(), asking: false, done: '' };

  constructor(place: HTMLDetailsElement, tagger: KeepingTagger, component: ValueTagger) {
    this.#place = place;
    this.#tagger = tagger;
    place.addEventListener('toggle', () => void this.#refresh());
    // Another tab may have read or deleted meanwhile.
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) void this.#refresh();
    });
    component.addEventListener('value-tagger-tagged', ({ detail }) => {
      if (detail.complete) void this.#refresh();
    });
    onChoiceElsewhere((keep) => void this.#choose(keep, keep ? 'Results are kept again, as was chosen in another tab.' : 'Nothing is kept any more, as was chosen in another tab.'));
    this.#render();
  }

  /** Whether results, model and engine are to be kept. */
  get keep(): boolean {
    return this.#state.keep;
  }

  /** The tagger whose results are kept from now on. */
  set tagger(tagger: KeepingTagger) {
    this.#tagger = tagger;
    void this.#refresh();
  }

  /** Drops files that were written while the reader chose to keep nothing. */
  async dropFiles(): Promise<void> {
    await Promise.all([this.#tagger.deleteModelFiles(), deleteEngineFiles()]);
    await this.#refresh();
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    this.#render();
  }

  /** Counts anew; only while somebody looks, since it reads all of it. */
  async #refresh(): Promise<void> {
    if (!this.#place.open) return;
    const [report, engine, ownBytes, generators] = await Promise.all([this.#tagger.storage(), engineBytes(), ownModelBytes(), generatorBytes()]);
    this.#set({ report: { ...report, fileBytes: report.modelBytes + engine, ownBytes, generatorBytes: generators } });
  }

  async #choose(keep: boolean, done: string): Promise<void> {
    rememberChoice(keep);
    this.#set({ keep, asking: false });
    await this.#tagger.setCache(keep ? 'indexeddb' : 'none');
    if (!keep) await Promise.all([this.dropFiles(), deleteGenerators()]);
    await this.#refresh();
    this.#set({ done });
  }

  readonly #switch = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    if (box.checked) {
      void this.#choose(true, 'Results are kept on this device from now on.');
      return;
    }
    const { report } = this.#state;
    if (report && report.sentences === 0 && report.fileBytes === 0 && report.ownBytes === 0 && report.generatorBytes === 0) {
      void this.#choose(false, 'Nothing is kept from now on.');
      return;
    }
    // It stays on until the reader has answered.
    box.checked = true;
    this.#set({ asking: true, done: '' });
    this.#place.querySelector<HTMLElement>('.storage-question button:last-of-type')?.focus();
  };

  readonly #answer = async (keep: boolean): Promise<void> => {
    this.#place.querySelector<HTMLElement>('input')?.focus();
    if (keep) this.#set({ asking: false });
    else {
      await deleteOwnModels();
      await this.#choose(false, 'Everything was deleted, and nothing is kept from now on.');
    }
  };

  readonly #clear = async (): Promise<void> => {
    const before = this.#state.report?.sentences ?? 0;
    if (before === 0) return;
    await this.#tagger.clearCache();
    await this.#refresh();
    this.#set({ done: `The scores of ${counted(before, 'sentence')} were deleted.` });
  };

  readonly #deleteFiles = async (): Promise<void> => {
    if ((this.#state.report?.fileBytes ?? 0) === 0) return;
    await this.dropFiles();
    this.#set({ done: 'Model and engine were deleted from this device; the next visit downloads them again.' });
  };

  readonly #deleteGenerators = async (): Promise<void> => {
    await deleteGenerators();
    await this.#refresh();
    this.#set({ done: 'The language models were deleted from this device.' });
  };

  #render(): void {
    const { keep, report, asking, done } = this.#state;
    render(
      html`
        <summary>What is kept on this device</summary>
        <div class="storage-body">
          <label class="storage-switch">
            <input type="checkbox" role="switch" .checked=${keep} aria-describedby="storage-means" @change=${this.#switch} />
            Keep results on this device
          </label>
          <p id="storage-means">
            ${keep
              ? 'Kept are scores under hashes, never text. A text that was read before is then tagged at once, and model and engine are downloaded only once.'
              : 'Nothing is kept: every text is run anew, and each visit downloads the model. The page’s own small files stay, so that it opens.'}
          </p>
          ${asking ? this.#question() : nothing} ${report ? this.#figures(report) : nothing}
          <p class="storage-done" role="status">${done}</p>
        </div>
      `,
      this.#place,
    );
  }

  #question(): unknown {
    const { report } = this.#state;
    const kept = report && report.sentences > 0 ? `the scores of ${counted(report.sentences, 'sentence')}, and model and engine` : 'what is kept';
    const own = `${report && report.ownBytes > 0 ? ', and the models that you brought,' : ''}${report && report.generatorBytes > 0 ? ', and the language models,' : ''}`;
    return html`
      <div class="storage-question" role="group" aria-labelledby="storage-question">
        <p id="storage-question">Delete ${kept}${own} from this device now? The next visit then starts from nothing.</p>
        <button type="button" class="storage-delete" @click=${() => void this.#answer(false)}>Delete, and keep nothing</button>
        <button type="button" @click=${() => void this.#answer(true)}>Go on keeping</button>
      </div>
    `;
  }

  #figures({ mode, sentences: kept, bytes, budget, fileBytes, ownBytes, generatorBytes: generators, usage, quota, persistent }: NonNullable<State['report']>): unknown {
    return html`
      <dl class="storage-figures">
        <div>
          <dt>Scores</dt>
          <dd>
            ${kept === 0 ? 'none' : `of ${counted(kept, 'sentence')}, ${room(bytes)} of at most ${room(budget)}`}${mode === 'memory'
              ? '; this browser lets the page keep them only until it is closed'
              : ''}
          </dd>
          <dd><button type="button" aria-disabled=${kept === 0} @click=${this.#clear}>Delete scores</button></dd>
        </div>
        <div>
          <dt>Model and engine</dt>
          <dd>${fileBytes === 0 ? 'none' : room(fileBytes)}</dd>
          <dd><button type="button" aria-disabled=${fileBytes === 0} @click=${this.#deleteFiles}>Delete files</button></dd>
        </div>
        ${ownBytes === 0
          ? nothing
          : html`
              <div>
                <dt>Your models</dt>
                <dd>${room(ownBytes)}; each is deleted under “Models”, at the top of the page</dd>
              </div>
            `}
        ${generators === 0
          ? nothing
          : html`
              <div>
                <dt>Language models</dt>
                <dd>${room(generators)}</dd>
                <dd><button type="button" @click=${this.#deleteGenerators}>Delete them</button></dd>
              </div>
            `}
        ${usage === undefined || quota === undefined
          ? nothing
          : html`
              <div>
                <dt>This site in all</dt>
                <dd>
                  About ${room(usage)} of the ${room(quota)} that the browser allows, as it estimates with some delay${persistent === undefined
                    ? ''
                    : persistent
                      ? '; it has promised to keep them'
                      : '; it may delete them when the device runs out of room'}
                </dd>
              </div>
            `}
      </dl>
    `;
  }
}
