import asyncifyGlue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import plainGlue from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { TaggerError } from '../../errors.ts';
import { GpuWatch } from '../gpu-watch.ts';
import { probeDevice } from '../device.ts';
import { LibraryModel } from './causal-model.ts';
import type { ModelFiles } from './model-files.ts';
import type { ChatMessage, PromptMaker } from './prompt-text.ts';
import type { GeneratorLoadRequest } from './protocol.ts';
import { withoutContent } from './quiet.ts';
import { addedTokens } from './token-bytes.ts';
import { Vocabulary } from './vocabulary.ts';

/** An address that cannot be reached: every request of the library is answered from files that are there. */
const NOWHERE = 'https://files.invalid/';

const absolute = (url: string): string => new URL(url, import.meta.url).href;

export interface OpenModel {
  readonly model: LibraryModel;
  readonly vocabulary: Vocabulary;
  readonly prompts: PromptMaker;
  readonly version: string;
}

/** Loads the library, and the model into it. @throws {TaggerError} */
export async function openModel(files: ModelFiles, { address, device, dtype, threads, gpuTimeLimit }: GeneratorLoadRequest): Promise<OpenModel> {
  const library = await import('@huggingface/transformers');
  const { env, AutoModelForCausalLM, AutoTokenizer, LogLevel } = library;
  env.logLevel = LogLevel.NONE;
  env.remoteHost = NOWHERE;
  env.remotePathTemplate = '{model}/';
  env.allowLocalModels = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.fetch = async (url) => await files.respond(new URL(String(url)).pathname.slice(`/${address.id}/`.length));
  const engine = env.backends.onnx.wasm;
  if (!engine) throw new TaggerError('engine-failed', 'The library came without an engine.', 'Reload the page.');
  // The build with WebGPU has no kernels for 4-bit embeddings on the CPU, and is larger.
  engine.wasmPaths = device === 'webgpu' ? { mjs: absolute(asyncifyGlue), wasm: absolute(asyncifyWasm) } : { mjs: absolute(plainGlue), wasm: absolute(plainWasm) };
  engine.numThreads = threads;

  const tokenizerJson = parsed(await files.text('tokenizer.json'));
  const vocabulary = new Vocabulary(tokenizerJson);
  const template = (await files.text('chat_template.jinja')) || undefined;
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(address.id).catch((error: unknown) => {
      throw new TaggerError('tokenizer-failed', `The model's tokenizer could not be started: ${withoutContent(error)}`, 'Choose another model.');
    });
    const loaded = await AutoModelForCausalLM.from_pretrained(address.id, { device, dtype });
    // What the library does without, it does not complain of.
    if (files.failure) throw files.failure;
    const watch = device === 'webgpu' ? new GpuWatch(await gpuDevice(env.backends.onnx.webgpu), (await probeDevice()).webgpu.software ? 4 * gpuTimeLimit : gpuTimeLimit) : undefined;
    const width = vocabularyWidth(loaded.config, vocabulary.size);
    const model = new LibraryModel(loaded, library, width, watch ? (work) => watch.guard(work) : (work) => work());
    const prompts: PromptMaker = {
      added: addedTokens(tokenizerJson),
      template(messages: readonly ChatMessage[]) {
        const options = { tokenize: false, add_generation_prompt: true, enable_thinking: false, ...(template ? { chat_template: template } : {}) };
        return tokenizer.apply_chat_template(messages.map((message) => ({ ...message })), options) as string;
      },
      encode: (text) => [...tokenizer.encode(text, { add_special_tokens: false })],
    };
    return { model, vocabulary, prompts, version: env.version };
  } catch (error) {
    if (files.failure) throw files.failure;
    const message = withoutContent(error);
    if (message.startsWith('Unsupported model type')) throw new TaggerError('invalid-input', `Models of this kind cannot be run: ${message}`, 'Choose another model.');
    const code = /alloc|out of memory|memory access/i.test(message) ? 'out-of-memory' : 'engine-failed';
    throw TaggerError.from(error, code, `The model could not be started on ${device === 'webgpu' ? 'the GPU' : 'the CPU'}: ${message}`, 'Try a smaller model, or another device.');
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new TaggerError('tokenizer-failed', "The model's tokenizer.json is not JSON.", 'Check what the host gives under that name, delete the model from this device, and load it again.', { cause });
  }
}

/** Logits may be more than the tokens: vocabularies are filled up to round numbers. */
function vocabularyWidth(config: unknown, fallback: number): number {
  const size = (config as { readonly vocab_size?: unknown }).vocab_size;
  return typeof size === 'number' ? size : fallback;
}

async function gpuDevice(webgpu: unknown): Promise<GPUDevice> {
  return await (webgpu as { readonly device: Promise<GPUDevice> }).device;
}
