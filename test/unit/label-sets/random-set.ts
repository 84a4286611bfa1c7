import { newId } from '../../../src/label-sets/ids.ts';
import type { LabelSet, OwnLabel } from '../../../src/label-sets/types.ts';

const WORDS = ['Freedom', 'order', 'Été', '自由', 'Λόγος', 'care & love', 'x/y', 'of', '“quoted”', 'tab\tinside', 'line\nbreak', '\\', '😀', 'Ünïcode', "d'accord", 'عدل', '0', 'null'];

/** A set with everything that the format allows, fixed by `random`. */
export function randomSet(random: () => number, size: number): LabelSet {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const phrase = (): string => Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(WORDS)).join(' ');
  const some = (): string[] => Array.from({ length: 1 + Math.floor(random() * 4) }, phrase);
  const maybe = <T extends object>(part: T): T | object => (random() < 0.5 ? part : {});
  const taken = new Set<string>();
  const depths = new Map<string, number>();
  const labels: OwnLabel[] = [];
  for (let count = 0; count < size; count++) {
    const name = phrase();
    const id = newId(name, taken);
    const above = labels.length > 0 && random() < 0.6 ? pick(labels) : undefined;
    const depth = (above ? (depths.get(above.id) ?? 1) : 0) + 1;
    const parent = above && depth <= 12 ? { parent: above.id } : {};
    depths.set(id, 'parent' in parent ? depth : 1);
    labels.push({
      id,
      name,
      ...parent,
      ...maybe({ definition: phrase() }),
      ...maybe({ include: some() }),
      ...maybe({ exclude: some() }),
      ...maybe({ examples: some() }),
      ...maybe({ hypotheses: some() }),
      ...maybe({ aliases: some() }),
      ...maybe({ hue: Math.floor(random() * 361) }),
    });
  }
  // Order is free: a child may stand before its parent.
  const shuffled = labels.map((label) => ({ label, at: random() })).sort((a, b) => a.at - b.at).map(({ label }) => label);
  const links = shuffled.map(({ id }) => ({ from: id, to: pick(['care', 'fairness']), ...maybe({ weight: (1 + Math.floor(random() * 10)) / 10 }) }));
  return {
    format: 'value-tagger/label-set',
    version: 1,
    id: newId(phrase(), new Set()),
    name: phrase(),
    language: pick(['en', 'de', 'pt-BR', 'zh-Hant']),
    labels: shuffled,
    ...maybe({ description: phrase() }),
    ...maybe({ source: phrase() }),
    ...maybe({ licence: 'CC0-1.0' }),
    ...maybe({ crosswalks: [{ to: 'mft-5', rule: pick(['max', 'weighted-mean'] as const), links, ...maybe({ source: phrase() }) }] }),
  };
}
