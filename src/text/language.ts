/** Says in which language a text is: languages with a share of certainty, 0 to 1, best first; none where nothing is known. */
export type LanguageDetector = (text: string) => readonly { readonly lang: string; readonly accuracy: number }[];

/** Fetches the detector, about 34 kB packed, from where the application's code comes from; only texts that lack English words need it. */
export async function loadLanguageDetector(): Promise<LanguageDetector> {
  const { detectAll } = await import('tinyld/light');
  return detectAll;
}

/** Frequent English words that are no frequent words of another language in Latin letters (`is`, `of`, `we`, `have`, `for` are). */
const ENGLISH = new Set(
  `the and that this with not you they would should which there their if because from what who it your been were could
  when why about just she our them these those than then his its how where only into does did don't isn't it's i'm didn't
  doesn't can't you're that's they're people some any other more through`.split(/\s+/),
);
/** Letters and words in a run of sentences from which its language is judged. */
const JUDGED = 40;
const FEWEST_WORDS = 3;
/** UTF-16 units of a run, and of all other languages together, that a detector is given; more tells no more. */
const GIVEN = 2000;
/** A run is taken for another language where the detector is at least so certain of one, and less of English than a half of that. */
const CERTAIN = 0.15;
/** Or, in a run of so many letters, where it is sure of nothing and finds practically nothing English: it does not know every language. */
const LONG = 80;
const NOTHING = 0.05;
/** A language is likely where the detector is so certain of it, and of English, or, for it to be named, of any other one, at most by this factor. */
const LIKELY = 0.05;
const NEXT = 0.35;
/** So large a share of the sentences, of so many looked at, must be in that language when each is asked alone: unknown languages scatter. */
const AGREED = 2 / 3;
const ASKED = 20;
/** Languages that the detector does not know and takes for one that it does: both are named then. ISO 639-1. */
const TAKEN_FOR: Readonly<Record<string, readonly string[]>> = { no: ['da'], nl: ['af'], ru: ['uk'], ar: ['fa'] };

export interface LanguageShares {
  /** Share of letters in sentences of other languages, 0 to 1, of those that were judged. */
  readonly other: number;
  /** Sentences in other languages. */
  readonly sentences: number;
  /** Letters that only a detector could judge, as a share of all. */
  readonly undecided: number;
  /** ISO 639-1 codes of the languages of which one is that of the other letters, likeliest first; none where it is not sure. */
  readonly languages: readonly string[];
}

/**
 * How much of a text is in another language than English. Sentences in other scripts are; those with enough English words are
 * not; runs of others are given to `detect`, or left undecided without it.
 */
export function languageShares(sentences: readonly string[], detect: LanguageDetector | undefined): LanguageShares {
  const letters = sentences.map(lettersIn);
  let judged = 0;
  let undecided = 0;
  const foreign: string[] = [];
  const markForeign = (from: number, to: number): void => {
    for (let index = from; index < to; index++) {
      judged += letters[index] ?? 0;
      foreign.push(sentences[index] ?? '');
    }
  };
  for (let index = 0; index < sentences.length; ) {
    const kind = evidence(sentences[index] ?? '');
    if (kind !== 'unclear') {
      if (kind === 'english') judged += letters[index] ?? 0;
      else markForeign(index, index + 1);
      index++;
      continue;
    }
    let end = index + 1;
    while (end < sentences.length && evidence(sentences[end] ?? '') === 'unclear') end++;
    const size = letters.slice(index, end).reduce((sum, count) => sum + count, 0);
    const run = sentences.slice(index, end).join(' ');
    if (size >= JUDGED && (run.match(/\p{L}+/gu)?.length ?? 0) >= FEWEST_WORDS) {
      if (detect === undefined) undecided += size;
      else if (isForeign(detect(run.slice(0, GIVEN)), size)) markForeign(index, end);
      else judged += size;
    }
    index = end;
  }
  const other = foreign.reduce((sum, sentence) => sum + lettersIn(sentence), 0);
  const all = letters.reduce((sum, count) => sum + count, 0);
  return {
    other: judged > 0 ? other / judged : 0,
    sentences: foreign.length,
    undecided: all > 0 ? undecided / all : 0,
    languages: detect ? named(foreign, detect) : [],
  };
}

function lettersIn(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

function evidence(sentence: string): 'english' | 'foreign' | 'unclear' {
  const letters = lettersIn(sentence);
  const latin = sentence.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters >= 5 && latin < letters / 2) return 'foreign';
  const words = sentence.toLowerCase().replaceAll('’', "'").match(/[\p{L}']+/gu) ?? [];
  const hits = words.filter((word) => ENGLISH.has(word)).length;
  return hits >= 2 ? (hits >= words.length * 0.08 ? 'english' : 'unclear') : hits >= 1 && words.length <= 6 ? 'english' : 'unclear';
}

function isForeign(found: ReturnType<LanguageDetector>, size: number): boolean {
  const english = found.find(({ lang }) => lang === 'en')?.accuracy ?? 0;
  const best = found.find(({ lang }) => lang !== 'en')?.accuracy ?? 0;
  return (best >= CERTAIN && english < best / 2) || (best >= LIKELY && english < best * NEXT) || (size >= LONG && english < NOTHING && found[0]?.lang !== 'en');
}

function named(foreign: readonly string[], detect: LanguageDetector): readonly string[] {
  const [first, second] = foreign.length > 0 ? detect(foreign.join(' ').slice(0, GIVEN)) : [];
  if (!first || first.lang === 'en' || first.accuracy < LIKELY || (second?.accuracy ?? 0) > first.accuracy * NEXT) return [];
  const asked = foreign.slice(0, ASKED);
  const agreed = asked.filter((sentence) => detect(sentence.slice(0, GIVEN / ASKED))[0]?.lang === first.lang).length;
  return agreed >= asked.length * AGREED ? [first.lang, ...(TAKEN_FOR[first.lang] ?? [])] : [];
}
