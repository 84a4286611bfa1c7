import { wilsonInterval } from '../../analysis/interval.ts';
import type { LabelProfile, Profile } from '../../analysis/profile.ts';
import { confidencesOf, type View } from '../../tagging/decide.ts';
import type { Confidence, TaggedSentence } from '../../tagging/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';

/** Confidences that the reader can choose: 0, .01 … 1. */
export const STEPS = 100;

/** A label of a sentence and how sure the model is of it. */
export interface Strength {
  readonly label: LabelId;
  readonly confidence: Confidence;
}

/**
 * The sentences of a text as read in one taxonomy. It counts while sentences come, for every confidence at once, so
 * that to move the slider costs the same in a long text as in a short one.
 */
export class Reading {
  readonly view: View;
  readonly #indices: number[] = [];
  readonly #rows: (Float64Array | undefined)[] = [];
  /** For each label, how many sentences have a confidence whose last step is this one. */
  readonly #perLabel: Uint32Array[];
  /** The same for the strongest label of each sentence. */
  readonly #perSentence = new Uint32Array(STEPS + 1);

  constructor(view: View) {
    this.view = view;
    this.#perLabel = view.taxonomy.labels.map(() => new Uint32Array(STEPS + 1));
  }

  /** Sentences that have been counted. */
  get size(): number {
    return this.#indices.length;
  }

  /** Counts a sentence; one that was counted before changes nothing. */
  add(sentence: TaggedSentence): void {
    if (this.#rows[sentence.index]) return;
    const row = confidencesOf(sentence, this.view);
    this.#rows[sentence.index] = row;
    this.#indices.push(sentence.index);
    let strongest = 0;
    row.forEach((confidence, at) => {
      const counts = this.#perLabel[at];
      const step = lastStep(confidence);
      if (counts) counts[step] = (counts[step] ?? 0) + 1;
      strongest = Math.max(strongest, step);
    });
    this.#perSentence[strongest] = (this.#perSentence[strongest] ?? 0) + 1;
  }

  /** Labels that a sentence has at this confidence, strongest first; works for sentences that are not counted yet too. */
  tags(sentence: TaggedSentence, confidence: Confidence): Strength[] {
    const row = this.#rows[sentence.index] ?? confidencesOf(sentence, this.view);
    const tags: Strength[] = [];
    this.view.taxonomy.labels.forEach(({ id }, at) => {
      const own = row[at] ?? 0;
      if (own >= confidence) tags.push({ label: id, confidence: own });
    });
    return tags.sort((a, b) => b.confidence - a.confidence);
  }

  /** Sentences that each label has at this confidence. */
  counts(confidence: Confidence): ReadonlyMap<LabelId, number> {
    const from = stepOf(confidence);
    return new Map(this.view.taxonomy.labels.map(({ id }, at) => [id, sumFrom(this.#perLabel[at], from)]));
  }

  /** Sentences with at least one label at this confidence. */
  tagged(confidence: Confidence): number {
    return sumFrom(this.#perSentence, stepOf(confidence));
  }

  /** Tags in the text at each step of confidence, 0 to {@link STEPS}. */
  distribution(): number[] {
    const tags = Array.from({ length: STEPS + 1 }, () => 0);
    let sum = 0;
    for (let step = STEPS; step >= 0; step--) {
      for (const counts of this.#perLabel) sum += counts[step] ?? 0;
      tags[step] = sum;
    }
    return tags;
  }

  /** Sentences that each group of labels has at this confidence, by any of its labels. */
  groupCounts(confidence: Confidence): ReadonlyMap<string, number> {
    const { labels } = this.view.taxonomy;
    const counts = new Map<string, number>();
    for (const index of this.#indices) {
      const groups = new Set<string>();
      this.#rows[index]?.forEach((own, at) => {
        const group = labels[at]?.group;
        if (own >= confidence && group !== undefined) groups.add(group);
      });
      for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return counts;
  }

  /** {@link row} of every sentence up to the last one that is counted. */
  get rows(): (Float64Array | undefined)[] {
    return Array.from(this.#rows);
  }

  /** Confidences of a sentence's labels in taxonomy order; undefined before it is counted. */
  row(index: number): Float64Array | undefined {
    return this.#rows[index];
  }

  /** What `profile()` of the analysis says of the tags at this confidence, without making them: texts may be long. */
  profile(confidence: Confidence, strongest: number): Profile {
    const { taxonomy } = this.view;
    const found = taxonomy.labels.map(() => ({ count: 0, sum: 0, best: new Strongest(strongest) }));
    for (const index of this.#indices) {
      this.#rows[index]?.forEach((own, at) => {
        const label = found[at];
        if (own < confidence || !label) return;
        label.count++;
        label.sum += own;
        label.best.offer(index, own);
      });
    }
    const labels = taxonomy.labels.map(({ id }, at): LabelProfile => {
      const { count, sum, best } = found[at] ?? { count: 0, sum: 0, best: undefined };
      return {
        label: id,
        count,
        share: this.size === 0 ? 0 : count / this.size,
        interval: wilsonInterval(count, this.size),
        meanConfidence: count === 0 ? undefined : sum / count,
        strongest: best?.indices() ?? [],
      };
    });
    return { taxonomy, sentences: this.size, tagged: this.tagged(confidence), labels };
  }
}

/** The few sentences with the largest confidence of all that were offered; earlier ones first among equals. */
class Strongest {
  readonly #limit: number;
  readonly #best: { readonly index: number; readonly confidence: Confidence }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(index: number, confidence: Confidence): void {
    const last = this.#best.at(-1);
    const full = this.#best.length >= this.#limit;
    if (full && last && (confidence < last.confidence || (confidence === last.confidence && index > last.index))) return;
    this.#best.push({ index, confidence });
    this.#best.sort((a, b) => b.confidence - a.confidence || a.index - b.index);
    if (full) this.#best.pop();
  }

  indices(): number[] {
    return this.#best.map(({ index }) => index);
  }
}

/** The last step that a confidence reaches. */
function lastStep(confidence: Confidence): number {
  const step = Math.floor(confidence * STEPS);
  // Products such as 0.29 × 100 fall short of the whole number; the comparison that decides a tag does not.
  return Math.min(STEPS, (step + 1) / STEPS <= confidence ? step + 1 : Math.max(0, step));
}

function stepOf(confidence: Confidence): number {
  return Math.min(STEPS, Math.max(0, Math.round(confidence * STEPS)));
}

function sumFrom(counts: Uint32Array | undefined, from: number): number {
  let sum = 0;
  for (let step = from; step <= STEPS; step++) sum += counts?.[step] ?? 0;
  return sum;
}
