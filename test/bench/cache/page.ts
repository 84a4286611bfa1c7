import { deleteDB, openDB } from 'idb';
import { makeKeys } from '../../../src/cache/keys.ts';
import { packPages } from '../../../src/cache/pages.ts';
import { IndexedDbCache } from '../../../src/cache/score-cache.ts';
import type { CachedRow, Keys } from '../../../src/cache/types.ts';
import { createTagger } from '../../../src/tagging/create-tagger.ts';
import { modelInput } from '../../../src/tagging/cached-scores.ts';
import { segment } from '../../../src/text/segment.ts';

const RAW = 'value-tagger-bench-raw';
const OURS = 'value-tagger-bench';
/** What the embedded model gives a sentence. */
const WIDTH = 82;

/** Milliseconds by what was done. */
export type Times = Record<string, number>;

export interface Visit {
  /** From `tag()` to the first sentences, and to the last one. */
  readonly first: number;
  readonly all: number;
  readonly cached: number;
  /** True where the model was loaded before the end. */
  readonly loaded: boolean;
  /** Longest task of the main thread; 0 where none was over 50 ms. */
  readonly longestTask: number;
  /** Segmentation alone, in one go. */
  readonly segmentation: number;
}

let inputs: string[] = [];
let keys: Keys;
let ours: IndexedDbCache;

const rowsOf = (count: number, width: number): CachedRow[] =>
  Array.from({ length: count }, () => ({ logits: Float32Array.from({ length: width }, () => Math.random() * 12 - 8), truncated: false }));

const hex = (value: Keys): string => Array.from(value, (word) => word.toString(16).padStart(8, '0')).join('');

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Fills a plain database (a record a row, and a record a page) and our cache with the same rows. */
async function fill(sentences: readonly string[]): Promise<void> {
  inputs = sentences.map(modelInput);
  await Promise.all([deleteDB(RAW), deleteDB(OURS)]);
  ours = await IndexedDbCache.open(OURS);
  keys = makeKeys(await ours.salt(), 'digest', inputs);
  const rows = rowsOf(inputs.length, WIDTH);
  await ours.putMany(keys, rows);
  const raw = await openDB(RAW, 1, {
    upgrade(database) {
      database.createObjectStore('rows');
      database.createObjectStore('pages');
    },
  });
  const transaction = raw.transaction(['rows', 'pages'], 'readwrite');
  for (const [index, row] of rows.entries()) void transaction.objectStore('rows').put(row, hex(keys.subarray(index * 4, index * 4 + 4)));
  for (const [index, page] of packPages(keys, rows).entries()) void transaction.objectStore('pages').put(page, index);
  await transaction.done;
  raw.close();
}

/** Does everything once, in an order that changes from call to call. */
async function round(turn: number): Promise<Times> {
  const times: Times = {};
  const raw = await openDB(RAW);
  const { salt } = { salt: await ours.salt() };
  const arms: Record<string, () => Promise<number>> = {
    'raw getAll, a record a page': () => timed(() => raw.getAll('pages')),
    'raw getAll, a record a row': () => timed(() => raw.getAll('rows')),
    'raw get of each row': () =>
      timed(() => {
        const { store } = raw.transaction('rows');
        return Promise.all(inputs.map((_, index) => store.get(hex(keys.subarray(index * 4, index * 4 + 4)))));
      }),
    'getMany': () => timed(() => ours.getMany(keys)),
    'open and first getMany': async () => {
      let found = 0;
      let cache: IndexedDbCache | undefined;
      const time = await timed(async () => {
        cache = await IndexedDbCache.open(OURS);
        found = (await cache.getMany(keys)).filter(Boolean).length;
      });
      await cache?.close();
      if (found !== inputs.length) throw new Error(`Only ${found} of ${inputs.length} rows came back.`);
      return time;
    },
    'keys (hashing)': () => timed(() => makeKeys(salt, 'digest', inputs)),
  };
  const names = Object.keys(arms);
  for (let at = 0; at < names.length; at++) {
    const name = names[(at + turn) % names.length] ?? '';
    times[name] = (await arms[name]?.()) ?? Number.NaN;
  }
  raw.close();
  return times;
}

const tagger = (): ReturnType<typeof createTagger> => createTagger({ modelUrl: '/models/embedded/', device: 'wasm', cacheName: 'value-tagger-bench-visit' });

/** A first visit, of which only the model is real: scores are put into the cache as if it had read the text. */
async function firstVisit(text: string): Promise<number> {
  const made = tagger();
  const { digest } = await made.ready();
  const sentences = segment(text).map((sentence) => modelInput(sentence.text));
  made.cache.put(await made.cache.keys(digest, sentences), rowsOf(sentences.length, made.report?.rowSize ?? 0));
  await made.cache.flush();
  // The description of the model is kept in the background.
  while ((await made.recall()) === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await made.dispose();
  return sentences.length;
}

/** A visit to a text that was read before; the page has just been loaded. */
async function secondVisit(text: string): Promise<Visit> {
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  const made = tagger();
  let first = 0;
  const start = performance.now();
  const { sentences } = await made.tag(text, { onSentences: () => (first ||= performance.now() - start), onReset: () => undefined });
  const all = performance.now() - start;
  const loaded = made.report !== undefined;
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();
  const visit = { first, all, cached: sentences.filter(({ cached }) => cached).length, loaded, longestTask: Math.max(0, ...tasks), segmentation: await timed(() => segment(text)) };
  await made.dispose();
  return visit;
}

export const bench = { fill, round, firstVisit, secondVisit };
Object.assign(globalThis, { bench });
