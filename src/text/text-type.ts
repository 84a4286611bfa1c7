import { inTurns } from '../pause.ts';
import { codeShare, isDense } from './code-lines.ts';
import { excerpts } from './excerpts.ts';
import { languageShares, loadLanguageDetector, type LanguageDetector } from './language.ts';
import { listShare } from './list-lines.ts';
import { tells, withoutSpeech } from './narration.ts';
import { segment } from './segment.ts';

/** What a text is like. All but the first and the last are unlike what the model learned from: English arguments and comments. */
export type TextType = 'argument-like' | 'other-language' | 'partly-other-language' | 'code' | 'list' | 'narrative' | 'too-short-to-tell';

/** Shares are 0 to 1, and of what was looked at: all of a short text, 20 excerpts of a long one. */
export interface TextMeasures {
  readonly sentences: number;
  readonly letters: number;
  /** Lines that look like code, as a share of those that are not blank. */
  readonly code: number;
  /** Items of lists, as a share of items and sentences. */
  readonly list: number;
  /** Sentences that tell what happened, as a share of those that are left without direct speech. */
  readonly told: number;
  /** Letters in sentences of other languages, as a share of those whose language was judged. */
  readonly otherLanguage: number;
  /** Letters whose language only a detector can judge, as a share of all; 0 where one was given. */
  readonly undecided: number;
}

export interface TextTypeVerdict {
  readonly type: TextType;
  /** The measure that decided, 0 to 1; 0 for the types that are not warned of. */
  readonly share: number;
  /** ISO 639-1 codes of what the other language may be, likeliest first; none where it is not sure, or the text is English. */
  readonly languages: readonly string[];
  readonly measures: TextMeasures;
}

/** Thresholds, chosen on the development half of models/evaluation/text-types. */
const CODE = 0.5;
const LIST = 0.6;
const FEWEST_ITEMS = 4;
const TOLD = 0.6;
const FEWEST_TOLD = 4;
const OTHER = 0.5;
const PARTLY = 0.2;
/** A list is one in another language where so much of it is in one that is certain: names and things alone look like any language. */
const WHOLLY = 0.9;
/** Letters below which nothing is said. */
const FEWEST_LETTERS = 20;
/** Addresses, and what is too long to be a word: they have no language. */
const UNREAD = /\bhttps?:\/\/\S+|\p{Script=Latin}{41,}/giu;
/** Sentences or lines of an excerpt beyond which it is not looked at. */
const MOST = 400;
/** A detector is fetched where so much of a text can be judged by nothing else. */
const WORTH_DETECTING = 0.15;

/**
 * What `text` is like, judged without a long task; fetches the language detector where English words do not settle the
 * language. Never fails for want of it.
 */
export async function typeOfText(text: string, load: () => Promise<LanguageDetector> = loadLanguageDetector): Promise<TextTypeVerdict> {
  const verdict = await inTurns(judging(text, undefined));
  if (verdict.type === 'code' || (verdict.measures.undecided < WORTH_DETECTING && verdict.measures.otherLanguage < PARTLY)) return verdict;
  try {
    return await inTurns(judging(text, await load()));
  } catch {
    // Without a network on the first visit, say: scripts and the other measures still tell much.
    return verdict;
  }
}

/**
 * What `text` is like, by rules that can be told to a reader: code, where half of the lines look like it; another language,
 * where half of the letters are in one, partly another, where a fifth are; a list, where three of five sentences and items are items; a narrative, where three
 * of five sentences tell what happened.
 * @param detect language detector; without it only English words and scripts are known
 */
export function judgeTextType(text: string, detect: LanguageDetector | undefined): TextTypeVerdict {
  const steps = judging(text, detect);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Stops after every step that may take some milliseconds. */
function* judging(text: string, detect: LanguageDetector | undefined): Generator<void, TextTypeVerdict> {
  const parts = excerpts(text);
  const lines = parts.flatMap((part) => part.split(/\r\n|[\n\r\u2028\u2029]/).slice(0, MOST));
  const sentences: string[] = [];
  let plain = 0;
  let told = 0;
  for (const part of parts) {
    for (const sentence of segment(part).slice(0, MOST)) sentences.push(sentence.text.replace(UNREAD, ' '));
    yield;
    for (const { text: sentence } of segment(withoutSpeech(part)).slice(0, MOST)) {
      if (!/\p{L}+\s+\p{L}/u.test(sentence)) continue;
      plain++;
      if (tells(sentence)) told++;
    }
    yield;
  }
  const letters = sentences.reduce((sum, sentence) => sum + (sentence.match(/\p{L}/gu)?.length ?? 0), 0);
  const code = codeShare(lines);
  yield;
  const list = listShare(lines);
  yield;
  const language = languageShares(sentences, detect);
  yield;
  const measures: TextMeasures = {
    sentences: sentences.length,
    letters,
    code: code.share,
    list: list.share,
    told: told > 0 ? told / plain : 0,
    otherLanguage: language.other,
    undecided: language.undecided,
  };
  const verdict = (type: TextType, share = 0): TextTypeVerdict => ({
    type,
    share,
    languages: type === 'other-language' || type === 'partly-other-language' ? language.languages : [],
    measures,
  });
  if (letters < FEWEST_LETTERS && language.sentences === 0) return verdict('too-short-to-tell');
  if (code.share >= CODE && (code.lines >= 2 || lines.some(isDense))) return verdict('code', code.share);
  if (list.share >= LIST && list.items >= FEWEST_ITEMS && !(language.other >= WHOLLY && language.languages.length > 0)) return verdict('list', list.share);
  if (language.other >= OTHER) return verdict('other-language', language.other);
  if (language.other >= PARTLY && language.sentences >= 2) return verdict('partly-other-language', language.other);
  if (told >= FEWEST_TOLD && measures.told >= TOLD) return verdict('narrative', measures.told);
  return verdict('argument-like');
}
