import { defineConfig } from 'vite';
import { embeddedBundle, resolveForEngine } from './vite.plugins.ts';

/**
 * The library for plain pages: `dist-lib/value-tagger.js`, with everything that it loads beside it. It is no Vite "library", since
 * those carry their assets inside; here workers, engine and model stay files of their own, at addresses relative to the importing one.
 */
export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [embeddedBundle()],
  resolve: resolveForEngine('production'),
  worker: { format: 'es' },
  build: {
    outDir: 'dist-lib',
    target: 'es2022',
    sourcemap: true,
    // Preloading would write link elements into a page that is not ours.
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { 'value-tagger': 'src/embed.ts' },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'assets/[name]-[hash].js' },
    },
  },
});
