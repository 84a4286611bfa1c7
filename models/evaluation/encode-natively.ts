import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planBatches } from '../../src/runtime/batching.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { deviceOf, headSlices, modelInfo, neededFiles, parseManifest, type OnnxGraphName } from '../../src/runtime/manifest.ts';
import { EncoderSession } from '../../src/runtime/session.ts';
import { TextEncoding } from '../../src/runtime/tokenizer.ts';
import type { TextEncoder } from './encode-in-browser.ts';

/** Runs a bundle's graph in Node on the engine's native CPU provider, through the page's own runtime modules. */
export async function encodeNatively(folder: string, graph: OnnxGraphName): Promise<TextEncoder> {
  const engine = (await import('onnxruntime-node')) as unknown as Engine;
  const manifest = parseManifest(await readFile(join(folder, 'manifest.json'), 'utf8'), join(folder, 'manifest.json'));
  const files = new Map(await Promise.all(neededFiles(manifest, graph).map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const)));
  const decode = (name: string): string => new TextDecoder().decode(files.get(name));
  const tokenizer = new TextEncoding(decode(manifest.tokenizer.file), decode(manifest.tokenizer.config), manifest.tokenizer.maxTokens);
  const session = await EncoderSession.create(engine, manifest, files, graph, undefined, { wasm: 'cpu', webgpu: 'cpu' });
  return {
    model: {
      candidate: { device: deviceOf(graph), build: 'plain' },
      threads: 1,
      slices: headSlices(manifest),
      rowSize: session.rowSize,
      info: modelInfo(manifest, graph),
    },
    async encode(texts, output = 'heads') {
      const encodings = texts.map((text) => tokenizer.encode(text));
      const rows: number[][] = texts.map(() => []);
      for (const plan of planBatches(encodings.map(({ ids }) => ids.length), { tokens: 512, multiple: 4, fewShapes: false })) {
        const numbers = await session.run(plan.rows.flatMap((row) => encodings[row] ?? []), plan.length, plan.rows.length, output);
        const size = numbers.length / plan.rows.length;
        for (const [place, row] of plan.rows.entries()) rows[row] = Array.from(numbers.subarray(place * size, (place + 1) * size));
      }
      return { rows, truncated: encodings.flatMap(({ truncated }, index) => (truncated ? [index] : [])) };
    },
    close: () => session.release(),
  };
}
