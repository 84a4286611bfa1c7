import { componentFiles } from './scripts/component-files.mjs';

/** The component's own code: what a page fetches before there is a text. Engine, workers, model and optional parts come later. */
export default [{ name: 'value-tagger.js with its static imports', path: componentFiles('dist-lib/value-tagger.js'), limit: '45 kB', gzip: true }];
