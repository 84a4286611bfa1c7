import { html, type TemplateResult } from 'lit';
import type { Strings } from '../locale/strings.ts';

/** Ways to look at a text. */
export const VIEWS = ['text', 'list', 'profile', 'compare', 'trend'] as const;
export type ViewName = (typeof VIEWS)[number];

export function isView(name: string): name is ViewName {
  return VIEWS.some((view) => view === name);
}

/** The tabs between views: one of them is in the order of Tab, arrows go to the others. */
export function viewSwitch(current: ViewName, strings: Strings, choose: (view: ViewName) => void): TemplateResult {
  return html`
    <div class="views" part="views" role="tablist" aria-label=${strings.say('view.legend')} @keydown=${(event: KeyboardEvent) => key(event, current, choose)}>
      ${VIEWS.map(
        (view) => html`
          <button
            type="button"
            role="tab"
            id="tab-${view}"
            class="view-tab"
            aria-selected=${view === current}
            aria-controls="panel"
            tabindex=${view === current ? 0 : -1}
            @click=${() => choose(view)}
          >
            ${strings.say(`view.${view}`)}
          </button>
        `,
      )}
    </div>
  `;
}

function key(event: KeyboardEvent, current: ViewName, choose: (view: ViewName) => void): void {
  const { currentTarget, key: name } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const rightToLeft = getComputedStyle(currentTarget).direction === 'rtl';
  const forward = rightToLeft ? 'ArrowLeft' : 'ArrowRight';
  const back = rightToLeft ? 'ArrowRight' : 'ArrowLeft';
  const at = VIEWS.indexOf(current);
  const next = { [forward]: at + 1, [back]: at - 1 + VIEWS.length, Home: 0, End: VIEWS.length - 1 }[name];
  const view = next === undefined ? undefined : VIEWS[next % VIEWS.length];
  if (view === undefined) return;
  event.preventDefault();
  choose(view);
  currentTarget.querySelector<HTMLElement>(`#tab-${view}`)?.focus();
}
