import type * as Ort from 'onnxruntime-web';
import plainGlue from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import asyncifyGlue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiGlue from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import { fetchThrough } from './files.ts';
import type { EngineBuild } from './protocol.ts';

export type Engine = typeof Ort;

/**
 * The engine's builds. Never the bare `onnxruntime-web`: its old WebGPU code gives wrong results on 8-bit
 * models. The glue is loaded from its own address so that engine threads load it alone, not our worker.
 */
const BUILDS: Record<EngineBuild, { import: () => Promise<Engine>; paths: { mjs: string; wasm: string } }> = {
  plain: { import: () => import('onnxruntime-web/wasm'), paths: { mjs: plainGlue, wasm: plainWasm } },
  jspi: { import: () => import('onnxruntime-web/jspi'), paths: { mjs: jspiGlue, wasm: jspiWasm } },
  asyncify: { import: () => import('onnxruntime-web/webgpu'), paths: { mjs: asyncifyGlue, wasm: asyncifyWasm } },
};

const absolute = (url: string): string => new URL(url, import.meta.url).href;

/**
 * Downloads one build's WebAssembly into the browser's HTTP cache, so that its bytes are seen and a slow line is not
 * taken for a stuck worker. The engine then asks for the same address and compiles as it reads.
 * @param onBytes bytes so far and in all, as far as the server tells
 */
export async function fetchEngine(build: EngineBuild, onBytes: (loaded: number, total: number) => void): Promise<void> {
  await fetchThrough(absolute(BUILDS[build].paths.wasm), onBytes);
}

/** Imports one build of the engine and sets it up. Only that build's WebAssembly is ever fetched. */
export async function loadEngine(build: EngineBuild, threads: number): Promise<Engine> {
  const { import: load, paths } = BUILDS[build];
  const engine = await load();
  engine.env.wasm.wasmPaths = { mjs: absolute(paths.mjs), wasm: absolute(paths.wasm) };
  engine.env.wasm.numThreads = threads;
  engine.env.logLevel = 'error';
  return engine;
}
