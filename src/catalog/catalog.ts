import data from '../../models/catalog.json';
import { parseCatalog, type CatalogEntry } from './schema.ts';

let models: readonly CatalogEntry[] | undefined;

/** Every model that the toolkit knows, the embedded one first. */
export function catalog(): readonly CatalogEntry[] {
  models ??= parseCatalog(data);
  return models;
}
