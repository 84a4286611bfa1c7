/**
 * The library as one file for plain pages: registers the element, and takes workers, engine and model from beside itself. What
 * only some pages need is fetched when it is asked for.
 */
import './components/define.ts';
import { setDefaultModelUrl } from './tagging/model-place.ts';

setDefaultModelUrl(new URL(/* @vite-ignore */ './models/embedded/', import.meta.url));

export { ValueTagger } from './components/value-tagger/value-tagger.ts';
export { TaggerError } from './errors.ts';

/** The elements that views are made of, such as `<value-wheel>`, for pages that use them by themselves. */
export const loadCharts = () => import('./components/charts.ts');
/** The tagger without the element. */
export const loadTagger = () => import('./tagging/create-tagger.ts');
/** Word lists of one's own. */
export const loadLexicons = () => import('./lexicon/create-lexicon-tagger.ts');
/** Label sets of one's own, and the editor of them. */
export const loadLabelSets = () => import('./label-sets/index.ts');
/** Models from elsewhere. */
export const loadBundles = () => import('./bundle/index.ts');
/** Tables, reports and pictures of what was found. */
export const loadOutput = () => import('./output/index.ts');
