import type * as Ort from 'onnxruntime-web';
import plainGlue from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import asyncifyGlue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiGlue from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import { engineError } from './engine-error.ts';
import { fetchWhole } from './files.ts';
import type { OnnxBuild } from './protocol.ts';

export type Engine = typeof Ort;

/**
 * The engine's builds. Never the bare `onnxruntime-web`: its old WebGPU code gives wrong results on 8-bit
 * models. The glue is loaded from its own address so that engine threads load it alone, not our worker.
 */
const BUILDS: Record<OnnxBuild, { import: () => Promise<Engine>; paths: { mjs: string; wasm: string } }> = {
  plain: { import: () => import('onnxruntime-web/wasm'), paths: { mjs: plainGlue, wasm: plainWasm } },
  jspi: { import: () => import('onnxruntime-web/jspi'), paths: { mjs: jspiGlue, wasm: jspiWasm } },
  asyncify: { import: () => import('onnxruntime-web/webgpu'), paths: { mjs: asyncifyGlue, wasm: asyncifyWasm } },
};

const absolute = (url: string): string => new URL(url, import.meta.url).href;

/**
 * Downloads one build's WebAssembly, so that its bytes are seen and a slow line is not taken for a stuck worker.
 * @param onBytes bytes so far and in all, as far as the server tells
 * @returns what {@link loadEngine} takes
 */
export async function fetchEngine(build: OnnxBuild, onBytes: (loaded: number, total: number) => void): Promise<Response> {
  return await fetchWhole(absolute(BUILDS[build].paths.wasm), onBytes);
}

/**
 * Has the engine's own request for its WebAssembly answered with what was downloaded before: that comes whole, and is
 * compiled as it is read, without a copy of all of it first. Nothing depends on the HTTP cache, which in private windows
 * holds no file of this size.
 */
function answerWith(url: string, wasm: Response): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (resource, options) => {
    if (resource !== url) return await fetch(resource, options);
    globalThis.fetch = fetch;
    return wasm;
  };
}

/**
 * Imports one build of the engine and sets it up. Only that build's WebAssembly is ever fetched, when the first session
 * is made.
 * @param wasm its WebAssembly
 * @throws {TaggerError} `engine-failed` where its code cannot be loaded
 */
export async function loadEngine(build: OnnxBuild, threads: number, wasm?: Response): Promise<Engine> {
  const { import: load, paths } = BUILDS[build];
  const engine = await load().catch((error: unknown) => Promise.reject(engineError(error, 'starting')));
  engine.env.wasm.wasmPaths = { mjs: absolute(paths.mjs), wasm: absolute(paths.wasm) };
  engine.env.wasm.numThreads = threads;
  engine.env.logLevel = 'error';
  if (wasm) answerWith(absolute(paths.wasm), wasm);
  return engine;
}
