import { html, nothing, type TemplateResult } from 'lit';
import { compare } from '../../analysis/compare.ts';
import type { Strings } from '../locale/strings.ts';
import '../value-compare/define.ts';
import type { ComparedTexts } from '../value-compare/value-compare.ts';
import type { RunState } from './run.ts';

export { compareViewStyles as styles } from './compare-view.styles.ts';

export interface CompareState {
  readonly texts: (by: typeof compare) => ComparedTexts | undefined;
  /** Where the run over the other version stands. */
  readonly state: RunState;
  /** The reader may choose the other version. */
  readonly open: boolean;
  readonly other: string;
}

/** A field for the other version, and what differs between both. */
export function compareView({ texts: compared, state, open, other }: CompareState, strings: Strings, choose: (text: string) => void): TemplateResult {
  const texts = compared(compare);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    // The listener stands on the form only, which has one field.
    choose((event.currentTarget as HTMLFormElement).querySelector('textarea')?.value ?? '');
  };
  return html`
    <div class="compare" part="compare">
      ${open
        ? html`<details class="other" ?open=${other.trim() === ''}>
            <summary>${other.trim() === '' ? strings.say('compare.other') : strings.say('compare.change')}</summary>
            <form @submit=${submit}>
              <label for="other-version" class="soft small">${strings.say('compare.hint')}</label>
              <textarea id="other-version" rows="6" spellcheck="false" dir="auto" .value=${other}></textarea>
              <button type="submit" class="small-button">${strings.say('compare.start')}</button>
            </form>
          </details>`
        : nothing}
      ${texts ? html`<value-compare .texts=${texts}></value-compare>` : nothing}
      ${!texts && other.trim() !== '' ? html`<p class="soft" role="status">${waiting(state, strings)}</p>` : nothing}
    </div>
  `;
}

function waiting(state: RunState, strings: Strings): string {
  if (state.kind === 'failed') return `${state.error.message} ${state.error.hint}`;
  return state.kind === 'running' && state.progress ? strings.phase(state.progress) : strings.say('progress.starting');
}
