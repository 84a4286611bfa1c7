import '../../src/components/define.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { megabytes } from '../../src/components/strings.ts';
import { createTagger } from '../../src/index.ts';
import { showAbout, showModel } from './about.ts';
import { downloadSize } from './download-size.ts';
import { keepEngine, registerOffline } from './offline.ts';
import { profilePanel } from './profile-panel.ts';
import { samples, type Sample } from './samples.ts';
import { themeSwitch } from './theme.ts';

const compose = element('compose', HTMLFormElement);
const source = element('source', HTMLTextAreaElement);
const result = element('result', HTMLElement);
const origin = element('origin', HTMLElement);
// The class is known: the module that defines it is imported above.
const component = element('tagger', HTMLElement) as ValueTagger;
const wishes = new URLSearchParams(location.search);
const tagger = createTagger({ device: wishedDevice(wishes.get('device')), allowSoftwareAdapter: wishes.has('software-adapter') });
component.tagger = tagger;

themeSwitch(element('theme', HTMLButtonElement));
profilePanel(component, element('profile', HTMLElement), element('evidence', HTMLElement));

compose.addEventListener('submit', (event) => {
  event.preventDefault();
  if (source.value.trim() === '') source.focus();
  else read(source.value);
});

source.addEventListener('paste', () => {
  // A text that is pasted into the empty field is all there will be; the field has it after this event.
  if (source.value.trim() === '') setTimeout(() => source.value.trim() !== '' && read(source.value));
});

source.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) compose.requestSubmit();
});

element('edit', HTMLButtonElement).addEventListener('click', () => {
  component.cancel();
  result.hidden = true;
  compose.hidden = false;
  source.focus();
});

component.addEventListener('value-tagger-tagged', ({ detail }) => {
  showModel(element('model', HTMLElement), component);
  showAbout(element('about', HTMLElement), component);
  if (detail.complete && tagger.report) void keepEngine(tagger.report.resources);
});

showSamples(element('samples', HTMLElement));
void showSize(element('privacy', HTMLElement));
void registerOffline();

/** `?device=wasm` and `?device=webgpu` choose the device; anything else leaves the choice to the machine. */
function wishedDevice(wish: string | null): 'auto' | 'wasm' | 'webgpu' {
  return wish === 'wasm' || wish === 'webgpu' ? wish : 'auto';
}

/** Puts the tagged text in the place of the field. */
function read(text: string, sample?: Sample): void {
  origin.textContent = sample ? `${sample.author}, ${sample.title} (${sample.year}), ${sample.part}` : 'Pasted text';
  compose.hidden = true;
  result.hidden = false;
  if (component.text === text) component.start();
  else component.text = text;
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
