import '../../src/components/define.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { megabytes } from '../../src/components/strings.ts';
import { availableTaxonomies, createTagger, type BundleSource } from '../../src/index.ts';
import { showAbout, showModel } from './about.ts';
import { downloadSize } from './download-size.ts';
import { chosenModel, rememberModel, type OwnModel } from './models/chosen-model.ts';
import { keepsResults } from './keep-choice.ts';
import { keepEngine, registerOffline } from './offline.ts';
import { profilePanel } from './profile-panel.ts';
import { samples, type Sample } from './samples.ts';
import { StoragePanel } from './storage-panel.ts';
import { themeSwitch } from './theme.ts';

const compose = element('compose', HTMLFormElement);
const source = element('source', HTMLTextAreaElement);
const result = element('result', HTMLElement);
const origin = element('origin', HTMLElement);
// The class is known: the module that defines it is imported above.
const component = element('tagger', HTMLElement) as ValueTagger;
/** Longest text that goes back into the field, in UTF-16 units. */
const EDITABLE = 200_000;

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

themeSwitch(element('theme', HTMLButtonElement));
element('label-sets', HTMLDetailsElement).addEventListener('toggle', () => void openLabelSets(), { once: true });
const storage = new StoragePanel(element('storage', HTMLDetailsElement), tagger, component);
profilePanel(component, element('profile', HTMLElement), element('evidence', HTMLElement));

compose.addEventListener('submit', (event) => {
  event.preventDefault();
  if (source.value.trim() === '') source.focus();
  else read(source.value);
});

source.addEventListener('paste', (event) => {
  const pasted = event.clipboardData?.getData('text/plain') ?? '';
  const rest = source.value.slice(0, source.selectionStart) + source.value.slice(source.selectionEnd);
  if (rest.trim() !== '' || pasted.trim() === '') return;
  // A text that is pasted into the empty field, or over all of it, is all there will be. It goes to the element at once and past the
  // field, which takes seconds to lay out a text of megabytes.
  event.preventDefault();
  read(pasted);
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
  compose.hidden = false;
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

showSamples(element('samples', HTMLElement));
void showSize(element('download', HTMLElement));
void registerOffline();
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
  const connection = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection;
  if (connection?.saveData) return;
  const load = (): void => {
    tagger.ready().then(keepOnce, () => undefined);
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(load, { timeout: 2000 });
  else setTimeout(load, 500);
}

/** Has the service worker keep the engine, once for each load of the model; or drops what was kept, where nothing is to be. */
function keepOnce(): void {
  if (!tagger.report || tagger.report === kept) return;
  kept = tagger.report;
  if (storage.keep) void keepEngine(kept.resources);
  else void storage.dropFiles();
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
async function openLabelSets(): Promise<void> {
  const { LabelSetsPanel } = await import('./label-sets-panel.ts');
  new LabelSetsPanel(element('sets', HTMLElement), component, tagger);
}

/** Puts the tagged text in the place of the field. */
function read(text: string, sample?: Sample): void {
  origin.textContent = sample ? `${sample.author}, ${sample.title} (${sample.year}), ${sample.part}` : 'Your text';
  compose.hidden = true;
  result.hidden = false;
  component.text = text;
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
        read(text, sample);
      });
    });
    place.append(index > 0 ? ', ' : '', button);
  });
}

async function showSize(place: HTMLElement): Promise<void> {
  const bytes = await downloadSize();
  if (bytes !== undefined) place.append(` On the first visit it downloads a model of ${megabytes(bytes)} and the engine that runs it; after that it works offline.`);
}

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`index.html has no #${id}`);
  return found;
}
