import { TaggerError } from '../errors.ts';
import type { LabelSet } from '../label-sets/types.ts';
import { AnyOriginWorker as Worker } from '../tagging/any-origin-worker.ts';
import { CachedScores } from '../tagging/cached-scores.ts';
import { EncoderTagger } from '../tagging/encoder-tagger.ts';
import type { WorkerFactory } from '../tagging/encoder-worker.ts';
import type { Notice } from '../tagging/types.ts';
import type { TaxonomyId } from '../taxonomy/types.ts';
import type { LexiconReport } from './lexicon-service.ts';
import { LexiconSource } from './lexicon-source.ts';
import type { Lexicon, MatchOptions } from './types.ts';

export interface LexiconTaggerOptions {
  /** The user's file or files (LIWC `.dic`, CSV, TSV, JSON), or a lexicon that was read already. */
  readonly lexicon: Blob | readonly Blob[] | Lexicon;
  /** What to call it; default: the names of its files. */
  readonly name?: string;
  /** Under which licence the user has it; it stands in the tagger's `ModelInfo`. */
  readonly licence?: string;
  /** Labels that the categories stand for, matched by id, name or other name. */
  readonly labelSet?: LabelSet;
  /** Sets that the label set's crosswalks lead to, so that it can be read in them. */
  readonly otherSets?: readonly LabelSet[];
  /** A taxonomy of the toolkit in place of a label set. Default: the one that fits the categories, else their own. */
  readonly taxonomy?: TaxonomyId;
  /** How words are compared. */
  readonly match?: MatchOptions;
  /** Makes the worker, for pages whose policy or bundler needs it made in another way. */
  readonly workerFactory?: WorkerFactory;
}

/** A tagger that finds the words of a lexicon; it has no model and keeps nothing. */
export type LexiconTagger = EncoderTagger<LexiconReport>;

const ownWorker: WorkerFactory = () => new Worker(new URL('../../workers/lexicon.worker.ts', import.meta.url), { type: 'module', name: 'value-tagger lexicon' });

/**
 * A tagger that scores sentences by the words of a lexicon of the user's: see `score.ts` for the formula. A label is given, at the
 * default confidence, where one of its words is found. Nothing is read before it is used.
 * @throws {TaggerError} `device-unavailable` outside a browser
 */
export function createLexiconTagger({ lexicon, name, licence, labelSet, otherSets, taxonomy, match = {}, workerFactory = ownWorker }: LexiconTaggerOptions): LexiconTagger {
  if (typeof globalThis.Worker === 'undefined') throw new TaggerError('device-unavailable', 'A tagger needs a browser: there are no workers here.', 'Make it in the page, not on the server.');
  const notices: Notice[] = [];
  const onNotice = (notice: Notice): void => {
    notices.push(notice);
  };
  const given = lexicon instanceof Blob ? [lexicon] : isBlobs(lexicon) ? lexicon : undefined;
  const files = given?.map((blob, index) => ({ name: blob instanceof File ? blob.name : `lexicon ${index + 1}`, blob }));
  const source = new LexiconSource(
    {
      lexicon: files ?? (lexicon as Lexicon),
      name: name ?? files?.map((file) => file.name).join(', ') ?? 'lexicon',
      match,
      ...(licence === undefined ? {} : { licence }),
      ...(labelSet === undefined ? {} : { labelSet }),
      ...(otherSets === undefined ? {} : { otherSets }),
      ...(taxonomy === undefined ? {} : { taxonomy }),
    },
    workerFactory,
    onNotice,
  );
  // To look a sentence up costs more than to match its words; and what the user's list says is nobody else's to keep.
  const cache = new CachedScores('none', onNotice);
  const nothing = { recall: () => Promise.resolve(undefined), remember: () => Promise.resolve(), forget: () => undefined };
  return new EncoderTagger(source, cache, nothing, notices);
}

function isBlobs(lexicon: LexiconTaggerOptions['lexicon']): lexicon is readonly Blob[] {
  return Array.isArray(lexicon);
}
