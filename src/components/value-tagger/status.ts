import { html, nothing, type TemplateResult } from 'lit';
import type { Device, Notice, TaggingProgress } from '../../tagging/types.ts';
import type { Strings } from '../locale/strings.ts';
import type { RunState } from './run.ts';

export interface StatusView {
  readonly strings: Strings;
  readonly state: RunState;
  readonly sentences: number;
  readonly truncated: number;
  readonly device: Device | undefined;
  readonly notices: readonly Notice[];
}

export interface StatusActions {
  readonly cancel: () => void;
  readonly start: () => void;
}

/** What is going on: one line and a thin bar, always in the same place; or what went wrong and what can be done. */
export function status(view: StatusView, actions: StatusActions): TemplateResult {
  const { state } = view;
  return html`
    <div class="status" part="status">
      ${state.kind === 'failed' ? failure(state.error, view.strings, actions.start) : line(view, actions)}
      <p class="hidden" role="status">${announcement(view)}</p>
      ${notes(view)}
    </div>
  `;
}

function line({ strings, state, sentences, device }: StatusView, { cancel, start }: StatusActions): TemplateResult {
  switch (state.kind) {
    case 'running': {
      const { progress } = state;
      const share = progress === undefined ? undefined : shareOf(progress);
      return html`
        <div class="status-line">
          <span>${progress ? strings.phase(progress) : strings.say('progress.starting')}</span>
          ${progress?.phase === 'download'
            ? html`<span class="soft">${strings.say('progress.all', strings.megabytes(progress.allLoaded), strings.megabytes(progress.allTotal))}</span>`
            : nothing}
          <button class="link" type="button" @click=${cancel}>${strings.say('progress.cancel')}</button>
        </div>
        <div
          class="progress"
          role="progressbar"
          aria-label=${strings.say('progress.label')}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${share === undefined ? nothing : Math.round(share * 100)}
        >
          <svg viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
            <rect class=${share === undefined ? 'waiting' : ''} width=${Math.round((share ?? 0.25) * 1000)} height="1"></rect>
          </svg>
        </div>
      `;
    }
    case 'cancelled':
      return html`<div class="status-line">
          <span>${strings.say('progress.cancelled', strings.counted('sentences', sentences))}</span>
          <button class="link" type="button" @click=${start}>${strings.say('progress.resume')}</button>
        </div>
        <div class="progress"></div>`;
    case 'tagged':
      return html`<div class="status-line soft"><span>${strings.done(sentences, device)}</span></div>
        <div class="progress"></div>`;
    default:
      return html`<div class="status-line"></div>
        <div class="progress"></div>`;
  }
}

/** What went wrong, what can be done, and a button to try it again. */
export function failure({ message, hint }: { readonly message: string; readonly hint: string }, strings: Strings, again: () => void): TemplateResult {
  return html`
    <div class="failure" role="alert">
      <p class="failure-title">${strings.say('progress.failed')}</p>
      <p>${message}</p>
      <p class="soft">${hint}</p>
      <button type="button" @click=${again}>${strings.say('progress.again')}</button>
    </div>
  `;
}

function notes({ strings, notices, truncated }: StatusView): TemplateResult | typeof nothing {
  const messages = [...new Set(notices.map(({ message }) => message))];
  if (truncated > 0) messages.push(strings.truncated(truncated));
  if (messages.length === 0) return nothing;
  return html`<ul class="notices" aria-label=${strings.say('notices.title')}>
    ${messages.map((message) => html`<li>${message}</li>`)}
  </ul>`;
}

/** How far the present phase is, 0 to 1; undefined where nobody can tell. */
function shareOf(progress: TaggingProgress): number | undefined {
  switch (progress.phase) {
    case 'download':
      return progress.allTotal > 0 ? progress.allLoaded / progress.allTotal : undefined;
    case 'tag':
      return progress.total > 0 ? progress.done / progress.total : undefined;
    default:
      return undefined;
  }
}

/** What a screen reader is told: phases and quarters, not every batch. */
function announcement({ strings, state, sentences, device }: StatusView): string {
  switch (state.kind) {
    case 'running': {
      const { progress } = state;
      if (progress === undefined) return strings.say('progress.starting');
      if (progress.phase === 'download') return strings.say('progress.quarter.download', quarter(shareOf(progress)));
      if (progress.phase === 'tag') return strings.say('progress.quarter.tag', quarter(shareOf(progress)));
      return strings.phase(progress);
    }
    case 'cancelled':
      return strings.say('progress.cancelled', strings.counted('sentences', sentences));
    case 'tagged':
      return strings.done(sentences, device);
    default:
      return '';
  }
}

function quarter(share: number | undefined): string {
  return String(Math.floor((share ?? 0) * 4) * 25);
}
