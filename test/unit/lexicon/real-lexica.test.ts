import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureLexicon, openLexicon } from '../../../models/evaluation/lexicon.ts';
import { argumentSet, commentSet } from '../../../models/evaluation/labelled-sets.ts';
import { readLexicon } from '../../../src/lexicon/read-lexicon.ts';
import { knownTarget } from '../../../src/lexicon/targets.ts';

const shared = process.env['VALUE_TAGGER_SHARED'];
const data = shared === undefined ? '' : join(shared, 'data');
const moralStrength = join(data, 'moralstrength');
const dictionary = join(data, 'personal-values-dictionary');

const read = (folder: string, names: readonly string[]) => readLexicon(names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) })));

describe.skipIf(!existsSync(moralStrength))('MoralStrength (set VALUE_TAGGER_SHARED to the shared folder to run)', () => {
  it.each(['v1.0', 'v1.1'])('%s is read whole, as the five foundations', (version) => {
    const folder = join(moralStrength, version);
    const names = readdirSync(folder);
    const lexicon = read(folder, names);
    expect(knownTarget(lexicon.categories)?.taxonomy.id).toBe('mft-5');
    const rows = names.reduce((sum, name) => sum + readFileSync(join(folder, name), 'utf8').trim().split(/\r?\n/).length - 1, 0);
    // A few words are rated twice, a few are neutral.
    expect(lexicon.entries.length).toBeGreaterThan(0.93 * rows);
    expect(lexicon.entries.some(({ direction }) => direction === -1)).toBe(true);
  });

  it('says more than chance of comments, and less than a model', async () => {
    const set = await commentSet(join(data, 'mfrc', 'mfrc-counts.tsv'), 'models/evaluation/mfrc-held-out.txt');
    const result = await measureLexicon(await openLexicon([join(moralStrength, 'v1.1')]), set);
    console.info(`MoralStrength 1.1 on the held-out part of MFRC: macro-F1 ${result?.macroF1.toFixed(3)}, ValueEval score ${result?.valueEval.toFixed(3)}`);
    expect(result?.macroF1).toBeCloseTo(0.198, 2);
    for (const { auroc } of Object.values(result?.labels ?? {})) expect(auroc).toBeGreaterThan(0.55);
  }, 120_000);
});

describe.skipIf(!existsSync(dictionary))('the Personal Values Dictionary (set VALUE_TAGGER_SHARED to the shared folder to run)', () => {
  it.each(['bg', 'de', 'el', 'en', 'fr', 'it', 'nl'])('is read in %s, as the ten values', (language) => {
    const lexicon = read(dictionary, [`${language}.json`]);
    expect(knownTarget(lexicon.categories)?.taxonomy.id).toBe('schwartz-10');
    expect(lexicon.entries.length).toBeGreaterThan(900);
  });

  it('says more than chance of arguments, and less than a model', async () => {
    const set = await argumentSet(join(data, 'touche23-valueeval'), 'validation', '{premise}');
    const result = await measureLexicon(await openLexicon([join(dictionary, 'en.json')]), set);
    console.info(`Personal Values Dictionary on Touché23 validation: macro-F1 ${result?.macroF1.toFixed(3)}, ValueEval score ${result?.valueEval.toFixed(3)}`);
    expect(result?.macroF1).toBeCloseTo(0.34, 2);
  }, 120_000);
});
