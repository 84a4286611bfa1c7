import { html, nothing, type TemplateResult } from 'lit';
import { fraction } from '../../../src/components/strings.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import type { EntailmentModel } from '../models/entailment-models.ts';
import { hasHead, makeTagger, type MadeTagger, type PageModel, type Scorer } from './make-tagger.ts';

/** One of those that can vote. */
interface Member {
  readonly key: string;
  readonly name: string;
  readonly scorer: Scorer;
}

/** What was chosen for a member; kept while sets change. */
interface Vote {
  readonly voting: boolean;
  readonly weight: number;
}

/** A weight for a field, without the noise of binary fractions. */
const rounded = (weight: number): number => Math.round(weight * 1000) / 1000;

/** Who votes on the labels of a set, and with which weight; weights are set by hand or fitted on texts that people have labelled. */
export class VotesForm {
  readonly #changed: () => void;
  readonly #votes = new Map<string, Vote>();
  #lists: readonly File[] = [];
  #fitting: AbortController | undefined;
  #said = '';

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  view(set: LabelSet, page: PageModel, models: readonly EntailmentModel[], busy: boolean, read: () => void, tell: (error: unknown) => void): TemplateResult {
    const members = this.#members(set, page, models);
    const few = members.filter(({ key }) => this.#voteOf(key).voting).length < 2;
    return html`
      <fieldset class="votes">
        <legend>Who votes, and with which weight</legend>
        ${members.map(({ key, name }) => this.#row(key, name))}
        <div class="sets-bar">
          <button type="button" ?disabled=${few || busy || this.#fitting !== undefined} @click=${read}>Read with their votes</button>
          ${this.#fitting
            ? html`<button type="button" @click=${() => this.#fitting?.abort()}>Stop fitting</button>`
            : html`<button type="button" ?disabled=${few || busy} @click=${() => document.querySelector<HTMLInputElement>('#gold-file')?.click()}>Fit the weights on a file</button>`}
          <button type="button" @click=${() => document.querySelector<HTMLInputElement>('#voting-list')?.click()}>Add a word list</button>
          <input id="gold-file" type="file" hidden accept=".csv,.tsv,.txt,.json" aria-label="Texts that people have labelled" @change=${(event: Event) => void this.#fit(event, set, page, models, tell)} />
          <input id="voting-list" type="file" hidden multiple accept=".dic,.dicx,.csv,.tsv,.txt,.json" aria-label="Word list that votes" @change=${(event: Event) => this.#addList(event)} />
        </div>
        ${this.#said === '' ? nothing : html`<p class="votes-said" role="status">${this.#said}</p>`}
      </fieldset>
    `;
  }

  /** The taggers that vote, made for the set, and their weights. */
  async make(set: LabelSet, page: PageModel, models: readonly EntailmentModel[]): Promise<{ readonly made: readonly MadeTagger[]; readonly weights: readonly number[] }> {
    const voting = this.#members(set, page, models).filter(({ key }) => this.#voteOf(key).voting);
    return { made: await Promise.all(voting.map(({ scorer }) => makeTagger(scorer, set, page))), weights: voting.map(({ key }) => this.#voteOf(key).weight) };
  }

  #members(set: LabelSet, page: PageModel, models: readonly EntailmentModel[]): Member[] {
    return [
      ...(hasHead(page, set) ? [{ key: 'head', name: 'Trained head', scorer: { kind: 'head' } } as const] : []),
      { key: 'similarity', name: 'Similarity', scorer: { kind: 'similarity' } },
      ...models.map((model) => ({ key: model.id, name: `Entailment: ${model.title}`, scorer: { kind: 'nli', model } }) as const),
      ...(this.#lists.length > 0 ? [{ key: 'lexicon', name: `Word list: ${this.#lists.map(({ name }) => name).join(', ')}`, scorer: { kind: 'lexicon', files: this.#lists, licence: '' } } as const] : []),
    ];
  }

  #voteOf(key: string): Vote {
    return this.#votes.get(key) ?? { voting: true, weight: 1 };
  }

  #row(key: string, name: string): TemplateResult {
    const { voting, weight } = this.#voteOf(key);
    const change = (vote: Partial<Vote>): void => {
      this.#votes.set(key, { ...this.#voteOf(key), ...vote });
      this.#said = '';
      this.#changed();
    };
    return html`
      <div class="votes-row">
        <label><input type="checkbox" .checked=${voting} @change=${({ currentTarget }: Event) => change({ voting: (currentTarget as HTMLInputElement).checked })} /> ${name}</label>
        <input
          type="number"
          min="0"
          max="100"
          step="any"
          aria-label=${`Weight of ${name}`}
          ?disabled=${!voting}
          .value=${String(rounded(weight))}
          @change=${({ currentTarget }: Event) => change({ weight: Math.min(100, Math.max(0, (currentTarget as HTMLInputElement).valueAsNumber || 0)) })}
        />
      </div>
    `;
  }

  #addList(event: Event): void {
    const input = event.currentTarget as HTMLInputElement;
    this.#lists = [...(input.files ?? [])];
    input.value = '';
    this.#changed();
  }

  async #fit(event: Event, set: LabelSet, page: PageModel, models: readonly EntailmentModel[], tell: (error: unknown) => void): Promise<void> {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    // The same file may be chosen again, when it was mended.
    input.value = '';
    if (!file) return;
    const fitting = (this.#fitting = new AbortController());
    const keys = this.#members(set, page, models).flatMap(({ key }) => (this.#voteOf(key).voting ? [key] : []));
    this.#said = `The taggers read ${file.name} …`;
    tell(undefined);
    let made: readonly MadeTagger[] = [];
    try {
      const [{ GOLD_LIMITS, readGold }, { fitWeights }, { taxonomyOf }] = await Promise.all([import('../../../src/tagging/read-gold.ts'), import('../../../src/tagging/fit-weights.ts'), import('../../../src/label-sets/taxonomy.ts')]);
      // A byte too many is enough to be refused; of more than that nothing is read.
      const gold = readGold(new Uint8Array(await file.slice(0, GOLD_LIMITS.bytes + 1).arrayBuffer()), file.name, taxonomyOf(set));
      ({ made } = await this.make(set, page, models));
      const { weights, figures, chosen, sentences } = await fitWeights(gold, made.map(({ tagger }) => tagger), { signal: fitting.signal });
      for (const [place, key] of keys.entries()) this.#votes.set(key, { voting: true, weight: weights[place] ?? 0 });
      const best = Math.max(...Object.values(figures.singles));
      this.#said = `Fitted on ${sentences} texts. Macro-F1, each time on texts that the weights had not seen: ${fraction(figures.fitted)} fitted, ${fraction(figures.equal)} all alike, ${fraction(best)} the best alone${
        chosen === 'single' ? ', which therefore has all the weight' : ''
      }.`;
    } catch (error) {
      this.#said = '';
      if (!fitting.signal.aborted) tell(error);
    } finally {
      await Promise.all(made.map(({ tagger }) => tagger.dispose()));
      this.#fitting = undefined;
      this.#changed();
    }
  }
}
