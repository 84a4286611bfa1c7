import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TextEncoding } from '../../../src/runtime/tokenizer.ts';
import { segment } from '../../../src/text/segment.ts';
import { quantile } from '../../bench/statistics.ts';
import { LENGTHS, Prose, asText, sentencesFrom } from '../../bench/text.ts';

const read = (name: string): string => readFileSync(`models/embedded/${name}`, 'utf8');

describe('the sentences of the benchmark', () => {
  const sentences = sentencesFrom(1, 3000);

  it('are as long as they are said to be, in word pieces of the model', () => {
    const tokenizer = new TextEncoding(read('tokenizer.json'), read('tokenizer_config.json'), 256);
    const lengths = sentences.map((sentence) => tokenizer.encode(sentence).ids.length);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(mean).toBeGreaterThan(24);
    expect(mean).toBeLessThan(28);
    // A log-normal's tenths lie 1.28 standard deviations of its logarithm from the median.
    for (const [share, deviations] of [[0.1, -1.2816], [0.5, 0], [0.9, 1.2816]] as const) {
      const expected = LENGTHS.median * Math.exp(LENGTHS.sigma * deviations);
      expect(Math.abs(quantile(lengths, share) - expected), `${share}`).toBeLessThan(0.12 * expected);
    }
    expect(Math.max(...lengths)).toBeLessThanOrEqual(LENGTHS.longest + 5);
  });

  it('come once each, also where they are taken in parts', () => {
    const prose = new Prose(5);
    const all = [...prose.take(2000), ...prose.take(3000)];
    expect(new Set(all).size).toBe(5000);
  });

  it('are found again by the segmentation, and so are as many for us as for others', () => {
    expect(segment(asText(sentences)).map(({ text }) => text)).toEqual(sentences);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(sentencesFrom(1, 50)).toEqual(sentences.slice(0, 50));
    expect(sentencesFrom(2, 50)).not.toEqual(sentences.slice(0, 50));
  });
});
