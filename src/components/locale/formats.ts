/** How figures, lists and names of languages are written. */
export interface Formats {
  readonly locale: string;
  /** 1,234 */
  count(value: number): string;
  /** .42, as English statistics are printed; 0,42 elsewhere. */
  fraction(value: number): string;
  /** Two digits of whatever size. */
  decimal(value: number, digits: number): string;
  list(parts: readonly string[]): string;
  /** German; Norwegian or Danish. */
  either(parts: readonly string[]): string;
  /** Name of a language, from its BCP 47 tag. */
  languageName(tag: string): string;
  plural(value: number): 'one' | 'other';
}

const made = new Map<string, Formats>();

export function formats(locale: string): Formats {
  let own = made.get(locale);
  if (!own) made.set(locale, (own = makeFormats(locale)));
  return own;
}

function makeFormats(locale: string): Formats {
  const whole = new Intl.NumberFormat(locale);
  const listing = new Intl.ListFormat(locale, { type: 'conjunction' });
  const choice = new Intl.ListFormat(locale, { type: 'disjunction' });
  const languages = new Intl.DisplayNames(locale, { type: 'language' });
  const rules = new Intl.PluralRules(locale);
  const decimal = (value: number, digits: number): string =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }).format(value);
  return {
    locale,
    count: (value) => whole.format(value),
    decimal,
    fraction: (value) => {
      const written = decimal(value >= 0.995 ? 1 : value, 2);
      return locale === 'en' ? written.replace(/^0/, '') : written;
    },
    list: (parts) => listing.format(parts),
    either: (parts) => choice.format(parts),
    languageName: (tag) => languages.of(tag) ?? tag,
    // The languages at hand have further forms for millions only, where the plural serves.
    plural: (value) => (rules.select(value) === 'one' ? 'one' : 'other'),
  };
}
