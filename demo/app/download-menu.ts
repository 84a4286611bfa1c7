import { html, render } from 'lit';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { TaggerError, describe } from '../../src/errors.ts';
import type * as Output from '../../src/output/index.ts';
import type { Source } from './source.ts';

/** What can be saved. */
interface Item {
  readonly id: string;
  readonly name: string;
  readonly what: string;
  readonly ending: string;
  readonly type: string;
  readonly write: (output: typeof Output, findings: Output.Findings) => string | Promise<Blob>;
}

const firstChart = ({ chartsOf }: typeof Output, { profile }: Output.Findings): Output.ChartKind => chartsOf(profile)[0] ?? 'bars';
const theme = (): 'light' | 'dark' => (getComputedStyle(document.documentElement).getPropertyValue('--theme').trim() === 'dark' ? 'dark' : 'light');

const ITEMS: readonly Item[] = [
  { id: 'report', name: 'Report', what: 'to read or print, one HTML file', ending: '.html', type: 'text/html', write: ({ reportHtml }, findings) => reportHtml(findings) },
  { id: 'wide', name: 'Table, a row a sentence', what: 'CSV', ending: '.csv', type: 'text/csv', write: ({ wideCsv }, findings) => wideCsv(findings) },
  { id: 'long', name: 'Table, a row a tag', what: 'CSV', ending: '-tags.csv', type: 'text/csv', write: ({ longCsv }, findings) => longCsv(findings) },
  { id: 'json', name: 'Everything', what: 'JSON, with how it was made', ending: '.json', type: 'application/json', write: ({ resultJson }, findings) => resultJson(findings) },
  { id: 'svg', name: 'Chart', what: 'SVG', ending: '.svg', type: 'image/svg+xml', write: (output, findings) => output.chartFile(firstChart(output, findings), findings.profile, theme()) },
  { id: 'png', name: 'Chart', what: 'PNG', ending: '.png', type: 'image/png', write: (output, findings) => output.svgToPng(output.chartFile(firstChart(output, findings), findings.profile, theme())) },
  { id: 'bars-svg', name: 'Bars', what: 'SVG', ending: '-bars.svg', type: 'image/svg+xml', write: ({ chartFile }, { profile }) => chartFile('bars', profile, theme()) },
  { id: 'bars-png', name: 'Bars', what: 'PNG', ending: '-bars.png', type: 'image/png', write: ({ chartFile, svgToPng }, { profile }) => svgToPng(chartFile('bars', profile, theme())) },
];

/** A button that opens what can be saved of the text and its tags. */
export class DownloadMenu {
  readonly #place: HTMLElement;
  readonly #component: ValueTagger;
  readonly #source: () => Source;
  #open = false;
  #ready = false;
  #message = '';

  /** @param source the text that is shown */
  constructor(place: HTMLElement, component: ValueTagger, source: () => Source) {
    this.#place = place;
    this.#component = component;
    this.#source = source;
    place.addEventListener('keydown', (event) => this.#key(event));
    place.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !place.contains(relatedTarget)) this.#toggle(false);
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (this.#open && target instanceof Node && !place.contains(target)) this.#toggle(false);
    });
    component.addEventListener('value-tagger-tagged', ({ detail }) => {
      this.#ready = detail.sentences > 0;
      this.#draw();
    });
    this.#draw();
  }

  #toggle(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    if (open) this.#message = '';
    this.#draw();
    if (open) this.#place.querySelector<HTMLElement>('.menu button')?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (!this.#open) return;
    const buttons = [...this.#place.querySelectorAll<HTMLElement>('.menu button')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === 'Escape') {
      this.#toggle(false);
      this.#place.querySelector<HTMLElement>('button')?.focus();
    } else if (next !== undefined) {
      buttons[(next + buttons.length) % buttons.length]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #save(item: Item): Promise<void> {
    try {
      const output = await import('../../src/output/index.ts');
      const findings = this.#findings(output);
      const content = await item.write(output, findings);
      const blob = typeof content === 'string' ? new Blob([content], { type: item.type }) : content;
      offer(blob, output.fileName(findings.title, findings.taxonomy, item.ending));
      this.#message = `${item.name} saved.`;
    } catch (error) {
      const { message, hint } = TaggerError.from(error, 'internal', `It could not be saved: ${describe(error)}`, 'Try again.');
      this.#message = `${message} ${hint}`;
    }
    this.#toggle(false);
    this.#draw();
    this.#place.querySelector<HTMLElement>('button')?.focus();
  }

  #findings({ gather }: typeof Output): Output.Findings {
    const { model, device, sentences, taxonomy, confidence, notices, text } = this.#component;
    if (!model) throw new TaggerError('invalid-input', 'Nothing is tagged yet.', 'Wait for the first tags.');
    const { title, rows } = this.#source();
    return gather({ title, text, sentences, model, device, taxonomy, confidence, notices, date: new Date(), ...(rows ? { rows } : {}) });
  }

  #draw(): void {
    // A circle can be saved as bars too; where the chart is bars already, once is enough. In a long text the profile takes its time.
    const circular = this.#open && this.#component.profile(0)?.taxonomy.circular === true;
    const items = ITEMS.filter(({ id }) => circular || !id.startsWith('bars'));
    render(
      html`
        <button type="button" id="download-menu" class="quiet" aria-expanded=${this.#open} aria-controls="download-items" ?disabled=${!this.#ready} @click=${() => this.#toggle(!this.#open)}>
          Download
        </button>
        <div id="download-items" class="menu" ?hidden=${!this.#open} role="group" aria-label="Download">
          ${items.map(
            (item) =>
              html`<button type="button" data-item=${item.id} @click=${() => this.#save(item)}>
                <span>${item.name}</span> <span class="soft">${item.what}</span>
              </button>`,
          )}
          <button type="button" data-item="print" @click=${() => (this.#toggle(false), print())}><span>Print</span> <span class="soft">this page</span></button>
        </div>
        <span class="hidden" role="status">${this.#message}</span>
      `,
      this.#place,
    );
  }
}

/** Has the browser save a file. */
function offer(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser takes the file up after this task.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
