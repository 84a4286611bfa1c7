import type { TaggingProgress } from '../tagging/types.ts';
import type { TaxonomyId } from '../taxonomy/types.ts';

const whole = new Intl.NumberFormat('en');
const listing = new Intl.ListFormat('en', { type: 'conjunction' });
const choice = new Intl.ListFormat('en', { type: 'disjunction' });
const languages = new Intl.DisplayNames('en', { type: 'language' });

/** 1,234 */
export function count(value: number): string {
  return whole.format(value);
}

/** 1,234 sentences; 1 sentence */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** .42, as statistics are printed. */
export function fraction(value: number): string {
  return value >= 0.995 ? '1.00' : value.toFixed(2).replace(/^0/, '');
}

/** 6 %, or less than one as such. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return '< 1 %';
  return `${Math.round(share * 100)} %`;
}

/** 23.4 MB */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1)} MB`;
}

export function list(parts: readonly string[]): string {
  return listing.format(parts);
}

/** German; Norwegian or Danish. */
export function either(parts: readonly string[]): string {
  return choice.format(parts);
}

/** English name of a language, from its BCP 47 tag. */
export function languageName(tag: string): string {
  return languages.of(tag) ?? tag;
}

const DEVICES = { webgpu: 'GPU', wasm: 'CPU' } as const;

/** Everything that the elements say. The text is spoken of, never its reader or its author. */
export const strings = {
  element: {
    text: (sentences: number) =>
      sentences > 0 ? `Text, ${counted(sentences, 'sentence')}. Arrow keys move from sentence to sentence, Enter opens one.` : 'Text',
    empty: 'There is no text yet.',
    blank: 'This text holds no sentence.',
    unknownTaxonomy: (asked: string, offered: readonly string[]): [message: string, hint: string] => [
      `The model knows no taxonomy “${asked}”.`,
      `Choose one of these: ${offered.join(', ')}.`,
    ],
  },
  theory: {
    legend: 'Theory',
    schwartz: 'Schwartz values',
    foundations: 'Moral foundations',
    own: 'Own labels',
    level: 'Labels',
    levels: {
      'schwartz-20': '20 values',
      'schwartz-19': '19 refined values',
      'schwartz-10': '10 original values',
      'schwartz-4': '4 groups of values',
      'touche-54': '54 concrete values',
      'mft-6': '6 foundations',
      'mft-5': '5 classic foundations',
    } as Readonly<Record<TaxonomyId, string>>,
  },
  groups: {
    'openness-to-change': 'Openness to change',
    'self-enhancement': 'Self-enhancement',
    conservation: 'Conservation',
    'self-transcendence': 'Self-transcendence',
  } as Readonly<Record<string, string>>,
  progress: {
    cancel: 'Cancel',
    again: 'Try again',
    resume: 'Go on',
    label: 'Progress',
    starting: 'Starting …',
    phase: (progress: TaggingProgress): string => {
      switch (progress.phase) {
        case 'download':
          return `Loading the model: ${progress.file}, ${megabytes(progress.loaded)} of ${megabytes(progress.total)}`;
        case 'verify':
          return 'Checking the model’s files …';
        case 'compile':
          return 'Preparing the engine …';
        case 'self-test':
          return 'Testing the model on sentences with known results …';
        case 'tag':
          return `Reading: ${count(progress.done)} of ${counted(progress.total, 'sentence')}`;
      }
    },
    quarter: {
      download: (percent: number) => `Loading the model: ${percent} %`,
      tag: (percent: number) => `Reading: ${percent} %`,
    },
    all: (loaded: number, total: number) => `${megabytes(loaded)} of ${megabytes(total)} in all`,
    done: (sentences: number, device: 'webgpu' | 'wasm' | undefined) =>
      `Read ${counted(sentences, 'sentence')} in this page${device ? `, on the ${DEVICES[device]}` : ''}.`,
    cancelled: (sentences: number) => `Cancelled after ${counted(sentences, 'sentence')}.`,
    failed: 'Something went wrong',
  },
  notices: {
    title: 'Notes on this run',
    truncated: (sentences: number) =>
      `${counted(sentences, 'sentence')} ${sentences === 1 ? 'is' : 'are'} longer than the model reads; the end of ${sentences === 1 ? 'it' : 'each'} was left out. Look for the mark “cut”.`,
  },
  textType: {
    title: 'Note on the kind of text',
    dismiss: 'Dismiss this note',
    unlike: 'The model learned from arguments and comments; its tags may be less reliable here.',
    narrative: (share: number) => `This text looks like a story or a report: ${percent(share)} of its sentences tell what happened.`,
    list: (share: number) => `This text looks like a list or a table: ${percent(share)} of its parts are items, not sentences.`,
    code: (share: number) => `This text looks like code: ${percent(share)} of its lines do.`,
    otherLanguage: (names: readonly string[]) =>
      `Most of this text seems to be ${names.length > 0 ? either(names) : 'in another language than English'}; the model reads English. Do not rely on its tags here.`,
    partlyOtherLanguage: (names: readonly string[], share: number) =>
      `About ${percent(share)} of this text seems to be ${names.length > 0 ? either(names) : 'in other languages than English'}; the model reads English. Do not rely on the tags of that part.`,
  },
  domain: (domains: readonly string[]) =>
    domains.every((domain) => domain === 'not stated') ? 'It is not stated what the model was trained on.' : `Trained on ${list(domains)}; on other text it errs more.`,
  confidence: {
    label: 'Confidence',
    value: (confidence: number, tags: number, tagged: number) =>
      `${fraction(confidence)}: ${counted(tags, 'tag')} on ${counted(tagged, 'sentence')}`,
    fitted: 'Fitted default',
    notFitted: 'Default, not fitted',
    summary: (tagged: number, sentences: number) => `${count(tagged)} of ${counted(sentences, 'sentence')} tagged`,
    tags: (tags: number) => counted(tags, 'tag'),
  },
  legend: {
    title: 'Labels',
    open: 'Labels and profile',
    close: 'Back to the text',
    next: 'Next sentence',
    previous: 'Previous sentence',
    weak: 'The model is weak on this label: its measured F1 is below .30.',
    weakOne: 'on which the model is weak',
    unlisted: (labels: number) => `${counted(labels, 'label')} without a sentence ${labels === 1 ? 'is' : 'are'} not listed.`,
    /** Follows the number of a label, for those who only hear it. */
    sentences: 'sentences',
  },
  sentence: {
    appeals: (names: readonly string[]) => `Appeals to ${list(names)}`,
    /** Stands for the truncation mark among the codes. */
    cutCode: 'cut',
    cut: 'Its end was left out: it is longer than the model reads.',
  },
  details: {
    title: (number: number, total: number) => `Sentence ${count(number)} of ${count(total)}`,
    close: 'Close',
    appeals: (names: readonly string[], confidence: number) => `At confidence ${fraction(confidence)} this sentence appeals to ${list(names)}.`,
    none: (confidence: number, name: string) =>
      `At confidence ${fraction(confidence)} this sentence appeals to none of the labels; the nearest is ${name}.`,
    bars: 'Bars show the confidence of each label; the line is the confidence that is set. A label’s own threshold lies at .50.',
    all: (labels: number) => `Show all ${count(labels)} labels`,
    fewer: 'Show fewer',
    score: (score: number, threshold: number) => `Score ${fraction(score)}, threshold ${fraction(threshold)}.`,
    measured: (f1: number, support: number) => `Measured F1 of this label: ${fraction(f1)} (${counted(support, 'example')}).`,
    weak: 'The model is weak on this label.',
    word: (direction: 1 | -1 | undefined) => (direction === undefined ? 'The list has this word for the label.' : direction > 0 ? 'The list has this word on the side of the label.' : 'The list has this word for its breach.'),
    rolledUp: 'This label takes the largest confidence among the labels that belong to it.',
    neighbours: (names: readonly string[]) => `Next to it on the circle: ${list(names)}.`,
    opposites: (names: readonly string[]) => `Pulls against ${list(names)}.`,
    confusable: (name: string, question: string) => `Easily mixed up with ${name}. ${question}`,
    moral: (score: number, threshold: number) =>
      `Moral language of any kind: score ${fraction(score)}, threshold ${fraction(threshold)}. It is shown for comparison and decides nothing.`,
  },
  chart: {
    wheel: (title: string) => `${title}: share of sentences that appeal to each value`,
    bars: (title: string) => `${title}: share of sentences that appeal to each label`,
    label: 'Label',
    sentences: 'Sentences',
    share: 'Share',
    interval: 'Interval, 95 %',
    wedge: (name: string, sentences: number, total: number, low: number, high: number) =>
      `${name}: ${count(sentences)} of ${counted(total, 'sentence')} (${percent(sentences / Math.max(1, total))}; 95 % interval ${percent(low)} to ${percent(high)})`,
    caption: (sentences: number) => `Each wedge is the share of sentences that appeal to a value, out of ${count(sentences)}.`,
    thin: (sentences: number) => `from ${counted(sentences, 'sentence')} only`,
    empty: 'No sentence is tagged.',
  },
} as const;
