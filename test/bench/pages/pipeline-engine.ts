/** The engine of transformers.js, from this server, and its models too; all else is as the library has it. */
import { env } from '@huggingface/transformers';
import glue from 'pipeline-engine/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'pipeline-engine/ort-wasm-simd-threaded.asyncify.wasm?url';

/**
 * @param threads left to the library where undefined
 * @returns the engine's settings; those that were left to the library stand in them once a model is loaded
 */
export function prepareEngine(threads: number | undefined): { readonly numThreads?: number } {
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.localModelPath = '/';
  const engine = env.backends.onnx.wasm;
  if (!engine) throw new Error('transformers.js has no WebAssembly engine here.');
  engine.wasmPaths = { mjs: new URL(glue, import.meta.url).href, wasm: new URL(wasm, import.meta.url).href };
  if (threads !== undefined) engine.numThreads = threads;
  return engine;
}
