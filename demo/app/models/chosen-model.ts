import type { ModelInfo } from '../../../src/index.ts';
import type { BundleSource } from '../../../src/tagging/create-tagger.ts';

const KEY = 'value-tagger model';

/** A model that the page uses in place of the embedded one. */
export interface OwnModel {
  readonly title: string;
  readonly source: BundleSource;
  readonly heads: ModelInfo['heads'];
  /** Id under which it is kept; undefined where it is used until the page is closed. */
  readonly kept?: string;
}

/** The model that was chosen on the last visit, if it is still kept; undefined for the embedded one. */
export async function chosenModel(): Promise<OwnModel | undefined> {
  const id = remembered();
  if (id === null) return undefined;
  const { keptFolders } = await import('../../../src/bundle/store.ts');
  const { ownModel } = await import('./own-model.ts');
  const { models, unreadable } = await keptFolders();
  const model = models.find((kept) => kept.id === id);
  // One that cannot be read now may be readable on the next visit.
  if (!model && !unreadable.some((kept) => kept.id === id)) rememberModel(undefined);
  return model && ownModel(model);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Remembers which kept model is in use; of the embedded one nothing is noted. */
export function rememberModel(id: string | undefined): void {
  try {
    if (id === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, id);
  } catch {
    // The choice then holds until the page is closed.
  }
}
