import { html, nothing, type TemplateResult } from 'lit';
import { fraction, list } from '../../../../src/components/strings.ts';
import type { Codebook } from '../../../../src/generator/types.ts';
import { segment } from '../../../../src/text/segment.ts';

/** Score from which a label is said to be there; it is not fitted to anything. */
const THRESHOLD = 0.5;

export const sentencesOf = (text: string): number => segment(text).length;

export const nameOf = ({ labels }: Codebook, id: string): string => labels.find((label) => label.id === id)?.name ?? id;

/** Labels that reach the threshold, strongest first, with their scores. */
export function tagsOf({ labels }: Codebook, scores: Float32Array): { readonly name: string; readonly score: number }[] {
  return labels
    .map(({ name }, index) => ({ name, score: scores[index] ?? 0 }))
    .filter(({ score }) => score >= THRESHOLD)
    .sort((a, b) => b.score - a.score);
}

/** “Care .71, Authority .55”, or that there is none. */
export function tagList(codebook: Codebook, scores: Float32Array): TemplateResult {
  const tags = tagsOf(codebook, scores);
  return tags.length === 0 ? html`<span class="soft">no label</span>` : html`${list(tags.map(({ name, score }) => `${name} ${fraction(score)}`))}`;
}

/** Scores by label id, to keep. */
export const scoresById = ({ labels }: Codebook, scores: Float32Array): Readonly<Record<string, number>> => Object.fromEntries(labels.map(({ id }, index) => [id, Number((scores[index] ?? 0).toFixed(4))]));

/** A sentence of the text, with the words marked that something rests on. */
export function quoted(sentence: string, mark?: { readonly start: number; readonly end: number }): TemplateResult {
  return html`<blockquote dir="auto">${mark ? html`${sentence.slice(0, mark.start)}<mark>${sentence.slice(mark.start, mark.end)}</mark>${sentence.slice(mark.end)}` : sentence}</blockquote>`;
}

export const whereEmpty = (empty: boolean, words: string): TemplateResult | typeof nothing => (empty ? html`<p class="soft">${words}</p>` : nothing);
