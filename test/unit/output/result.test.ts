import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chartFile, chartsOf } from '../../../src/output/charts.ts';
import { fileName } from '../../../src/output/file-name.ts';
import { gather } from '../../../src/output/findings.ts';
import { resultJson } from '../../../src/output/json.ts';
import { reportHtml } from '../../../src/output/report.ts';
import { profile } from '../../../src/analysis/profile.ts';
import { schwartz20 } from '../../../src/taxonomy/schwartz-refined.ts';
import { version } from '../../../src/version.ts';
import { madeUpRun } from './run.ts';

const HOSTILE = '<script>alert(1)</script> & "quotes" <img src=x onerror=alert(2)> care.';

describe('the result as JSON', () => {
  it('holds all that is needed to get it again', () => {
    const text = 'We care. We share.';
    const result = JSON.parse(resultJson(gather(madeUpRun(text, { confidence: 0.75 })))) as Record<string, unknown>;
    expect(result).toMatchObject({
      format: 'value-tagger/result@1',
      text,
      run: {
        tool: { name: 'value-tagger', version },
        date: '2026-01-02T03:04:05.000Z',
        model: { digest: 'd'.repeat(64), revision: '1', licence: 'CC0-1.0' },
        device: 'wasm',
        taxonomy: { id: 'mft-6' },
        confidence: 0.75,
        thresholds: { care: { fitted: 0.5, used: 0.75 } },
        thresholdSource: 'rows of its own',
        segmentation: { sentences: 2, offsets: 'UTF-16 units' },
        text: { length: text.length, sha256: createHash('sha256').update(text).digest('hex') },
      },
    });
    const [first] = result['sentences'] as { tags: unknown[]; scores: Record<string, Record<string, number>> }[];
    expect(first?.tags).toHaveLength(1);
    expect(first?.scores['mft']?.['care']).toBeCloseTo(0.9, 6);
  });

  it('says so where the taxonomy is none of the model’s', () => {
    expect(() => gather(madeUpRun('We care.', { taxonomy: 'schwartz-20' }))).toThrowError(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('the report', () => {
  it('has no script and nothing to fetch, and shows mark-up of the text as text', () => {
    const html = reportHtml(gather(madeUpRun(HOSTILE, { title: HOSTILE })));
    expect(html).not.toMatch(/<script|<img|<link|<iframe| on\w+="|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg)[^<"\s]+"/i);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;');
    expect(html).toContain("default-src 'none'");
  });

  it('holds the whole text, in its order', () => {
    const text = '  Title\n\nWe care. We share.\n\n\tThe end…  ';
    const html = reportHtml(gather(madeUpRun(text)));
    const body = /<div class="text" dir="auto">([^]*?)<\/div>/.exec(html)?.[1] ?? '';
    expect(body.replace(/<sup>.*?<\/sup>/g, '').replace(/<[^>]+>/g, '')).toBe(text);
  });

  it('can be written for a text without sentences', () => {
    expect(reportHtml(gather(madeUpRun(' ')))).toContain('0 sentences');
  });
});

describe('charts', () => {
  it('are the circle and bars where the theory is a circle, else bars alone', () => {
    const { profile: foundations } = gather(madeUpRun('We care.'));
    expect(chartsOf(foundations)).toEqual(['bars']);
    expect(chartsOf(profile([], schwartz20))).toEqual(['wheel', 'bars']);
  });

  it('are drawn in colours that any program knows, with the numbers in them', () => {
    const tags = profile([[{ label: 'universalism-nature', confidence: 0.9 }], []], schwartz20);
    for (const kind of chartsOf(tags)) {
      const svg = chartFile(kind, tags, 'dark');
      expect(svg).not.toMatch(/light-dark|var\(|NaN|undefined/);
      expect(svg).toContain('1 of 2 sentences');
      expect(svg).toContain('#17181b');
    }
  });
});

describe('names of files', () => {
  it('are taken by every system', () => {
    expect(fileName('“What to the Slave…?” / Frédéric: ../..', 'own:my/set', '.csv')).toBe('value-tagger-what-to-the-slave-frederic-own-my-set.csv');
    expect(fileName('???', 'mft-6', '.json')).toBe('value-tagger-text-mft-6.json');
    expect(fileName('価値', 'mft-6', '.html')).toBe('value-tagger-価値-mft-6.html');
  });
});
