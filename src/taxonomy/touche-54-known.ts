/**
 * Makes the 54 level-1 values, and the way from them to the twenty categories, known. They are as much as all other taxonomies together,
 * and few readers open them: so the element begins without them, and they come with what can tag a text.
 */
import { addCrosswalk, toParents } from './crosswalks.ts';
import { addTaxonomy } from './registry.ts';
import { touche54 } from './touche-54.ts';

addTaxonomy(touche54, 'schwartz-4');
addCrosswalk(toParents(touche54, 'schwartz-20', 'Taxonomy file (values.json) of the shared task ValueEval’23, Kiesel et al. (2022)'));
