import { html, nothing, svg, type TemplateResult } from 'lit';
import { FITTED } from '../../tagging/decide.ts';
import type { Confidence } from '../../tagging/types.ts';
import type { Strings } from '../locale/strings.ts';
import { STEPS } from './reading.ts';

const LOWEST = 0.05;
const HIGHEST = 0.95;
const BARS = 46;
const HEIGHT = 28;

export interface ConfidenceView {
  readonly confidence: Confidence;
  /** Tags in the text at each step. */
  readonly distribution: readonly number[];
  readonly tagged: number;
  readonly sentences: number;
  readonly strings: Strings;
  /** Whether the model's thresholds were fitted on data. */
  readonly fitted: boolean;
}

/** Slider under a histogram of how many tags each of its positions gives. */
export function confidenceSlider(
  { confidence, distribution, tagged, sentences, fitted, strings }: ConfidenceView,
  choose: (confidence: Confidence) => void,
): TemplateResult {
  const tags = distribution[Math.round(confidence * STEPS)] ?? 0;
  const middle = strings.say(fitted ? 'confidence.fitted' : 'confidence.notFitted');
  return html`
    <div class="confidence" part="confidence">
      <div class="confidence-head">
        <label for="confidence">${strings.say('confidence.label')} <output class="number">${strings.fraction(confidence)}</output></label>
        <span class="soft">${strings.counted('tags', tags)}</span>
        ${confidence === FITTED
          ? html`<span class="soft">${middle.charAt(0).toLocaleLowerCase(strings.locale) + middle.slice(1)}</span>`
          : html`<button class="link" type="button" @click=${() => choose(FITTED)}>
              ${middle} ${strings.fraction(FITTED)}
            </button>`}
      </div>
      <div class="slider">
        ${histogram(distribution, confidence)}
        <input
          id="confidence"
          type="range"
          min=${LOWEST}
          max=${HIGHEST}
          step=${1 / STEPS}
          .value=${String(confidence)}
          aria-valuetext=${strings.say('confidence.value', strings.fraction(confidence), strings.counted('tags', tags), strings.counted('sentences', tagged))}
          ?disabled=${sentences === 0}
          @input=${(event: InputEvent) => choose(position(event))}
        />
        <span class="fitted" aria-hidden="true"></span>
      </div>
    </div>
  `;
}

function histogram(distribution: readonly number[], confidence: Confidence): TemplateResult | typeof nothing {
  const positions = Array.from({ length: BARS }, (_, bar) => LOWEST + ((HIGHEST - LOWEST) * bar) / (BARS - 1));
  const tags = positions.map((position) => distribution[Math.round(position * STEPS)] ?? 0);
  const most = Math.max(1, ...tags);
  const current = Math.round(((confidence - LOWEST) / (HIGHEST - LOWEST)) * (BARS - 1));
  // Low positions give ten times the tags of high ones; the square root keeps both visible.
  return html`<svg class="histogram" viewBox="0 0 ${BARS} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${tags.map((number, bar) => {
      const height = number === 0 ? 0 : Math.max(1, HEIGHT * Math.sqrt(number / most));
      return svg`<rect class=${bar === current ? 'current' : bar > current ? 'kept' : 'left-out'}
        x=${bar + 0.14} y=${HEIGHT - height} width="0.72" height=${height}></rect>`;
    })}
  </svg>`;
}

function position(event: InputEvent): Confidence {
  // The listener stands on the range input only.
  return Math.round(Number((event.currentTarget as HTMLInputElement).value) * STEPS) / STEPS;
}
