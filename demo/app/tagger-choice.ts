import { html, nothing, type TemplateResult } from 'lit';
import type { KeptModel } from '../../src/bundle/store.ts';
import { counted, fraction, list } from '../../src/components/strings.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import type { Stability } from '../../src/analysis/stability.ts';
import { TaggerError, describe } from '../../src/errors.ts';
import type { LabelSet, LabelSetUse, TaggerKind } from '../../src/label-sets/types.ts';
import type { ModelInfo, Tagger } from '../../src/tagging/types.ts';
import { getTaxonomy } from '../../src/taxonomy/registry.ts';
import { similarityFigure } from '../../src/zero-shot/similarity-figures.ts';
import type { ZeroShotTagger } from '../../src/zero-shot/zero-shot-tagger.ts';
import { keepsResults } from './keep-choice.ts';
import { stabilityTable } from './stability-table.ts';

/** What scores a set: one of the taggers, or the head of the page's model that was trained on it. */
type Choice = TaggerKind | 'head' | 'generator';

const NAMES: Readonly<Record<Choice, string>> = { head: 'Trained head', similarity: 'Similarity', nli: 'Entailment', lexicon: 'Word list', generator: 'Language model' };

interface InUse {
  readonly tagger: Tagger;
  readonly use: LabelSetUse;
  readonly model: ModelInfo;
  /** Where its stability can be checked. */
  readonly zeroShot?: ZeroShotTagger;
}

/** The choice of what scores the open set, where its scores come from, and how stable they are. */
export class TaggerChoice {
  readonly #component: ValueTagger;
  readonly #model: Tagger;
  readonly #changed: () => void;
  readonly #readBy: (set: LabelSet) => void;
  #choice: Choice = 'similarity';
  #inUse: InUse | undefined;
  #licence = '';
  #busy = '';
  #message = '';
  #models: readonly KeptModel[] | undefined;
  #directions = false;
  #checking: AbortController | undefined;
  #stability: Stability | undefined;

  /**
   * @param model the tagger that the page goes back to
   * @param changed called whenever there is something else to show
   * @param readBy opens the readings by a language model, with a set
   */
  constructor(component: ValueTagger, model: Tagger, changed: () => void, readBy: (set: LabelSet) => void) {
    this.#component = component;
    this.#model = model;
    this.#changed = changed;
    this.#readBy = readBy;
    // Whether stability can be checked depends on the text that is shown.
    component.addEventListener('value-tagger-tagged', ({ detail }) => detail.complete && changed());
  }

  view(set: LabelSet): TemplateResult {
    const used = this.#inUse?.use.labelSet.id === set.id ? this.#inUse : undefined;
    const choices: readonly Choice[] = [...(getTaxonomy(set.id) ? (['head'] as const) : []), 'similarity', 'nli', 'lexicon', 'generator'];
    const choice = choices.includes(this.#choice) ? this.#choice : 'similarity';
    return html`
      <div class="sets-use">
        <div class="sets-bar">
          <label for="tagger-choice">Read texts by</label>
          <select id="tagger-choice" @change=${(event: Event) => this.#choose((event.currentTarget as HTMLSelectElement).value as Choice)}>
            ${choices.map((one) => html`<option value=${one} ?selected=${one === choice}>${NAMES[one]}</option>`)}
          </select>
          ${this.#action(choice, set)} ${this.#inUse ? html`<button type="button" @click=${() => void this.#back()}>Go back to the model</button>` : nothing}
        </div>
        <p>${this.#explanation(choice, set)}</p>
        <p class="sets-status" role="status">${this.#busy} ${this.#message}</p>
        ${used ? provenance(used.model) : nothing} ${used?.zeroShot ? this.#stabilityView(set, used.zeroShot) : nothing}
      </div>
    `;
  }

  #action(choice: Choice, set: LabelSet): TemplateResult | typeof nothing {
    switch (choice) {
      case 'head':
        return html`<button type="button" @click=${() => void this.#back(set.id)}>Read with the model</button>`;
      case 'similarity':
        return html`<button type="button" ?disabled=${this.#busy !== ''} @click=${() => void this.#readBySimilarity(set)}>Read by similarity</button>`;
      case 'nli':
        return this.#models && this.#models.length > 0
          ? html`
              <select id="nli-model" aria-label="Model of entailment">
                ${this.#models.map(({ id, manifest }) => html`<option value=${id}>${manifest.title}</option>`)}
              </select>
              <label class="sets-check"><input type="checkbox" .checked=${this.#directions} @change=${(event: Event) => (this.#directions = (event.currentTarget as HTMLInputElement).checked)} /> for or against</label>
              <button type="button" ?disabled=${this.#busy !== ''} @click=${() => void this.#readByEntailment(set)}>Read by entailment</button>
            `
          : nothing;
      case 'generator':
        return html`<button type="button" @click=${() => this.#readBy(set)}>To the readings by a language model</button>`;
      case 'lexicon':
        return html`
          <label for="lexicon-licence">Licence of the list</label>
          <input id="lexicon-licence" type="text" autocomplete="off" .value=${this.#licence} @input=${(event: Event) => (this.#licence = (event.currentTarget as HTMLInputElement).value)} />
          <button type="button" @click=${() => document.querySelector<HTMLInputElement>('#lexicon-file')?.click()}>Read with a word list</button>
          <input id="lexicon-file" type="file" hidden multiple accept=".dic,.dicx,.csv,.tsv,.txt,.json" aria-label="Word list" @change=${(event: Event) => void this.#readWithList(set, event)} />
        `;
    }
  }

  #explanation(choice: Choice, set: LabelSet): TemplateResult {
    switch (choice) {
      case 'head':
        return html`The model of this page was trained on sentences with these labels, and each label has a threshold of its own.`;
      case 'similarity':
        return similarityText(set);
      case 'nli':
        return html`A model of entailment is asked, for each sentence and each phrase of a label, whether the one follows from the other. None comes with this page: make one by a recipe under
        “Models” (of 13 to 244 MB), bring it in and keep it, and it can be chosen here${this.#models?.length === 0 ? '. So far no model that is kept has a class called entailment' : ''}.`;
      case 'generator':
        return html`A small language model is asked of each sentence which labels it appeals to. That is a reading, not a measurement, and such models are weak at it; it is slow, and none comes with this page.`;
      case 'lexicon':
        return html`A word list (LIWC .dic, CSV, TSV or JSON) whose categories are named like the labels of the set. A sentence has a label where it has one of its words.`;
    }
  }

  #choose(choice: Choice): void {
    this.#choice = choice;
    this.#message = '';
    if (choice === 'nli' && !this.#models) void this.#findModels();
    this.#changed();
  }

  async #findModels(): Promise<void> {
    try {
      const { keptModels } = await import('../../src/bundle/store.ts');
      const named = (names: readonly (string | undefined)[]): boolean => names.some((name) => name?.toLowerCase() === 'entailment');
      this.#models = (await keptModels()).filter(({ manifest }) => manifest.heads.some(({ labels }) => named(labels.flatMap(({ id, name }) => [id, name]))));
    } catch {
      this.#models = [];
    }
    this.#changed();
  }

  async #readBySimilarity(labelSet: LabelSet): Promise<void> {
    const { createSimilarityTagger } = await import('../../src/zero-shot/create-similarity-tagger.ts');
    const tagger = createSimilarityTagger({ labelSet, ...pageOptions() });
    await this.#use(tagger, { labelSet, taggerKind: 'similarity' }, tagger);
  }

  async #readByEntailment(labelSet: LabelSet): Promise<void> {
    const id = document.querySelector<HTMLSelectElement>('#nli-model')?.value;
    const model = this.#models?.find((one) => one.id === id);
    if (!model) return;
    const [{ createNliTagger }, { keptBundle }, { withDirections }] = await Promise.all([
      import('../../src/zero-shot/create-nli-tagger.ts'),
      import('../../src/bundle/store.ts'),
      import('../../src/zero-shot/with-directions.ts'),
    ]);
    const tagger = createNliTagger({ labelSet, bundle: keptBundle(model), ...pageOptions() });
    await this.#use(this.#directions ? withDirections(tagger, { labelSet }) : tagger, { labelSet, taggerKind: 'nli' }, tagger);
  }

  async #readWithList(labelSet: LabelSet, event: Event): Promise<void> {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length === 0) return;
    const { createLexiconTagger } = await import('../../src/lexicon/create-lexicon-tagger.ts');
    await this.#use(createLexiconTagger({ lexicon: files, labelSet, ...(this.#licence === '' ? {} : { licence: this.#licence }) }), { labelSet, taggerKind: 'lexicon' });
  }

  async #use(tagger: Tagger, use: LabelSetUse, zeroShot?: ZeroShotTagger): Promise<void> {
    this.#busy = 'The labels are being prepared …';
    this.#message = '';
    this.#changed();
    try {
      const model = await tagger.ready();
      const before = this.#inUse;
      this.#stopChecking();
      this.#inUse = { tagger, use, model, ...(zeroShot ? { zeroShot } : {}) };
      this.#message = use.taggerKind === 'lexicon' ? tagger.notices.map(({ message }) => message).join(' ') : '';
      this.#component.taxonomy = use.labelSet.id;
      this.#component.tagger = tagger;
      await before?.tagger.dispose();
    } catch (error) {
      await tagger.dispose();
      this.#message = error instanceof TaggerError ? `${error.message} ${error.hint}` : describe(error);
    }
    this.#busy = '';
    this.#changed();
  }

  async #back(taxonomy = 'schwartz-20'): Promise<void> {
    const { tagger } = this.#inUse ?? {};
    this.#inUse = undefined;
    this.#message = '';
    this.#stopChecking();
    this.#component.taxonomy = taxonomy;
    this.#component.tagger = this.#model;
    await tagger?.dispose();
    this.#changed();
  }

  #stabilityView(set: LabelSet, tagger: ZeroShotTagger): TemplateResult {
    return html`
      <div class="sets-bar">
        ${this.#checking
          ? html`<button type="button" @click=${() => this.#stopChecking()}>Stop the check</button>`
          : html`<button type="button" ?disabled=${this.#component.text.trim() === ''} @click=${() => void this.#check(tagger)}>Check how stable the tags are</button>`}
      </div>
      ${this.#stability ? stabilityTable(this.#stability, set) : nothing}
    `;
  }

  async #check(tagger: ZeroShotTagger): Promise<void> {
    const checking = new AbortController();
    this.#checking = checking;
    this.#stability = undefined;
    const tell = (done: number, total: number): void => {
      this.#busy = `The text is read in other words: ${done} of ${total}.`;
      this.#changed();
    };
    tell(0, 1);
    try {
      const { checkStability } = await import('../../src/zero-shot/check-stability.ts');
      this.#stability = await checkStability(tagger, this.#component.text, { signal: checking.signal, onProgress: tell, confidence: this.#component.confidence });
    } catch (error) {
      if (!checking.signal.aborted) this.#message = error instanceof TaggerError ? `${error.message} ${error.hint}` : describe(error);
    }
    if (this.#checking === checking) {
      this.#checking = undefined;
      this.#busy = '';
    }
    this.#changed();
  }

  #stopChecking(): void {
    this.#checking?.abort();
    this.#checking = undefined;
    this.#stability = undefined;
    this.#busy = '';
    this.#changed();
  }
}

/** As the page's own model is run. */
function pageOptions(): { cache: 'indexeddb' | 'none'; device: 'auto' | 'wasm' | 'webgpu' } {
  const wish = new URLSearchParams(location.search).get('device');
  return { cache: keepsResults() ? 'indexeddb' : 'none', device: wish === 'wasm' || wish === 'webgpu' ? wish : 'auto' };
}

function similarityText({ id }: LabelSet): TemplateResult {
  const figure = similarityFigure(id);
  const measured = figure
    ? html`Measured on ${counted(figure.texts, 'text')} of ${figure.dataset} (${figure.split}): macro-F1 ${fraction(figure.macroF1)}${figure.macroF1Interval
        ? ` (95 %: ${fraction(figure.macroF1Interval.low)} to ${fraction(figure.macroF1Interval.high)})`
        : ''}${figure.trained ? `, where the trained head has ${fraction(figure.trained.macroF1)}` : ''}. Macro-F1 is the mean over the labels of how well tags agree with those of people, 0 to 1. The model learned from these labels, so expect less of other sets.`
    : html`For this set nobody has measured how well that agrees with people.`;
  return html`The model of this page compares each sentence with the name, the definition and the phrases of each label; nothing more is downloaded, and no threshold is fitted. ${measured}`;
}

/** Where scores come from. */
function provenance({ title, revision, licence, method, credit, directionFrom }: ModelInfo): TemplateResult {
  return html`
    <p class="sets-provenance">
      The text is read with <b>${title}</b>, revision ${revision}, licence ${licence}${credit.length > 0 ? html`, from ${list(credit)}` : nothing}. ${method ?? ''}
      ${directionFrom ? html`For and against by ${directionFrom.title}. ${directionFrom.method ?? ''}` : nothing}
    </p>
  `;
}
