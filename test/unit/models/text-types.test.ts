import { describe, expect, it } from 'vitest';
import { KNOWN, judgeKnownTexts, type KnownType } from '../../../models/evaluation/known-types.ts';

const judged = await judgeKnownTexts();
const LEAST = { 'argument-like': 30, narrative: 30, code: 30, list: 30, 'other-language': 40 } as const;

describe.each(['development', 'held-out'] as const)('the %s half of the texts of known type', (half) => {
  const texts = judged.filter((text) => text.half === half);

  it.each(Object.keys(KNOWN) as KnownType[])('is recognized: %s', (type) => {
    const own = texts.filter((text) => text.type === type);
    expect(own.length).toBeGreaterThanOrEqual(LEAST[type] / 2);
    expect(own.filter(({ verdict }) => verdict.type === type).length / own.length).toBeGreaterThanOrEqual(0.85);
  });

  it('has no argument or comment that is warned of', () => {
    const alarms = texts.filter(({ type, verdict }) => type === 'argument-like' && verdict.type !== 'argument-like');
    expect(alarms.map(({ number, verdict }) => `${number}: ${verdict.type}`)).toEqual([]);
  });

  it('names few languages wrongly', () => {
    const wrong = texts.filter(({ type, language, verdict }) => type === 'other-language' && verdict.languages.length > 0 && !verdict.languages.includes(language));
    expect(wrong.map(({ number }) => number).length).toBeLessThanOrEqual(1);
    expect(new Set(texts.filter(({ type }) => type === 'other-language').map(({ language }) => language)).size).toBeGreaterThanOrEqual(12);
  });
});
