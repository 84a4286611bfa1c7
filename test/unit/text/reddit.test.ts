import { describe, expect, it } from 'vitest';
import { unescapeHtml } from '../../../src/text/html-entities.ts';
import { cleanRedditMarkdown } from '../../../src/text/reddit.ts';
import cases from '../../fixtures/reddit-cleaning.json' with { type: 'json' };

describe('cleanRedditMarkdown', () => {
  // The outputs were made by models/training/pipeline/clean.py.
  it.each(cases)('cleans $input as the training does', ({ input, output }) => {
    expect(cleanRedditMarkdown(input)).toBe(output);
  });

  it('has a fixture that is large enough to hold both twins together', () => {
    expect(cases.length).toBeGreaterThanOrEqual(30);
    expect(cases.filter(({ input, output }) => input !== output).length).toBeGreaterThan(25);
  });
});

describe('unescapeHtml', () => {
  it('takes away one layer at a time', () => {
    expect(unescapeHtml('&amp;gt; &#x27;a&#39;')).toBe("&gt; 'a'");
  });

  it('knows the names that need no semicolon, and only those', () => {
    expect(unescapeHtml('&lt3 &copy2020 &hellip &hellip;')).toBe('<3 ©2020 &hellip …');
  });

  it('reads the C1 codes as Windows-1252 and replaces what is no character', () => {
    expect(unescapeHtml('&#146;&#0;&#x110000;&#1;')).toBe('’\uFFFD\uFFFD');
  });
});
