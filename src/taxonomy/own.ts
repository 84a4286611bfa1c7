import type { Crosswalk, Label, LabelId, Taxonomy, TaxonomyId } from './types.ts';

/** Beginning of the id of a taxonomy that a model brings with it. */
const OWN = 'own:';

/** A head as far as it tells of its labels; see `Head` of the model. */
interface OwnHead {
  readonly taxonomy: TaxonomyId;
  readonly labels: readonly { readonly id: LabelId; readonly name?: string; readonly definition?: string }[];
  readonly crosswalk?: { readonly to: TaxonomyId; readonly map: Readonly<Record<LabelId, LabelId>>; readonly source: string };
}

const made = new WeakMap<OwnHead, Taxonomy>();

/** The taxonomy that a head brings with it; the same object each time. Undefined where it uses a known one. */
export function ownTaxonomy(head: OwnHead): Taxonomy | undefined {
  if (!head.taxonomy.startsWith(OWN)) return undefined;
  let taxonomy = made.get(head);
  if (!taxonomy) {
    const labels = head.labels.map(({ id, name = nameOf(id), definition = '' }) => ({ id, name, definition }));
    const codes = codesOf(labels.map(({ name }) => name));
    taxonomy = {
      id: head.taxonomy,
      title: nameOf(head.taxonomy.slice(OWN.length)),
      description: 'Labels that this model brings with it.',
      source: 'The model’s own description',
      labels: labels.map((label, index): Label => ({ ...label, code: codes[index] ?? '' })),
    };
    made.set(head, taxonomy);
  }
  return taxonomy;
}

/** The crosswalk that a head declares to `to`; undefined where it declares none. */
export function ownCrosswalk({ taxonomy, crosswalk }: OwnHead, to: TaxonomyId): Crosswalk | undefined {
  if (crosswalk?.to !== to) return undefined;
  return { from: taxonomy, to, rule: 'max', map: Object.fromEntries(Object.entries(crosswalk.map).map(([label, target]) => [label, [target]])), source: crosswalk.source };
}

const nameOf = (id: string): string => {
  const words = id.replace(/[-_.:]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Short codes, all different: three letters of one word, or of two; a figure where that is taken. */
function codesOf(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const [first = '', second = ''] = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const short = second === '' ? first.slice(0, 3) : first.slice(0, 2) + second.charAt(0).toUpperCase();
    let code = short;
    for (let number = 2; taken.has(code); number++) code = `${short.slice(0, 2)}${number}`;
    taken.add(code);
    return code;
  });
}
