import type { LabelSet } from '../../../src/label-sets/types.ts';

/** Tiny models with random weights: two classes with capitalised names; three; three in another order with other separators. */
export const NLI_BUNDLES = ['nli-bert', 'nli-deberta-v3', 'nli-roberta'] as const;

/** A pair as Python reads it, and the probabilities of the model before conversion. */
export interface ExpectedPair {
  readonly text: string;
  readonly second: string;
  readonly ids: readonly number[];
  readonly types: readonly number[];
  readonly scores: Readonly<Record<'nli', readonly number[]>>;
}

export const address = (bundle: string): string => new URL(`/test/fixtures/bundles/${bundle}/`, location.href).href;

export async function readFixture<T>(bundle: string, file: string): Promise<T> {
  return (await (await fetch(address(bundle) + file)).json()) as T;
}

export interface NliManifest {
  readonly heads: readonly { readonly labels: readonly { readonly id: string }[] }[];
  readonly selfTest: { readonly tolerance: number };
}

/** Entailment against its opposite alone, from PyTorch's probabilities of all classes. */
export function entailmentOf({ heads }: NliManifest, { scores }: ExpectedPair): number {
  const ids = heads[0]?.labels.map(({ id }) => id) ?? [];
  const yes = scores.nli[ids.indexOf('entailment')] ?? Number.NaN;
  const opposite = ids.includes('contradiction') ? 'contradiction' : 'not-entailment';
  return yes / (yes + (scores.nli[ids.indexOf(opposite)] ?? Number.NaN));
}

/** A set whose hypotheses are whole sentences. */
export function setOf(hypotheses: readonly (readonly string[])[]): LabelSet {
  return {
    format: 'value-tagger/label-set',
    version: 1,
    id: 'tiny-set',
    name: 'Tiny set',
    language: 'en',
    labels: hypotheses.map((own, index) => ({ id: `label-${index}`, name: `Label ${index}`, ...(own.length > 0 ? { hypotheses: own } : {}) })),
  };
}
