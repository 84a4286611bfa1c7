import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { FITTED } from '../../tagging/decide.ts';
import type { Confidence, Tagger } from '../../tagging/types.ts';
import type { LabelId, TaxonomyId } from '../../taxonomy/types.ts';
import { STEPS } from './reading.ts';
import type { ViewName } from './view-switch.ts';

/** What is empty needs no attribute. */
const unlessEmpty = {
  fromAttribute: (value: string | null) => value ?? '',
  toAttribute: (value: string) => value || null,
};

/** What a page can set on the element. */
export abstract class TaggerProperties extends LitElement {
  /** The text, shown as it is: mark-up in it is text too. A new text ends the run over the old one and starts its own. */
  @property({ converter: { fromAttribute: (value: string | null) => value ?? '' } })
  get text(): string {
    return this.#given === '' ? this.#found : this.#given;
  }
  set text(text: string) {
    const before = this.text;
    // From code that is not type-checked, a missing text comes as null or undefined.
    this.#given = (text as string | null | undefined) ?? '';
    this.requestUpdate('text', before);
  }

  /** Id of an element of the page whose text is tagged where it stands; that element is never changed. */
  @property({ attribute: 'for', reflect: true, converter: unlessEmpty }) for = '';

  /** Label set that the sentences are read in; to change it runs no model. */
  @property({ reflect: true }) taxonomy: TaxonomyId = 'schwartz-20';

  /** How sure the model must be of a tag, 0 to 1; .5 is each label's fitted threshold. To change it runs no model. */
  @property({ type: Number }) confidence: Confidence = FITTED;

  /** Way to look at the text: `text`, `list`, `profile`, `compare` or `trend`. */
  @property({ reflect: true }) view: ViewName = 'text';

  /** Address of the folder of a model's bundle; elements that name the same one share it. Without it the one that ships is used. */
  @property({ attribute: 'model', reflect: true, converter: unlessEmpty }) modelUrl = '';

  /** `light` or `dark`; without it the colour scheme of the page around the element holds. */
  @property({ reflect: true, converter: unlessEmpty }) theme: '' | 'light' | 'dark' = '';

  /** Offers no corrections and no other version to compare with. */
  @property({ type: Boolean, reflect: true }) readonly = false;

  /** Another version of the text, to compare it with. */
  @property({ attribute: 'compare-to' }) compareTo = '';

  /** Leaves out the check whether the text is of a kind that the model learned from, and the note that follows from it. */
  @property({ type: Boolean, attribute: 'without-text-check' }) withoutTextCheck = false;

  /** Tagger to use in place of the one that all elements of the page share. */
  @property({ attribute: false }) tagger: Tagger | undefined;

  /** Label whose sentences are brought out. */
  @property({ attribute: false }) highlight: LabelId | undefined;

  #given = '';
  #found = '';

  /** Confidence that tags are decided at: the one that was set, brought to a whole step. */
  get chosenConfidence(): Confidence {
    const rounded = Math.round(this.confidence * STEPS) / STEPS;
    return Number.isFinite(rounded) ? Math.min(1, Math.max(0, rounded)) : FITTED;
  }

  /** @internal */
  foundText(text: string): void {
    if (text === this.#found) return;
    const before = this.text;
    this.#found = text;
    this.requestUpdate('text', before);
  }
}
