import { sourceOf } from '../../../src/bundle/make-bundle.ts';
import { keptBundle, type KeptModel } from '../../../src/bundle/store.ts';
import type { CheckedBundle } from '../../../src/bundle/types.ts';
import { modelInfo, type Manifest } from '../../../src/runtime/manifest.ts';
import type { OwnModel } from './chosen-model.ts';

const headsOf = (manifest: Manifest): OwnModel['heads'] => modelInfo(manifest, 'wasm').heads;

/** A kept model as the page uses it. */
export const ownModel = (model: KeptModel): OwnModel => ({ title: model.manifest.title, source: keptBundle(model), heads: headsOf(model.manifest), kept: model.id });

/** A model that is used until the page is closed. */
export const passingModel = (bundle: CheckedBundle): OwnModel => ({ title: bundle.manifest.title, source: sourceOf(crypto.randomUUID(), bundle), heads: headsOf(bundle.manifest) });
