import { html, nothing, render, type TemplateResult } from 'lit';
import { fetchFolder, previewFolder, type FolderPreview } from '../../../src/bundle/fetch-folder.ts';
import { droppedFiles, filesOf, pickedFiles, type NamedFile } from '../../../src/bundle/gather.ts';
import { inspect } from '../../../src/bundle/inspect.ts';
import { makeBundle, probe, sourceOf } from '../../../src/bundle/make-bundle.ts';
import { deleteModel, keepModel, keptFolders, type KeptModel, type UnreadableModel } from '../../../src/bundle/store.ts';
import type { CheckedBundle, PlainFolder } from '../../../src/bundle/types.ts';
import { catalog } from '../../../src/catalog/catalog.ts';
import { TaggerError, describe } from '../../../src/errors.ts';
import { createTagger } from '../../../src/index.ts';
import { closeButton } from '../dialog.ts';
import { room } from '../room.ts';
import { bringForm } from './bring-form.ts';
import type { OwnModel } from './chosen-model.ts';
import { isEntailment, lendEntailmentModel } from './entailment-models.ts';
import { Mapping } from './mapping.ts';
import { mappingForm } from './mapping-form.ts';
import { recipes, usableModels } from './model-list.ts';
import { ownModel, passingModel } from './own-model.ts';

/** The page, as the dialog needs it. */
export interface ModelsPage {
  /** Model in use; undefined for the embedded one. */
  readonly used: () => OwnModel | undefined;
  /** Whether anything is to be kept on this device. */
  readonly keeps: () => boolean;
  readonly use: (model: OwnModel | undefined) => void;
}

type View =
  | { readonly kind: 'list' }
  | { readonly kind: 'working'; readonly what: string }
  | { readonly kind: 'preview'; readonly address: string; readonly preview: FolderPreview }
  | { readonly kind: 'mapping'; readonly mapping: Mapping; readonly pasteFault: string }
  | { readonly kind: 'refused'; readonly error: TaggerError };

let dialog: ModelsDialog | undefined;

/** Opens the dialog in which models are chosen, brought and deleted. */
export function openModels(element: HTMLDialogElement, page: ModelsPage): void {
  dialog ??= new ModelsDialog(element, page);
  void dialog.open();
}

class ModelsDialog {
  readonly #element: HTMLDialogElement;
  readonly #page: ModelsPage;
  #view: View = { kind: 'list' };
  #kept: readonly KeptModel[] = [];
  #unreadable: readonly UnreadableModel[] = [];
  #asking: string | undefined;
  #done = '';
  #over = false;
  #stop = new AbortController();

  constructor(element: HTMLDialogElement, page: ModelsPage) {
    this.#element = element;
    this.#page = page;
    element.addEventListener('close', () => this.#stop.abort());
  }

  async open(): Promise<void> {
    if (this.#element.open) return;
    this.#done = '';
    this.#asking = undefined;
    this.#view = { kind: 'list' };
    this.#render();
    this.#element.showModal();
    this.#element.scrollTop = 0;
    this.#focusTitle();
    await this.#readKept();
    this.#render();
  }

  async #readKept(): Promise<void> {
    ({ models: this.#kept, unreadable: this.#unreadable } = await keptFolders());
  }

  /** Goes to another step; the keyboard goes on at its title. */
  #show(view: View): void {
    this.#view = view;
    this.#render();
    this.#element.scrollTop = 0;
    this.#focusTitle();
  }

  #focusTitle(): void {
    this.#element.querySelector<HTMLElement>('#models-title')?.focus();
  }

  #list(done = ''): void {
    this.#done = done;
    this.#asking = undefined;
    this.#show({ kind: 'list' });
  }

  /** Does something long, which can be cancelled; what goes wrong is shown. */
  async #work(what: string, work: (signal: AbortSignal) => Promise<View | undefined>): Promise<void> {
    this.#stop.abort();
    const stop = (this.#stop = new AbortController());
    this.#show({ kind: 'working', what });
    try {
      const next = await work(stop.signal);
      if (!stop.signal.aborted && next) this.#show(next);
    } catch (thrown) {
      if (stop.signal.aborted) return;
      this.#show({ kind: 'refused', error: TaggerError.from(thrown, 'internal', `The model could not be read: ${describe(thrown)}.`, 'Please report this, with what kind of model it is.') });
    }
  }

  /** Says how far a piece of work is; one that was cancelled says no more. */
  #step(signal: AbortSignal, what: string): void {
    if (signal.aborted || this.#view.kind !== 'working') return;
    this.#view = { kind: 'working', what };
    this.#render();
  }

  #bring(gather: (signal: AbortSignal) => Promise<readonly NamedFile[] | ReadonlyMap<string, Blob>>): void {
    void this.#work('Reading the files', async (signal) => {
      const given = await gather(signal);
      const files = given instanceof Map ? (given as ReadonlyMap<string, Blob>) : await filesOf(given as readonly NamedFile[], { signal, onBytes: (loaded) => this.#step(signal, `Unpacking: ${room(loaded)}`) });
      const found = await inspect(files, { signal, onStep: (file) => this.#step(signal, `Checking ${file}`) });
      if (signal.aborted) return undefined;
      this.#step(signal, 'Loading it, and trying it on a few sentences');
      return found.kind === 'plain' ? await this.#tryPlain(found, signal) : await this.#tryBundle(found, signal);
    });
  }

  async #tryPlain(folder: PlainFolder, signal: AbortSignal): Promise<View> {
    return { kind: 'mapping', mapping: new Mapping(folder, await probe(folder, { signal })), pasteFault: '' };
  }

  async #tryBundle(bundle: CheckedBundle, signal: AbortSignal): Promise<undefined> {
    const tagger = createTagger({ bundle: sourceOf('try', bundle), cache: 'none', workers: 1, device: 'wasm' });
    try {
      await tagger.ready({ signal });
    } finally {
      await tagger.dispose();
    }
    await this.#take(bundle, signal);
  }

  /** Keeps a model that was tried, and uses it, unless it is cancelled first; one of entailment has no labels of its own to read texts by, and waits for a label set. */
  async #take(bundle: CheckedBundle, signal: AbortSignal): Promise<undefined> {
    if (signal.aborted) return undefined;
    const { title } = bundle.manifest;
    const entails = isEntailment(bundle.manifest);
    const use = entails ? 'can be chosen for any label set, under “Label sets”' : 'reads your texts';
    let model: OwnModel;
    let done = `“${title}” is kept on this device and ${use} from now on.`;
    try {
      if (!this.#page.keeps()) throw new TaggerError('cache-unavailable', 'This page is set to keep nothing on this device.', 'The model is used until the page is closed.');
      this.#step(signal, 'Keeping it');
      model = ownModel(await keepModel(bundle, { signal, onBytes: (written) => this.#step(signal, `Keeping it: ${room(written)}`) }));
    } catch (error) {
      // A device without room can still use it.
      if (!(error instanceof TaggerError) || (error.code !== 'cache-full' && error.code !== 'cache-unavailable')) throw error;
      model = passingModel(bundle);
      if (entails) lendEntailmentModel(title, model.source);
      done = `“${title}” ${use} until the page is closed. ${error.message}`;
    }
    await this.#readKept();
    if (signal.aborted) {
      this.#render();
      return undefined;
    }
    if (!entails) this.#page.use(model);
    this.#list(done);
    return undefined;
  }

  #use(model: KeptModel | undefined): void {
    this.#page.use(model && ownModel(model));
    this.#list(`“${model?.manifest.title ?? catalog()[0]?.title}” reads your texts from now on.`);
  }

  async #remove(id: string, title: string): Promise<void> {
    await deleteModel(id);
    if (this.#page.used()?.kept === id) this.#page.use(undefined);
    await this.#readKept();
    this.#list(`“${title}” was deleted from this device.`);
  }

  #finish(mapping: Mapping): void {
    if (mapping.problems.length > 0) {
      this.#element.querySelector<HTMLElement>('.models-problems')?.scrollIntoView({ block: 'center' });
      return;
    }
    void this.#work('Making the bundle', async (signal) => this.#take(await makeBundle(mapping.folder, mapping.rows, mapping.choices), signal));
  }

  #render(): void {
    render(
      html`
        <div class="models-body">
          ${closeButton(this.#element)}
          ${this.#content()}
        </div>
      `,
      this.#element,
    );
  }

  #content(): TemplateResult {
    const view = this.#view;
    switch (view.kind) {
      case 'list':
        return this.#all();
      case 'working':
        return html`
          <h2 id="models-title" tabindex="-1">One moment</h2>
          <p role="status">${view.what} …</p>
          <div class="models-bar" aria-hidden="true"></div>
          <div class="models-actions"><button type="button" @click=${() => (this.#stop.abort(), this.#list())}>Cancel</button></div>
        `;
      case 'preview':
        return html`
          <h2 id="models-title" tabindex="-1">Download “${view.preview.title}”?</h2>
          <p>${view.preview.atLeast ? 'At least ' : nothing}${room(view.preview.bytes)}, licence ${view.preview.licence}, from ${view.address}</p>
          <div class="models-actions">
            <button class="primary" type="button" @click=${() => this.#bring((signal) => fetchFolder(view.address, { signal, onBytes: (loaded) => this.#step(signal, `Downloading: ${room(loaded)}`) }))}>Download and try it</button>
            <button type="button" @click=${() => this.#list()}>Cancel</button>
          </div>
        `;
      case 'mapping':
        return mappingForm(view.mapping, view.pasteFault, this.#page.keeps(), {
          changed: () => this.#render(),
          paste: (list) => {
            this.#view = { ...view, pasteFault: view.mapping.paste(list) ?? '' };
            this.#render();
          },
          keep: () => this.#finish(view.mapping),
          cancel: () => this.#list(),
        });
      case 'refused':
        return html`
          <h2 id="models-title" tabindex="-1">This model cannot be used</h2>
          <div role="alert">
            <p class="models-warning">${view.error.message}</p>
            <p>${view.error.hint}</p>
          </div>
          <div class="models-actions"><button type="button" @click=${() => this.#list()}>Back to the models</button></div>
        `;
    }
  }

  #all(): TemplateResult {
    const used = this.#page.used();
    const sum = [...this.#kept, ...this.#unreadable].reduce((total, { bytes }) => total + bytes, 0);
    return html`
      <h2 id="models-title" tabindex="-1">Models</h2>
      <p>Which model reads your texts. Each runs in this page; no text leaves it.${sum > 0 ? ` Models that you brought take ${room(sum)} of this device.` : nothing}</p>
      ${usableModels(
        { catalog: catalog(), kept: this.#kept, unreadable: this.#unreadable, used: used && (used.kept ?? 'passing'), passing: used && used.kept === undefined ? used.title : undefined, asking: this.#asking, done: this.#done },
        {
          use: (model) => this.#use(model),
          ask: (id) => {
            this.#asking = id;
            this.#render();
            this.#element.querySelector<HTMLElement>(id === undefined ? '#models-title' : '.models-keep')?.focus();
          },
          remove: (id, title) => void this.#remove(id, title),
        },
      )}
      ${bringForm(this.#over, {
        over: (over) => {
          if (over === this.#over) return;
          this.#over = over;
          this.#render();
        },
        drop: (items) => {
          // The list is taken away when the event is over.
          const files = droppedFiles(items);
          // Until the files are waited for, a fault of theirs has nobody who hears it.
          files.catch(() => undefined);
          this.#bring(() => files);
        },
        pick: (list) => this.#bring(async () => pickedFiles(list)),
        fetch: (address) => void this.#work('Looking what is there', async (signal) => ({ kind: 'preview', address, preview: await previewFolder(address, { signal }) })),
      })}
      ${recipes(catalog())}
    `;
  }
}
