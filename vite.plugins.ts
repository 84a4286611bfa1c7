import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** Directory of the bundle that ships, relative to the project and, in what is built, to the page or the library. */
const EMBEDDED = 'models/embedded';

/**
 * Copies the bundle beside what is built, under the same path as in the project: its description and the files named
 * there. The model card and its picture stay behind.
 */
export function embeddedBundle(): Plugin {
  return {
    name: 'embedded-bundle',
    apply: 'build',
    async generateBundle() {
      const { files } = JSON.parse(await readFile(`${EMBEDDED}/manifest.json`, 'utf8')) as { files: Record<string, unknown> };
      for (const file of ['manifest.json', ...Object.keys(files)]) {
        const path = `${EMBEDDED}/${file}`;
        this.emitFile({ type: 'asset', fileName: path, source: await readFile(path) });
      }
    },
  };
}

/** Style sheets in modules keep comments and indents of their source, which the minifier leaves alone; what is built does without. */
export function compactStyles(): Plugin {
  const compact = (sheet: string): string => sheet.replace(/\/\*[^]*?\*\//g, '').replace(/\s+/g, ' ').replace(/ ?([{};]) ?/g, '$1');
  return {
    name: 'compact-styles',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\.styles\.ts$/ },
      handler: (code) => ({ code: code.replace(/\bcss`[^`]*`/g, compact), map: null }),
    },
  };
}

/**
 * The engine's bundled form carries its WebAssembly glue inside and then runs our worker's whole code in
 * every engine thread; the external form loads a small file of its own there.
 */
export function resolveForEngine(mode: string): { conditions: string[] } {
  return { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', mode === 'production' ? 'production' : 'development'] };
}
