// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { de } from '../../../src/components/locale/de.ts';
import { en, type Catalogue, type MessageId } from '../../../src/components/locale/en.ts';
import { es } from '../../../src/components/locale/es.ts';
import { fr } from '../../../src/components/locale/fr.ts';
import { labelsDe } from '../../../src/components/locale/labels/de.ts';
import { labelsEs } from '../../../src/components/locale/labels/es.ts';
import { labelsFr } from '../../../src/components/locale/labels/fr.ts';
import { loadLanguage, localeOf, LOCALES } from '../../../src/components/locale/languages.ts';
import { Strings } from '../../../src/components/locale/strings.ts';
import { namedIn } from '../../../src/components/locale/taxonomy-names.ts';
import { confusablePairs } from '../../../src/taxonomy/confusable.ts';
import { schwartz20, taxonomies } from '../../../src/taxonomy/index.ts';

const ids = Object.keys(en) as MessageId[];
/** The same in every language: units, and words that are. */
const SAME = new Set(['unit.megabytes', 'unit.percent', 'unit.lessThanOnePercent']);

function placeholders(message: Catalogue[MessageId]): unknown[] {
  return typeof message === 'string' ? [] : [...message.values].sort();
}

function words(message: Catalogue[MessageId]): string {
  return typeof message === 'string' ? message : message.strings.join('…');
}

describe.each([
  ['de', de, labelsDe],
  ['fr', fr, labelsFr],
  ['es', es, labelsEs],
] as const)('%s', (locale, catalogue, names) => {
  it('says everything that is said in English, and nothing else', () => {
    expect(Object.keys(catalogue).sort()).toEqual([...ids].sort());
    for (const id of ids) expect(words(catalogue[id]).trim(), id).not.toBe('');
  });

  it('loses no placeholder', () => {
    for (const id of ids) expect(placeholders(catalogue[id]), id).toEqual(placeholders(en[id]));
  });

  it('is another language', () => {
    const same = ids.filter((id) => !SAME.has(id) && words(catalogue[id]) === words(en[id]));
    // Text, List, Profile and the like are the same word here and there.
    expect(same.length, same.join()).toBeLessThan(14);
  });

  it('fills in what it is given', () => {
    const strings = new Strings(locale, catalogue);
    for (const id of ids) {
      const said = strings.say(id, 'A', 'B', 'C', 'D', 'E', 'F', 'G');
      expect(said, id).not.toMatch(/undefined|\$\{|\[object/);
      for (const place of placeholders(en[id])) expect(said, id).toContain('ABCDEFG'[Number(place)]);
    }
  });

  it('names every label, defines those of the main taxonomies, and asks every question', () => {
    for (const { id: taxonomy, labels } of taxonomies) {
      expect(names.titles[taxonomy], taxonomy).toBeTruthy();
      for (const { id } of labels) {
        const own = names.labels[`${taxonomy}/${id}`] ?? names.labels[id];
        expect(own?.[0], `${taxonomy} ${id}`).toBeTruthy();
        if (taxonomy !== 'touche-54') expect(own?.[1], `${taxonomy} ${id}`).toMatch(/\.$/);
      }
    }
    for (const { labels } of confusablePairs) expect(names.questions[labels.join('/')], labels.join('/')).toMatch(/[?.]$/);
  });

  it('has no two labels of a taxonomy with the same name', () => {
    for (const { id: taxonomy, labels } of taxonomies) {
      const own = labels.map(({ id }) => (names.labels[`${taxonomy}/${id}`] ?? names.labels[id])?.[0]);
      expect(new Set(own).size, taxonomy).toBe(labels.length);
    }
  });

  it('is loaded when it is asked for, and names a taxonomy with its ids, codes and order unchanged', async () => {
    const language = await loadLanguage(locale);
    const named = namedIn(schwartz20, language);
    expect(named).not.toBe(schwartz20);
    expect(namedIn(schwartz20, language)).toBe(named);
    expect(named.labels.map(({ id, code }) => [id, code])).toEqual(schwartz20.labels.map(({ id, code }) => [id, code]));
    expect(named.labels[2]?.name).toBe(names.labels['stimulation']?.[0]);
    const own = { ...schwartz20, labels: [] };
    expect(namedIn(own, language)).toBe(own);
  });

  it('speaks of the text and never to its reader or of its author', () => {
    const address = { de: /\b(du|dein|Sie sind|Autor)\b/, fr: /\b(vous êtes|tu es|vos valeurs|auteur)\b/, es: /\b(usted|eres|tus valores|autor)\b/ };
    const all = [...ids.map((id) => words(catalogue[id])), ...Object.values(names.labels).flat()].join(' ');
    expect(address[locale].exec(all)?.[0]).toBeUndefined();
  });
});

describe('a language', () => {
  it.each([
    ['de-AT', 'de'],
    ['FR', 'fr'],
    ['es_MX', 'es'],
    ['en-GB', 'en'],
    ['ja', 'en'],
    ['', 'en'],
  ])('for %s is %s', (tag, locale) => expect(localeOf(tag)).toBe(locale));

  it('writes figures in its own way', () => {
    const english = new Strings('en', en);
    expect([english.fraction(0.42), english.count(1234), english.megabytes(23_400_000), english.counted('sentences', 1)]).toEqual(['.42', '1,234', '23.4 MB', '1 sentence']);
    const german = new Strings('de', de);
    expect([german.fraction(0.42), german.count(1234), german.megabytes(23_400_000), german.counted('sentences', 2)]).toEqual(['0,42', '1.234', '23,4 MB', '2 Sätze']);
    // Nothing is singular in French.
    expect(new Strings('fr', fr).counted('sentences', 0)).toBe('0 phrase');
  });

  it('is one of those that are listed', () => expect(LOCALES).toEqual(['en', 'de', 'fr', 'es']));
});
