import { html, nothing, type TemplateResult } from 'lit';
import { list } from '../../src/components/strings.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import type { Stability } from '../../src/analysis/stability.ts';
import { TaggerError, describe } from '../../src/errors.ts';
import type { LabelSet, TaggerKind } from '../../src/label-sets/types.ts';
import type { ModelInfo } from '../../src/tagging/types.ts';
import type { ZeroShotTagger } from '../../src/zero-shot/zero-shot-tagger.ts';
import { entailmentModels, type EntailmentModel } from './models/entailment-models.ts';
import { stabilityTable } from './stability-table.ts';
import { disagreementTable } from './tagging/disagreement-table.ts';
import { explanation } from './tagging/explanation.ts';
import { directed, hasHead, makeTagger, type MadeTagger, type PageModel, type Scorer } from './tagging/make-tagger.ts';
import { VotesForm } from './tagging/votes-form.ts';

/** What scores a set; `votes`: several of the others; `generator`: a language model, in a panel of its own. */
export type Choice = TaggerKind | 'head' | 'votes' | 'generator';

const NAMES: Readonly<Record<Choice, string>> = { head: 'Trained head', similarity: 'Similarity', nli: 'Entailment', lexicon: 'Word list', votes: 'Several that vote', generator: 'Language model' };

interface InUse extends MadeTagger {
  readonly set: LabelSet;
  readonly choice: Choice;
  readonly model: ModelInfo;
}

/** The choice of what scores the open set, where its scores come from, and how stable they are. */
export class TaggerChoice {
  readonly #component: ValueTagger;
  readonly #page: () => PageModel;
  readonly #changed: () => void;
  readonly #votes: VotesForm;
  readonly #readBy: (set: LabelSet) => void;
  #choice: Choice = 'similarity';
  #inUse: InUse | undefined;
  #licence = '';
  #busy = '';
  #message = '';
  #models: readonly EntailmentModel[] | undefined;
  #chosenModel = '';
  #directions = false;
  #checking: AbortController | undefined;
  #stability: Stability | undefined;

  /**
   * @param page the model that the page goes back to
   * @param changed called whenever there is something else to show
   * @param readBy opens the readings by a language model, with a set
   */
  constructor(component: ValueTagger, page: () => PageModel, changed: () => void, readBy: (set: LabelSet) => void) {
    this.#component = component;
    this.#page = page;
    this.#changed = changed;
    this.#votes = new VotesForm(changed);
    this.#readBy = readBy;
    // Whether stability can be checked depends on the text that is shown, and the page may have gone on to another model.
    component.addEventListener('value-tagger-tagged', ({ detail }) => {
      if (!detail.complete) return;
      this.#dropUnused();
      changed();
    });
    document.querySelector('#models-dialog')?.addEventListener('close', () => void this.#findModels());
    void this.#findModels();
  }

  view(set: LabelSet): TemplateResult {
    const used = this.#inUse?.set.id === set.id && this.#component.tagger === this.#inUse.tagger ? this.#inUse : undefined;
    const choices: readonly Choice[] = [...(hasHead(this.#page(), set) ? (['head'] as const) : []), 'similarity', 'nli', 'lexicon', 'votes', 'generator'];
    const choice = choices.includes(this.#choice) ? this.#choice : 'similarity';
    return html`
      <div class="sets-use">
        <div class="sets-bar">
          <label for="tagger-choice">Read texts by</label>
          <select id="tagger-choice" @change=${(event: Event) => this.#choose((event.currentTarget as HTMLSelectElement).value as Choice)}>
            ${choices.map((one) => html`<option value=${one} ?selected=${one === choice}>${NAMES[one]}</option>`)}
          </select>
          ${this.#directionView(choice)} ${this.#action(choice, set)} ${this.#inUse ? html`<button type="button" @click=${() => void this.#back()}>Go back to the model</button>` : nothing}
        </div>
        <p>${explanation(choice, set, this.#models?.length === 0)}</p>
        ${choice === 'votes' ? this.#votes.view(set, this.#page(), this.#models ?? [], this.#busy !== '', () => void this.#readByVotes(set), (error) => this.#tell(error)) : nothing}
        <p class="sets-status" role="status">${this.#busy} ${this.#message}</p>
        ${used ? html`${provenance(used, set)} ${used.choice === 'votes' ? disagreementTable(this.#component, set.id) : nothing}` : nothing}
        ${used?.zeroShot ? this.#stabilityView(set, used.zeroShot) : nothing}
      </div>
    `;
  }

  /** Which model of entailment is asked, and whether for a direction too; nothing where there is none. */
  #directionView(choice: Choice): TemplateResult | typeof nothing {
    const models = this.#models ?? [];
    if (models.length === 0 || choice === 'generator') return nothing;
    const select = html`
      <select id="nli-model" aria-label="Model of entailment" @change=${(event: Event) => (this.#chosenModel = (event.currentTarget as HTMLSelectElement).value)}>
        ${models.map(({ id, title }) => html`<option value=${id} ?selected=${id === this.#model?.id}>${title}</option>`)}
      </select>
    `;
    return html`
      ${choice === 'nli' ? select : nothing}
      <label class="sets-check"><input id="directions" type="checkbox" .checked=${this.#directions} @change=${(event: Event) => this.#direct((event.currentTarget as HTMLInputElement).checked)} /> for or against</label>
      ${choice !== 'nli' && this.#directions ? select : nothing}
    `;
  }

  #direct(directions: boolean): void {
    this.#directions = directions;
    this.#changed();
  }

  get #model(): EntailmentModel | undefined {
    return this.#models?.find(({ id }) => id === this.#chosenModel) ?? this.#models?.[0];
  }

  #action(choice: Choice, set: LabelSet): TemplateResult | typeof nothing {
    const busy = this.#busy !== '';
    switch (choice) {
      case 'head':
        return html`<button type="button" ?disabled=${busy} @click=${() => void (this.#directions ? this.#read({ kind: 'head' }, set) : this.#back(set.id))}>Read with the model</button>`;
      case 'similarity':
        return html`<button type="button" ?disabled=${busy} @click=${() => void this.#read({ kind: 'similarity' }, set)}>Read by similarity</button>`;
      case 'nli': {
        const model = this.#model;
        return model ? html`<button type="button" ?disabled=${busy} @click=${() => void this.#read({ kind: 'nli', model }, set)}>Read by entailment</button>` : nothing;
      }
      case 'generator':
        return html`<button type="button" @click=${() => this.#readBy(set)}>To the readings by a language model</button>`;
      case 'lexicon':
        return html`
          <label for="lexicon-licence">Licence of the list</label>
          <input id="lexicon-licence" type="text" autocomplete="off" .value=${this.#licence} @input=${(event: Event) => (this.#licence = (event.currentTarget as HTMLInputElement).value)} />
          <button type="button" ?disabled=${busy} @click=${() => document.querySelector<HTMLInputElement>('#lexicon-file')?.click()}>Read with a word list</button>
          <input id="lexicon-file" type="file" hidden multiple accept=".dic,.dicx,.csv,.tsv,.txt,.json" aria-label="Word list" @change=${(event: Event) => void this.#readWithList(set, event)} />
        `;
      case 'votes':
        return nothing;
    }
  }

  #choose(choice: Choice): void {
    this.#choice = choice;
    this.#message = '';
    this.#changed();
  }

  async #findModels(): Promise<void> {
    this.#models = await entailmentModels();
    this.#changed();
  }

  async #readWithList(set: LabelSet, event: Event): Promise<void> {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) await this.#read({ kind: 'lexicon', files, licence: this.#licence }, set);
  }

  async #read(scorer: Scorer, set: LabelSet): Promise<void> {
    await this.#use(scorer.kind, set, () => makeTagger(scorer, set, this.#page()), scorer.kind === 'nli');
  }

  async #readByVotes(set: LabelSet): Promise<void> {
    await this.#use('votes', set, async () => {
      const [{ createEnsemble }, { made, weights }] = await Promise.all([import('../../src/tagging/ensemble.ts'), this.#votes.make(set, this.#page(), this.#models ?? [])]);
      const taggers = made.map(({ tagger }) => tagger);
      try {
        return { tagger: createEnsemble(taggers, { weights, taxonomy: set.id }) };
      } catch (error) {
        await Promise.all(taggers.map((tagger) => tagger.dispose()));
        throw error;
      }
    });
  }

  /** @param entails the tagger is one of entailment, whose own model can be asked for a direction */
  async #use(choice: Choice, set: LabelSet, make: () => Promise<MadeTagger>, entails = false): Promise<void> {
    this.#busy = 'The labels are being prepared …';
    this.#message = '';
    this.#changed();
    let made: MadeTagger | undefined;
    try {
      made = await make();
      const told = this.#directions ? this.#model : undefined;
      if (told) made = await directed(made, set, told, entails);
      const { tagger } = made;
      const model = await tagger.ready();
      const before = this.#inUse;
      this.#stopChecking();
      this.#inUse = { ...made, choice, set, model };
      this.#message = choice === 'lexicon' ? tagger.notices.map(({ message }) => message).join(' ') : '';
      this.#component.taxonomy = set.id;
      this.#component.tagger = tagger;
      await before?.tagger.dispose();
    } catch (error) {
      await made?.tagger.dispose();
      this.#message = messageOf(error);
    }
    this.#busy = '';
    this.#changed();
  }

  #tell(error: unknown): void {
    this.#message = error === undefined ? '' : messageOf(error);
    this.#changed();
  }

  async #back(taxonomy?: string): Promise<void> {
    const { tagger, heads } = this.#page();
    const inUse = this.#inUse;
    this.#inUse = undefined;
    this.#message = '';
    this.#stopChecking();
    this.#component.taxonomy = taxonomy ?? heads?.[0]?.taxonomy ?? 'schwartz-20';
    this.#component.tagger = tagger;
    await inUse?.tagger.dispose();
    this.#changed();
  }

  /** Ends a tagger that the page has left for another model. */
  #dropUnused(): void {
    const inUse = this.#inUse;
    if (!inUse || this.#component.tagger === inUse.tagger) return;
    this.#inUse = undefined;
    this.#stopChecking();
    void inUse.tagger.dispose();
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
      if (!checking.signal.aborted) this.#message = messageOf(error);
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

const messageOf = (error: unknown): string => (error instanceof TaggerError ? `${error.message} ${error.hint}` : describe(error));

/** Where scores come from. */
function provenance({ model, set: read }: InUse, set: LabelSet): TemplateResult {
  const { title, revision, licence, method, credit, directionFrom } = model;
  return html`
    <p class="sets-provenance">
      The text is read with <b>${title}</b>, revision ${revision}, licence ${licence}${credit.length > 0 ? html`, from ${list(credit)}` : nothing}. ${method ?? ''}
      ${directionFrom ? html`For and against by ${directionFrom.title}. ${directionFrom.method ?? ''}` : nothing}
      ${same(read, set) ? nothing : 'The set was changed since: read again to read by what it says now.'}
    </p>
  `;
}

const same = (one: LabelSet, other: LabelSet): boolean => one === other || JSON.stringify(one) === JSON.stringify(other);
