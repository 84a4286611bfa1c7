import { html, nothing, type TemplateResult } from 'lit';
import type { OutlineEntry } from '../../label-sets/outline.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import { editorStrings as strings } from './strings.ts';

/** Height of a row in pixels: the same for all, so that of thousands only those in sight need to exist. */
export const ROW = 36;
/** Rows above and below those in sight. */
const SPARE = 8;

export interface LabelListView {
  readonly entries: readonly OutlineEntry[];
  readonly selected: LabelId | undefined;
  /** Where the list is scrolled to and how much of it is seen, in pixels. */
  readonly top: number;
  readonly height: number;
  /** While searching, labels stand in the order of how well they fit, and depth would mislead. */
  readonly flat: boolean;
}

export interface LabelListActions {
  readonly scroll: (top: number) => void;
  readonly select: (id: LabelId) => void;
  readonly key: (event: KeyboardEvent) => void;
}

/**
 * The labels as a list box with one row a label, drawn where it is looked at. Places are set as properties: attributes and
 * Lit's styleMap, which begins with one, are inline styles to a content-security policy.
 */
export function labelList({ entries, selected, top, height, flat }: LabelListView, actions: LabelListActions): TemplateResult {
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(entries.length, Math.ceil((top + height) / ROW) + SPARE);
  const at = entries.findIndex(({ label }) => label.id === selected);
  const drawn = at >= first && at < last;
  return html`
    <div
      class="list"
      role="listbox"
      tabindex="0"
      aria-label=${strings.list}
      aria-activedescendant=${drawn ? `row-${at}` : nothing}
      @scroll=${(event: Event) => actions.scroll((event.currentTarget as HTMLElement).scrollTop)}
      @keydown=${actions.key}
    >
      <div class="rows" role="presentation" .style=${`height: ${entries.length * ROW}px`}>
        ${entries.slice(first, last).map((entry, offset) => row(entry, first + offset, entries.length, selected, flat, actions))}
      </div>
    </div>
  `;
}

function row({ label, depth, hasChildren }: OutlineEntry, at: number, all: number, selected: LabelId | undefined, flat: boolean, { select }: LabelListActions): TemplateResult {
  return html`
    <div
      class=${hasChildren ? 'row group' : 'row'}
      id="row-${at}"
      role="option"
      aria-selected=${label.id === selected}
      aria-setsize=${all}
      aria-posinset=${at + 1}
      .style=${`top: ${at * ROW}px; padding-inline-start: ${flat ? 0.75 : 0.75 + depth * 0.875}rem`}
      title=${label.definition ?? label.name}
      @click=${() => select(label.id)}
    >
      <span class="row-name">${label.name}</span>
    </div>
  `;
}

/** Index that a key leads to; undefined for a key that leads nowhere. */
export function indexAfter(key: string, at: number, count: number, page: number): number | undefined {
  const to: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, Home: 0, End: count - 1, PageDown: at + page, PageUp: at - page };
  const next = Object.hasOwn(to, key) ? to[key] : undefined;
  return next === undefined ? undefined : Math.max(0, Math.min(count - 1, next));
}
