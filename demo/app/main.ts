import '../../src/components/define.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { fetchAhead, savesData } from '../../src/components/fetch-ahead.ts';
import { megabytes } from '../../src/components/strings.ts';
import { availableTaxonomies, createTagger, type BundleSource } from '../../src/index.ts';
import type { LabelSet } from '../../src/label-sets/types.ts';
import { showAbout, showModel } from './about.ts';
import { DownloadMenu } from './download-menu.ts';
import { downloadSize } from './download-size.ts';
import { element } from './elements.ts';
import { FileInput } from './files/file-input.ts';
import { offerInstallation, showOffline } from './install/install.ts';
import { chosenModel, rememberModel, type OwnModel } from './models/chosen-model.ts';
import { keepsResults } from './keep-choice.ts';
import type { LabelSetsPanel } from './label-sets-panel.ts';
import { keepEngine, registerOffline } from './offline.ts';
import { profilePanel } from './profile-panel.ts';
import type { ReadingsPanel } from './readings/readings-panel.ts';
import { RecentTexts } from './recent/recent-texts.ts';
import { countRequests } from './requests/counter.ts';
import { samples } from './samples.ts';
import type { Source } from './source.ts';
import { StoragePanel } from './storage-panel.ts';
import type { PageModel } from './tagging/make-tagger.ts';
import { themeSwitch } from './theme.ts';

const compose = element('compose', HTMLFormElement);
const source = element('source', HTMLTextAreaElement);
const result = element('result', HTMLElement);
const origin = element('origin', HTMLElement);
// The class is known: the module that defines it is imported above.
const component = element('tagger', HTMLElement) as ValueTagger;
/** What is there before a text is. */
const composing = [compose, element('file-place', HTMLElement), element('recent', HTMLElement)];
/** Longest text that goes back into the field, in UTF-16 units. */
const EDITABLE = 200_000;

const requests = countRequests(
  [element('requests', HTMLButtonElement), element('requests-first', HTMLButtonElement)],
  element('requests-dialog', HTMLDialogElement),
);
/** The text that is shown. */
let shown: Source = { title: '', text: '' };

const wishes = new URLSearchParams(location.search);
const makeTagger = (bundle?: BundleSource): ReturnType<typeof createTagger> =>
  createTagger({ device: wishedDevice(wishes.get('device')), allowSoftwareAdapter: wishes.has('software-adapter'), cache: keepsResults() ? 'indexeddb' : 'none', ...(bundle ? { bundle } : {}) });
/** Model in use in place of the embedded one. */
let own = await chosenModel();
let tagger = makeTagger(own?.source);
component.tagger = tagger;
if (own) showTaxonomyOf(own);
/** Load whose engine the service worker was asked to keep. */
let kept: typeof tagger.report;
let setsPanel: Promise<LabelSetsPanel> | undefined;
let readings: Promise<ReadingsPanel> | undefined;

themeSwitch(element('theme', HTMLButtonElement));
element('label-sets', HTMLDetailsElement).addEventListener('toggle', () => void labelSetsPanel(), { once: true });
element('readings', HTMLDetailsElement).addEventListener('toggle', ({ currentTarget }) => {
  if ((currentTarget as HTMLDetailsElement).open) void readingsPanel().then((panel) => panel.refresh());
});
const storage = new StoragePanel(element('storage', HTMLDetailsElement), tagger, component);
profilePanel(component, element('profile', HTMLElement), element('evidence', HTMLElement));
const files = new FileInput(element('choose-file', HTMLButtonElement), element('file-place', HTMLElement), read);
const recent = new RecentTexts(element('recent', HTMLElement), read);
new DownloadMenu(element('downloads', HTMLElement), component, () => shown);
offerInstallation(element('install', HTMLButtonElement));
showOffline(element('offline', HTMLElement));

compose.addEventListener('submit', (event) => {
  event.preventDefault();
  if (source.value.trim() === '') source.focus();
  else read({ title: 'Your text', text: source.value });
});

source.addEventListener('paste', (event) => {
  const pasted = event.clipboardData?.getData('text/plain') ?? '';
  const rest = source.value.slice(0, source.selectionStart) + source.value.slice(source.selectionEnd);
  if (rest.trim() !== '' || pasted.trim() === '') return;
  // A text that is pasted into the empty field, or over all of it, is all there will be. It goes to the element at once and past the
  // field, which takes seconds to lay out a text of megabytes.
  event.preventDefault();
  read({ title: 'Your text', text: pasted });
});

// `dir="auto"` makes the browser look at every line again for each line: this looks at the beginning once.
source.addEventListener('input', () => {
  source.dir = directionOf(source.value);
});

source.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) compose.requestSubmit();
});

element('edit', HTMLButtonElement).addEventListener('click', () => {
  component.cancel();
  result.hidden = true;
  for (const part of composing) part.hidden = false;
  const editable = component.text.length <= EDITABLE;
  source.value = editable ? component.text : '';
  source.dir = directionOf(source.value);
  source.placeholder = editable ? 'Paste or type a text' : `The text of ${megabytes(component.text.length)} is too long to be edited here; paste another one`;
  source.focus();
});

component.addEventListener('value-tagger-tagged', ({ detail }) => {
  showModel(element('model', HTMLElement), component);
  showAbout(element('about', HTMLElement), component);
  if (detail.complete) keepOnce();
});

element('models', HTMLButtonElement).addEventListener('click', () => {
  void import('./models/models-dialog.ts').then(({ openModels }) => openModels(element('models-dialog', HTMLDialogElement), { used: () => own, keeps: () => storage.keep, use }));
});

element('help', HTMLButtonElement).addEventListener('click', () => {
  void import('./help.ts').then(({ openHelp }) => openHelp(element('help-dialog', HTMLDialogElement)));
});

showSamples(element('samples', HTMLElement));
void showSize(element('download', HTMLElement));
void registerOffline().then(async (registration) => {
  if (registration) (await import('./install/updates.ts')).offerUpdates(element('update', HTMLElement), registration);
});
prepare();

/** Reads with another model from now on; undefined stands for the embedded one. */
function use(model: OwnModel | undefined): void {
  own = model;
  rememberModel(model?.kept);
  component.cancel();
  void tagger.dispose();
  tagger = makeTagger(model?.source);
  storage.tagger = tagger;
  component.tagger = tagger;
  showTaxonomyOf(model);
  prepare();
}

/** Shows a taxonomy that the model has; the one that the reader chose, where it has it. */
function showTaxonomyOf(model: OwnModel | undefined): void {
  // The check knows what the embedded model learned from, and nothing of others.
  component.withoutTextCheck = model !== undefined;
  element('download', HTMLElement).hidden = model !== undefined;
  const label = element('model', HTMLElement);
  label.hidden = model === undefined;
  label.textContent = model?.title ?? '';
  const offered = model ? availableTaxonomies(model).map(({ id }) => id) : ['schwartz-20'];
  const [first] = offered;
  if (first !== undefined && (model ? !offered.includes(component.taxonomy) : component.taxonomy.startsWith('own:'))) component.taxonomy = first;
}

/**
 * Loads the model while the reader is still looking at the empty field: the first text is then tagged at once, and
 * from here on the page works without a network. A failure is told when there is a text to tag.
 */
function prepare(): void {
  fetchAhead(() => {
    // With what a text needs beside the model, so that nothing is fetched when there is one.
    Promise.all([tagger.ready(), component.prefetch(), import('../../src/text/text-type.ts')]).then(keepOnce, () => undefined);
  });
}

/** Has the service worker keep the engine, once for each load of the model; or drops what was kept, where nothing is to be. */
function keepOnce(): void {
  if (!tagger.report || tagger.report === kept) return;
  kept = tagger.report;
  const done = storage.keep ? keepEngine(kept.resources) : storage.dropFiles();
  // What is fetched ahead belongs to the load, however soon the first text came.
  void Promise.all([done, savesData() ? undefined : component.prefetch()]).then(() => requests.noteLoaded(performance.timeOrigin + performance.now()));
}

/** `?device=wasm` and `?device=webgpu` choose the device; anything else leaves the choice to the machine. */
function wishedDevice(wish: string | null): 'auto' | 'wasm' | 'webgpu' {
  return wish === 'wasm' || wish === 'webgpu' ? wish : 'auto';
}

/** Direction of the first letter that has one. */
function directionOf(text: string): 'ltr' | 'rtl' {
  const letter = /\p{L}/u.exec(text.slice(0, 2000))?.[0] ?? '';
  return /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/.test(letter) ? 'rtl' : 'ltr';
}

/** Few readers open the editor of label sets; only they load it. */
function labelSetsPanel(): Promise<LabelSetsPanel> {
  const page = (): PageModel => ({ tagger, ...(own ? { heads: own.heads } : {}) });
  return (setsPanel ??= import('./label-sets-panel.ts').then((loaded) => new loaded.LabelSetsPanel(element('sets', HTMLElement), component, page, (set) => void readBy(set))));
}

/** Fewer still ask a language model. */
function readingsPanel(): Promise<ReadingsPanel> {
  return (readings ??= import('./readings/readings-panel.ts').then(
    (loaded) =>
      new loaded.ReadingsPanel(element('readings-place', HTMLElement), {
        component,
        tagger: () => tagger,
        goBack,
        keeps: () => storage.keep,
        async adopt(set) {
          element('label-sets', HTMLDetailsElement).open = true;
          await (await labelSetsPanel()).adopt(set);
        },
      }),
  ));
}

async function readBy(set: LabelSet): Promise<void> {
  element('readings', HTMLDetailsElement).open = true;
  await (await readingsPanel()).readBy(set);
}

/** Reads the text with the page's own model again. */
function goBack(): void {
  component.taxonomy = 'schwartz-20';
  showTaxonomyOf(own);
  component.tagger = tagger;
}

/** Puts the tagged text in the place of the field. */
function read(next: Source): void {
  shown = next;
  files.clear();
  void recent.note(next);
  origin.textContent = next.title;
  const notes = element('source-notes', HTMLElement);
  notes.textContent = next.notes?.join(' ') ?? '';
  notes.hidden = notes.textContent === '';
  for (const part of composing) part.hidden = true;
  result.hidden = false;
  component.text = next.text;
  // The field that had the focus is gone; the keyboard goes on at the text.
  result.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function showSamples(place: HTMLElement): void {
  place.append('or read a sample: ');
  samples.forEach((sample, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = sample.title;
    button.title = `${sample.author}, ${sample.year}`;
    button.addEventListener('click', () => {
      void sample.load().then((text) => {
        source.value = text;
        read({ title: `${sample.author}, ${sample.title} (${sample.year}), ${sample.part}`, text });
      });
    });
    place.append(index > 0 ? ', ' : '', button);
  });
}

async function showSize(place: HTMLElement): Promise<void> {
  const bytes = await downloadSize();
  if (bytes !== undefined) place.append(`The first visit downloads the model, ${megabytes(bytes)}, and what runs it; after that the page works without a network.`);
}
