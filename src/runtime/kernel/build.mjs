/**
 * `npm run build:kernel`: compiles `assembly/` twice. The binaries are committed, so that nobody needs the compiler to
 * run or build the page; `test/unit/runtime/kernel/binaries.test.ts` holds them to the source.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ENTRY = fileURLToPath(new URL('assembly/index.ts', import.meta.url));

/** The binaries by name, and the features that each is compiled with. */
export const BINARIES = { 'encoder-relaxed.wasm': 'simd,relaxed-simd', 'encoder-simd.wasm': 'simd' };

/** @returns {Promise<Uint8Array>} one of {@link BINARIES}, compiled */
export async function compile(name) {
  let binary;
  const { error, stderr } = await asc.main([ENTRY, '--outFile', name, '--runtime', 'stub', '--enable', BINARIES[name], '-O3', '--noAssert', '--use', 'abort=', '--disableWarning', '112,201'], {
    writeFile: (file, content) => {
      if (file.endsWith('.wasm')) binary = content;
    },
  });
  if (error || !binary) throw new Error(`${name} does not compile: ${stderr.toString()}`, { cause: error });
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of Object.keys(BINARIES)) {
    const binary = await compile(name);
    await writeFile(new URL(name, import.meta.url), binary);
    console.log(`${name}: ${binary.length} bytes`);
  }
}
