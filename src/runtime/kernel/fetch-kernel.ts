import { fetchWhole } from '../files.ts';
import { settle, startKernel } from './binary.ts';
import relaxedUrl from './encoder-relaxed.wasm?url';
import simdUrl from './encoder-simd.wasm?url';

/** A module whose one function takes a relaxed dot product; valid only where the browser has relaxed SIMD. */
const RELAXED_SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 147, 2, 11);

/**
 * The binary for this machine: the relaxed one where the browser runs it and its product is exact here, else the
 * one that every browser with SIMD runs alike. One thread of an x86 with VNNI read 4,700 tokens a second with the first,
 * 2,200 with the second, and 1,700 with ONNX Runtime's JSPI build; in interleaved rounds on a busy machine the first was
 * 3.0 times as fast as that build, the second 1.4 times (medians of twelve). So even the second comes before it.
 * @param onBytes bytes so far and in all
 * @throws {TaggerError} `network` or `file-missing`; `engine-failed` where the file is damaged
 */
export async function fetchKernel(onBytes: (loaded: number, total: number) => void): Promise<Response> {
  const fetched = (url: string): Promise<Response> => fetchWhole(new URL(url, import.meta.url).href, onBytes);
  if (WebAssembly.validate(RELAXED_SIMD)) {
    const relaxed = await fetched(relaxedUrl);
    if (settle(await startKernel(await relaxed.clone().arrayBuffer()))) return relaxed;
  }
  return await fetched(simdUrl);
}
