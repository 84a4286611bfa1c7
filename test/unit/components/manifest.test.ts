// @vitest-environment node
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Named {
  readonly name: string;
  readonly description?: string;
}

interface Declaration {
  readonly tagName?: string;
  readonly attributes?: readonly Named[];
  readonly events?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly members?: readonly (Named & { readonly privacy?: string })[];
}

let folder: string;
let elements: ReadonlyMap<string, Declaration>;

beforeAll(async () => {
  folder = await mkdtemp('node_modules/.manifest-');
  const { status, stderr } = spawnSync(process.execPath, ['node_modules/@custom-elements-manifest/analyzer/cem.js', 'analyze', '--config', 'custom-elements-manifest.config.mjs', '--outdir', relative('.', folder), '--quiet'], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const { modules } = JSON.parse(await readFile(`${folder}/custom-elements.json`, 'utf8')) as { modules: { declarations?: Declaration[] }[] };
  elements = new Map(modules.flatMap(({ declarations = [] }) => declarations.flatMap((declaration) => (declaration.tagName === undefined ? [] : [[declaration.tagName, declaration] as const]))));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const names = (list: readonly Named[] | undefined): string[] => (list ?? []).map(({ name }) => name).sort();

describe('the description of the elements', () => {
  it('has them all', () => {
    expect([...elements.keys()].sort()).toEqual(['label-set-editor', 'value-bars', 'value-compare', 'value-list', 'value-tagger', 'value-trend', 'value-wheel']);
  });

  it('has every attribute, event, slot, part and method of the main one, each with a word on it', () => {
    const tagger = elements.get('value-tagger');
    expect(names(tagger?.attributes)).toEqual(['compare-to', 'confidence', 'for', 'lang', 'model', 'readonly', 'taxonomy', 'text', 'theme', 'view', 'without-text-check']);
    expect(names(tagger?.events)).toEqual(['value-tagger-correct', 'value-tagger-error', 'value-tagger-progress', 'value-tagger-select', 'value-tagger-tagged', 'value-tagger-text-type']);
    expect(names(tagger?.slots)).toEqual(['', 'evidence', 'profile', 'status']);
    expect(names(tagger?.cssParts)).toEqual(['base', 'compare', 'confidence', 'details', 'footer', 'legend', 'list', 'profile', 'side', 'status', 'text', 'text-type', 'toolbar', 'trend', 'views']);
    expect(names(tagger?.cssProperties).length).toBe(9);
    expect(names(tagger?.members)).toEqual(expect.arrayContaining(['cancel', 'corrections', 'exportCorrections', 'prefetch', 'profile', 'select', 'sentence', 'sentences', 'start']));
    for (const list of [tagger?.attributes, tagger?.events, tagger?.slots, tagger?.cssParts, tagger?.cssProperties]) for (const { name, description } of list ?? []) expect(description, name).toBeTruthy();
  });

  it('names no part that is not drawn', async () => {
    const sources = await Promise.all(
      ['frame', 'side', 'legend', 'status', 'confidence', 'text-type-notice', 'view-switch', 'list-view', 'profile-view', 'compare-view', 'trend-view'].map((file) => readFile(`src/components/value-tagger/${file}.ts`, 'utf8')),
    );
    for (const name of names(elements.get('value-tagger')?.cssParts)) expect(sources.join(), name).toContain(`part="${name}"`);
  });
});
