import type { LabelId } from '../../taxonomy/types.ts';
import { en, type Catalogue } from './en.ts';
import { Strings } from './strings.ts';

/** Languages that the elements speak. */
export const LOCALES = ['en', 'de', 'fr', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

/** Name of a label, and its definition where there is a translated one. */
export type LabelWords = readonly [name: string, definition?: string];

/** Labels of the taxonomies that the toolkit knows. A label has the same words in all of a theory's taxonomies, unless it stands under one of its own. */
export interface LabelNames {
  /** By label id; `taxonomy/label` where a taxonomy says it otherwise. */
  readonly labels: Readonly<Record<string, LabelWords>>;
  readonly titles: Readonly<Record<string, string>>;
  /** Questions that tell two labels apart, by the ids of both: `a/b`. */
  readonly questions: Readonly<Record<string, string>>;
}

/** A language, loaded. */
export interface Language {
  readonly locale: Locale;
  readonly strings: Strings;
  /** undefined in English, which the taxonomies themselves are in. */
  readonly names: LabelNames | undefined;
}

export const english: Language = { locale: 'en', strings: new Strings('en', en), names: undefined };

const SOURCES: Readonly<Record<Exclude<Locale, 'en'>, () => Promise<readonly [Catalogue, LabelNames]>>> = {
  de: async () => [(await import('./de.ts')).de, (await import('./labels/de.ts')).labelsDe],
  fr: async () => [(await import('./fr.ts')).fr, (await import('./labels/fr.ts')).labelsFr],
  es: async () => [(await import('./es.ts')).es, (await import('./labels/es.ts')).labelsEs],
};

const loaded = new Map<Locale, Language>([['en', english]]);
const loading = new Map<Locale, Promise<Language>>();

/** The language for a BCP 47 tag: `de-AT` is spoken to in German, and whoever speaks none of ours in English. */
export function localeOf(tag: string): Locale {
  const [primary = ''] = tag.toLowerCase().split(/[-_]/);
  return LOCALES.find((locale) => locale === primary) ?? 'en';
}

/** A language that is there already. */
export function loadedLanguage(locale: Locale): Language | undefined {
  return loaded.get(locale);
}

/** Fetches a language once, from where the application's code comes from. A failed fetch is tried again when it is next needed. */
export function loadLanguage(locale: Locale): Promise<Language> {
  let language = loading.get(locale);
  if (!language) {
    language = load(locale);
    loading.set(locale, language);
    language.catch(() => loading.delete(locale));
  }
  return language;
}

async function load(locale: Locale): Promise<Language> {
  if (locale === 'en') return english;
  const [catalogue, names] = await SOURCES[locale]();
  const language: Language = { locale, strings: new Strings(locale, catalogue), names };
  loaded.set(locale, language);
  return language;
}

/** The question that tells two labels apart, in this language where there is one. */
export function questionIn({ names }: Language, labels: readonly [LabelId, LabelId], question: string): string {
  return names?.questions[labels.join('/')] ?? question;
}
