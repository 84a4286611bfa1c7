import { defineConfig } from 'vite';

/** The example with React, `dist-embed/react/`: React and the example alone; the element comes from the built library. */
export default defineConfig({
  root: 'demo/embed/react',
  base: './',
  publicDir: false,
  build: { outDir: '../../../dist-embed/react', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
});
