import { html, type TemplateResult } from 'lit';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import '../value-list/define.ts';
import type { ListedSentence } from '../value-list/order.ts';

export interface ListState {
  readonly sentences: readonly ListedSentence[];
  readonly taxonomy: Taxonomy;
  /** Sentence whose details are open. */
  readonly selected: number | undefined;
  readonly highlight: LabelId | undefined;
  /** Lists tagged sentences alone. */
  readonly taggedOnly: boolean;
  /** Empty for the list's own. */
  readonly heading: string;
}

/** The sentences as a table. */
export function listView({ sentences, taxonomy, selected, highlight, taggedOnly, heading }: ListState): TemplateResult {
  return html`<value-list
    part="list"
    .sentences=${sentences}
    .taxonomy=${taxonomy}
    .selected=${selected}
    .highlight=${highlight}
    .taggedOnly=${taggedOnly}
    .heading=${heading}
  ></value-list>`;
}
