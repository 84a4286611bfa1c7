import type { BundleSource } from '../../../src/tagging/create-tagger.ts';
import type { Manifest } from '../../../src/runtime/manifest.ts';

/** A model that tells whether one text follows from another; it has no labels of a theory, and is asked about those of any. */
export interface EntailmentModel {
  readonly id: string;
  readonly title: string;
  readonly source: BundleSource;
}

/** Those that are used until the page is closed. */
const passing: EntailmentModel[] = [];

/** Whether one of its classes is called entailment, in whatever case. */
export const isEntailment = ({ heads }: Pick<Manifest, 'heads'>): boolean => heads.some(({ labels }) => labels.some(({ id, name }) => [id, name].some((own) => own?.toLowerCase() === 'entailment')));

/** Has a model that is not kept at hand until the page is closed. */
export function lendEntailmentModel(title: string, source: BundleSource): void {
  passing.push({ id: source.id, title, source });
}

/** Those that the reader has brought; none where the browser keeps no files. */
export async function entailmentModels(): Promise<readonly EntailmentModel[]> {
  const { keptBundle, keptModels } = await import('../../../src/bundle/store.ts');
  const kept = await keptModels().catch(() => []);
  return [...kept.filter(({ manifest }) => isEntailment(manifest)).map((model) => ({ id: model.id, title: model.manifest.title, source: keptBundle(model) })), ...passing];
}
