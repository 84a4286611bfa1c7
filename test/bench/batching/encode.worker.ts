/** One engine with the bundle in it, whose batches are cut as the page asks. */
import * as Comlink from 'comlink';
import { planBatches, type BatchLimits } from '../../../src/runtime/batching.ts';
import { loadEngine } from '../../../src/runtime/engine.ts';
import { fetchVerified } from '../../../src/runtime/files.ts';
import { neededFiles, parseManifest } from '../../../src/runtime/manifest.ts';
import type { OnnxBuild } from '../../../src/runtime/protocol.ts';
import { EncoderSession } from '../../../src/runtime/session.ts';
import { TextEncoding } from '../../../src/runtime/tokenizer.ts';

let session: EncoderSession;
let tokenizer: TextEncoding;

const worker = {
  async load(modelUrl: string, build: OnnxBuild, threads: number): Promise<void> {
    const manifestUrl = new URL('manifest.json', modelUrl).href;
    const manifest = parseManifest(await (await fetch(manifestUrl)).text(), manifestUrl);
    const files = new Map<string, Uint8Array>();
    for (const name of neededFiles(manifest, 'wasm')) {
      const file = manifest.files[name];
      if (file) files.set(name, await fetchVerified({ url: new URL(name, modelUrl).href, ...file }, { keep: false }));
    }
    const text = (name: string): string => new TextDecoder().decode(files.get(name));
    tokenizer = new TextEncoding(text(manifest.tokenizer.file), text(manifest.tokenizer.config), manifest.tokenizer.maxTokens);
    session = await EncoderSession.create(await loadEngine(build, threads), manifest, files, 'wasm');
  },

  /** Milliseconds that one batch of this shape takes. */
  async time(height: number, length: number): Promise<number> {
    const rows = Array.from({ length: height }, (_, row) => ({ ids: Int32Array.from({ length }, (_id, place) => 1000 + ((row * 31 + place * 7) % 20_000)), truncated: false }));
    const started = performance.now();
    await session.run(rows, length);
    return performance.now() - started;
  },

  /** Share of padding where texts are cut to windows and batches, 0 to 1. */
  padding(texts: readonly string[], window: number, limits: BatchLimits): number {
    const lengths = texts.map((text) => tokenizer.encode(text).ids.length);
    const computed = lengths
      .flatMap((_, at) => (at % window === 0 ? planBatches(lengths.slice(at, at + window), limits) : []))
      .reduce((sum, { height, length }) => sum + height * length, 0);
    return 1 - lengths.reduce((sum, length) => sum + length, 0) / computed;
  },
};

export type BatchingWorker = typeof worker;

Comlink.expose(worker);
