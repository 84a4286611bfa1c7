import { html, nothing, render, type TemplateResult } from 'lit';
import { sharedCorrections } from '../../src/components/corrections/corrections.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { counted } from '../../src/components/strings.ts';
import { describe } from '../../src/errors.ts';
import type { createTagger } from '../../src/index.ts';
import { keepsResults, onChoiceElsewhere, rememberChoice } from './keep-choice.ts';
import { deleteEngineFiles, deleteGenerators, deleteOwnModels, engineBytes, generatorBytes, ownModelBytes } from './kept-files.ts';
import { countWork, describeWork, WORK, WORK_KINDS, type WorkKind } from './own-work.ts';
import { storageFigures, type KeptReport } from './storage-figures.ts';

type KeepingTagger = ReturnType<typeof createTagger>;

interface State {
  readonly keep: boolean;
  /** Undefined until the panel is opened. */
  readonly report?: KeptReport;
  /** What the reader is asked whether to delete: everything, or some of the own work. */
  readonly asking: 'everything' | WorkKind | undefined;
  /** What was just done, for the live region. */
  readonly done: string;
}

/** What the page keeps on the device, with the means to delete it and to keep nothing. */
export class StoragePanel {
  readonly #place: HTMLDetailsElement;
  #tagger: KeepingTagger;
  #state: State = { keep: keepsResults(), asking: undefined, done: '' };

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
    component.addEventListener('value-tagger-correct', () => void this.#refresh());
    sharedCorrections().wanted = this.keep;
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
    const [report, engine, ownBytes, generators, work] = await Promise.all([this.#tagger.storage(), engineBytes(), ownModelBytes(), generatorBytes(), countWork()]);
    this.#set({ report: { ...report, fileBytes: report.modelBytes + engine, ownBytes, generatorBytes: generators, work } });
  }

  async #choose(keep: boolean, done: string): Promise<void> {
    rememberChoice(keep);
    this.#set({ keep, asking: undefined });
    sharedCorrections().wanted = keep;
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
    if (report && report.sentences === 0 && report.fileBytes === 0 && report.ownBytes === 0 && report.generatorBytes === 0 && describeWork(report.work) === '') {
      void this.#choose(false, 'Nothing is kept from now on.');
      return;
    }
    // It stays on until the reader has answered.
    box.checked = true;
    this.#ask('everything');
  };

  #ask(asking: 'everything' | WorkKind): void {
    this.#set({ asking, done: '' });
    this.#place.querySelector<HTMLElement>('.storage-question button:last-of-type')?.focus();
  }

  readonly #answer = async (remove: boolean): Promise<void> => {
    const { asking, report } = this.#state;
    const chosen = WORK_KINDS.filter((kind) => this.#place.querySelector<HTMLInputElement>(`.storage-question [value=${kind}]`)?.checked);
    this.#place.querySelector<HTMLElement>('.storage-switch input')?.focus();
    this.#set({ asking: undefined });
    if (!remove || asking === undefined) return;
    try {
      if (asking !== 'everything') {
        const done = report ? `Deleted: ${describeWork(report.work, [asking])}.` : '';
        await WORK[asking].delete();
        await this.#refresh();
        this.#set({ done });
        return;
      }
      await deleteOwnModels();
      for (const kind of chosen) await WORK[kind].delete();
      const left = report ? describeWork(report.work, WORK_KINDS.filter((kind) => !chosen.includes(kind))) : '';
      await this.#choose(false, `Everything was deleted${left === '' ? '' : ` but your ${left}`}, and nothing is kept from now on.`);
    } catch (error) {
      await this.#refresh();
      this.#set({ done: `Not all could be deleted: ${describe(error)}. Close other tabs with this page and try again.` });
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
              ? 'Kept are scores and corrections under hashes, never text; label sets of your own; and model and engine. A text that was read before is then tagged at once, and nothing is downloaded twice.'
              : `${report && describeWork(report.work) !== '' ? 'Nothing more' : 'Nothing'} is kept: every text is run anew, and each visit downloads the model. The page’s own small files stay, so that it opens.`}
          </p>
          ${asking === undefined ? nothing : this.#question(asking)}
          ${report ? storageFigures(report, { clear: () => void this.#clear(), deleteFiles: () => void this.#deleteFiles(), deleteGenerators: () => void this.#deleteGenerators(), askForWork: (kind) => this.#ask(kind) }) : nothing}
          <p class="storage-done" role="status">${done}</p>
        </div>
      `,
      this.#place,
    );
  }

  #question(asking: 'everything' | WorkKind): TemplateResult {
    const { report } = this.#state;
    return asking === 'everything'
      ? html`
          <div class="storage-question" role="group" aria-labelledby="storage-question">
            <p id="storage-question">Delete ${thingsOf(report)} from this device now? The next visit then starts from nothing.</p>
            ${report && describeWork(report.work) !== '' ? workChoice(report) : nothing}
            <button type="button" class="storage-delete" @click=${() => void this.#answer(true)}>Delete, and keep nothing</button>
            <button type="button" @click=${() => void this.#answer(false)}>Go on keeping</button>
          </div>
        `
      : html`
          <div class="storage-question" role="group" aria-labelledby="storage-question">
            <p id="storage-question">Delete your ${report ? describeWork(report.work, [asking]) : WORK[asking].thing} from this device? This is your own work, and cannot be taken back.</p>
            <button type="button" class="storage-delete" @click=${() => void this.#answer(true)}>Delete</button>
            <button type="button" @click=${() => void this.#answer(false)}>Keep</button>
          </div>
        `;
  }
}

function thingsOf(report: KeptReport | undefined): string {
  const kept = report && report.sentences > 0 ? `the scores of ${counted(report.sentences, 'sentence')}, and model and engine` : 'scores, model and engine';
  return `${kept}${report && report.ownBytes > 0 ? ', and the models that you brought,' : ''}${report && report.generatorBytes > 0 ? ', and the language models,' : ''}`;
}

/** Own work goes only where it is chosen. */
function workChoice({ work }: KeptReport): TemplateResult {
  return html`
    <fieldset class="storage-work">
      <legend>Your own work stays on this device, unless you choose to delete it too:</legend>
      ${WORK_KINDS.filter((kind) => work[kind] > 0).map((kind) => html`<label><input type="checkbox" name="work" value=${kind} /> ${describeWork(work, [kind])}</label>`)}
    </fieldset>
  `;
}
