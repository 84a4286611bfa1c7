import { TaggerError } from '../errors.ts';
import { sha256Hex, sha256HexOfText } from '../hash.ts';
import { readingsOf } from '../label-sets/taxonomy.ts';
import type { LabelSet } from '../label-sets/types.ts';
import type { HeadLabel, ModelInfo, Notice } from '../model.ts';
import { nextTask } from '../runtime/fifo.ts';
import type { EncodeRequest, EncoderService, HeadSlice, LoadProgress, Result } from '../runtime/protocol.ts';
import { announce, answer } from '../runtime/service.ts';
import type { RowBatch, RowEvidence, RowReport } from '../tagging/row-source.ts';
import { getTaxonomy } from '../taxonomy/index.ts';
import type { TaxonomyId } from '../taxonomy/types.ts';
import { Matcher } from './matcher.ts';
import { readLexicon } from './read-lexicon.ts';
import { scoreInto, strengthToScore } from './score.ts';
import { knownTarget, matchCategories, setOfCategories, targetOfSet, targetOfTaxonomy, type Target } from './targets.ts';
import type { Lexicon, LexiconEntry, MatchOptions } from './types.ts';

/** A lexicon and how it is to be used. */
export interface LexiconRequest {
  /** Files of the user's, or what was read of them already. */
  readonly lexicon: Lexicon | readonly { readonly name: string; readonly blob: Blob }[];
  readonly name: string;
  /** As the user states it. */
  readonly licence?: string;
  readonly labelSet?: LabelSet;
  /** Sets that the label set's crosswalks lead to. */
  readonly otherSets?: readonly LabelSet[];
  readonly taxonomy?: TaxonomyId;
  readonly match: MatchOptions;
}

export interface LexiconReport extends RowReport {
  readonly notices: readonly Notice[];
  readonly entries: number;
}

type Batch = RowBatch & { readonly evidence: readonly RowEvidence[] };

/** What a way of matching and scoring is called; part of the digest, so that no other's scores pass for its. */
const METHOD = 'words-1';
/** Milliseconds after which a batch is sent, and the most texts in one; the first is small, so that the first tags come at once, and none is smaller. */
const BATCH = { time: 12, texts: 512, first: 8 };

/** The inside of the lexicon worker. Knows nothing of workers or ports. */
export class LexiconService implements EncoderService<LexiconRequest, LexiconReport, Batch> {
  readonly #cancelled = new Set<number>();
  readonly #open = new Set<number>();
  #loaded: { readonly matcher: Matcher; readonly rowSize: number } | undefined;

  announce(lockName: string): Promise<Result<void>> {
    return announce(lockName);
  }

  /** There is nothing to look for on the machine. */
  probe(): ReturnType<EncoderService['probe']> {
    return answer(() => Promise.reject(new TaggerError('invalid-input', 'A lexicon needs no device.', 'Load it.')));
  }

  load(request: LexiconRequest, onProgress: (progress: LoadProgress) => void): Promise<Result<LexiconReport>> {
    return answer(async () => {
      onProgress({ phase: 'compile' });
      const { lexicon, files } = await open(request);
      const target = targetFor(request, lexicon);
      const targets = matchCategories(lexicon.categories, target);
      const entries = counting(lexicon).filter(({ category }) => targets[category]);
      if (entries.length === 0) throw noLabel(lexicon, target);
      // Only labels that some word speaks for get a column: of the others nothing can be said.
      const weights = new Map<string, number>();
      for (const { category, weight } of entries) {
        const label = targets[category]?.label ?? '';
        weights.set(label, Math.min(weight, weights.get(label) ?? 1));
      }
      const labels = target.taxonomy.labels.filter(({ id }) => weights.has(id)).map(({ id }): HeadLabel => ({ id, threshold: strengthToScore(weights.get(id) ?? 1) }));
      const columns = new Map(labels.map(({ id }, column) => [id, column]));
      const matcher = new Matcher(entries, (category) => {
        const found = targets[category];
        const column = found && columns.get(found.label);
        return column === undefined ? undefined : { column, direction: found?.direction };
      }, request.match);
      this.#loaded = { matcher, rowSize: labels.length };
      const head = target.taxonomy.id;
      const slices: readonly HeadSlice[] = [{ id: head, offset: 0, size: labels.length, activation: 'none' }];
      return { info: infoOf(request, files, target, labels), slices, rowSize: labels.length, candidate: { device: 'wasm' }, notices: noticesOf(lexicon, targets), entries: entries.length };
    });
  }

  encode({ id, texts }: EncodeRequest, onBatch: (batch: Batch) => Promise<void>): Promise<Result<void>> {
    // A lexicon asks for no context, so none is given.
    const alone = texts.map((text) => (typeof text === 'string' ? text : text.sentence));
    return answer(async () => {
      this.#open.add(id);
      try {
        for (let from = 0; from < alone.length && !this.#cancelled.has(id); ) {
          const batch = this.#batch(alone, from);
          from += batch.indices.length;
          await onBatch(batch);
          // Without this a cancellation would not be seen before the end.
          await nextTask();
        }
      } finally {
        this.#open.delete(id);
        this.#cancelled.delete(id);
      }
    });
  }

  #batch(texts: readonly string[], from: number): Batch {
    if (!this.#loaded) throw new TaggerError('invalid-input', 'The worker was asked to read sentences before a lexicon was loaded.', 'Call load() first.');
    const { matcher, rowSize } = this.#loaded;
    const most = Math.min(texts.length - from, from === 0 ? BATCH.first : BATCH.texts);
    const until = performance.now() + BATCH.time;
    const evidence: RowEvidence[] = [];
    const rows = new Float32Array(most * rowSize);
    do {
      const at = evidence.length;
      const matches = matcher.matches(texts[from + at] ?? '');
      scoreInto(rows.subarray(at * rowSize, (at + 1) * rowSize), matches);
      evidence.push(
        matches.flatMap(({ start, end, meanings }) =>
          meanings.map(({ column, weight, direction }) => ({ column, span: { start, end, weight, ...(direction === undefined ? {} : { direction }) } })),
        ),
      );
    } while (evidence.length < most && (evidence.length < BATCH.first || performance.now() < until));
    const count = evidence.length;
    return { indices: Uint32Array.from({ length: count }, (_, index) => from + index), logits: rows.slice(0, count * rowSize), truncated: new Uint8Array(count), evidence };
  }

  cancel(id: number): void {
    if (this.#open.has(id)) this.#cancelled.add(id);
  }

  warmUp(): Promise<Result<void>> {
    return answer(() => Promise.resolve());
  }
}

async function open({ lexicon }: LexiconRequest): Promise<{ lexicon: Lexicon; files: { name: string; sha256: string; bytes: number }[] }> {
  if ('entries' in lexicon && !Array.isArray(lexicon)) {
    const written = JSON.stringify(lexicon);
    return { lexicon: lexicon as Lexicon, files: [{ name: 'lexicon', sha256: sha256HexOfText(written), bytes: written.length }] };
  }
  const given = lexicon as readonly { readonly name: string; readonly blob: Blob }[];
  const files = await Promise.all(given.map(async ({ name, blob }) => ({ name, bytes: new Uint8Array(await blob.arrayBuffer()) })));
  return { lexicon: readLexicon(files), files: await Promise.all(files.map(async ({ name, bytes }) => ({ name, sha256: await sha256Hex(bytes), bytes: bytes.length }))) };
}

function targetFor({ labelSet, taxonomy, name }: LexiconRequest, { categories }: Lexicon): Target {
  if (labelSet) return targetOfSet(labelSet);
  if (taxonomy === undefined) return knownTarget(categories) ?? targetOfSet(setOfCategories(name, categories));
  const known = getTaxonomy(taxonomy);
  if (!known) throw new TaggerError('invalid-input', `There is no taxonomy "${taxonomy}".`, 'Leave it out, and one that fits is looked for.');
  return targetOfTaxonomy(known);
}

/** Entries that count; see {@link Lexicon.assign}. */
function counting({ entries, assign }: Lexicon): readonly LexiconEntry[] {
  if (assign === 'all') return entries;
  const largest = new Map<string, LexiconEntry>();
  for (const entry of entries) if (entry.weight > (largest.get(entry.pattern)?.weight ?? 0)) largest.set(entry.pattern, entry);
  return [...largest.values()];
}

function infoOf({ name, licence, labelSet, otherSets, match }: LexiconRequest, files: readonly { name: string; sha256: string; bytes: number }[], { taxonomy }: Target, labels: readonly HeadLabel[]): ModelInfo {
  const digest = sha256HexOfText(JSON.stringify([METHOD, files.map(({ sha256 }) => sha256), taxonomy.id, labels, match]));
  const readings = labelSet ? readingsOf(labelSet, otherSets) : { taxonomies: getTaxonomy(taxonomy.id) ? [] : [taxonomy], crosswalks: [] };
  return {
    id: `lexicon:${name}`,
    title: name,
    revision: digest.slice(0, 12),
    digest,
    licence: licence ?? 'not stated',
    credit: files.map((file) => file.name),
    languages: match.locale === undefined ? [] : [match.locale],
    trainingDomain: [],
    heads: [{ id: taxonomy.id, taxonomy: taxonomy.id, labels, trainingDomain: '' }],
    maxTokens: Number.MAX_SAFE_INTEGER,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files: files.map(({ name: file, sha256 }) => ({ name: file, sha256 })),
    ...readings,
  };
}

function noticesOf({ categories, notes }: Lexicon, targets: readonly unknown[]): Notice[] {
  const left = categories.filter((_, index) => targets[index] === undefined);
  return [
    ...notes.map((message) => ({ code: 'lexicon-note', message })),
    ...(left.length > 0 ? [{ code: 'lexicon-category', message: `${left.length === 1 ? 'This category has' : 'These categories have'} no label and ${left.length === 1 ? 'is' : 'are'} left out: ${left.slice(0, 20).join(', ')}${left.length > 20 ? ' …' : ''}.` }] : []),
  ];
}

function noLabel({ categories }: Lexicon, { taxonomy }: Target): TaggerError {
  const names = (some: readonly string[]): string => some.slice(0, 8).join(', ') + (some.length > 8 ? ' …' : '');
  return new TaggerError(
    'invalid-input',
    `No category of the lexicon (${names(categories)}) has the id, name or other name of a label of “${taxonomy.title}” (${names(taxonomy.labels.map(({ name }) => name))}).`,
    'Give the labels these names as other names, or choose another label set.',
  );
}
