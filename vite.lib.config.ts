import { defineConfig } from 'vite';
import { compactStyles, embeddedBundle, resolveForEngine } from './vite.plugins.ts';

const ENTRY = 'src/embed.ts';

/** Modules that a module imports statically, however far. */
interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[]; readonly isEntry: boolean } | null;
}

let component: Set<string> | undefined;

/**
 * Whether a module is the component's own: what a page fetches before there is a text. All of it in one file packs better, and comes
 * in one request, than in a file for every part of it that some optional part uses too.
 */
function isComponent(id: string, modules: Modules): boolean {
  if (!component) {
    component = new Set();
    const visit = (module: string): void => {
      if (component?.has(module)) return;
      component?.add(module);
      for (const imported of modules.getModuleInfo(module)?.importedIds ?? []) visit(imported);
    };
    visit(new URL(ENTRY, import.meta.url).pathname);
  }
  return component.has(id) && !id.endsWith(`/${ENTRY}`);
}

/**
 * The library for plain pages: `dist-lib/value-tagger.js`, with everything that it loads beside it. It is no Vite "library", since
 * those carry their assets inside; here workers, engine and model stay files of their own, at addresses relative to the importing one.
 */
export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [embeddedBundle(), compactStyles()],
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
      input: { 'value-tagger': ENTRY },
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        codeSplitting: { groups: [{ name: (id, modules) => (isComponent(id, modules) ? 'component' : null) }] },
      },
    },
  },
});
