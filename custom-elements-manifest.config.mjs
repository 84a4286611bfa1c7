/** Events that the analyzer infers from `dispatchEvent(new SomeEvent(detail))` take the detail for the name: only documented ones are told. */
const documentedEvents = {
  name: 'documented-events',
  packageLinkPhase({ customElementsManifest }) {
    for (const { declarations = [] } of customElementsManifest.modules) {
      for (const declaration of declarations) {
        if (declaration.events) declaration.events = declaration.events.filter(({ name }) => name?.includes('-'));
      }
    }
  },
};

/** What `npm run manifest` reads and writes: a description of the elements for editors, documentation and wrappers. */
export default {
  globs: ['src/components/**/*.ts'],
  exclude: ['src/components/locale/**', 'src/components/**/*.styles.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [documentedEvents],
};
