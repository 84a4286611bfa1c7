export { writeLabelSet } from './json.ts';
export { readLabelSetFile } from './read-file.ts';
export { shippedSets, type ShippedSet } from './shipped/index.ts';
export { LabelSetStore } from './store.ts';
export { crosswalkOf, readingsOf, taxonomyOf } from './taxonomy.ts';
export type { LabelSet, OwnCrosswalk, OwnLabel, TaggerKind } from './types.ts';
