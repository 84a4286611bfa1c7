import './touche-54-known.ts';

export * from './circle.ts';
export * from './confusable.ts';
export { crosswalks, findCrosswalk, readThrough, rollUp, weightOf } from './crosswalks.ts';
export * from './label-id.ts';
export * from './memberships.ts';
export { foundationAliases, mft5, mft6, moralPresence } from './moral-foundations.ts';
export { getLabel, getTaxonomy, nameOf, taxonomies } from './registry.ts';
export { schwartz10, schwartz4 } from './schwartz-basic.ts';
export { schwartz19, schwartz20 } from './schwartz-refined.ts';
export { touche54 } from './touche-54.ts';
export type * from './types.ts';
