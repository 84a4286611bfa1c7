import { EncoderPool, type EncoderPoolOptions } from '../../../src/tagging/encoder-pool.ts';
import { oddWorker } from './odd-worker.ts';
import { MODEL_URL } from './samples.ts';

/** A pool on the CPU that keeps no files. */
export function encoderPool(options: Partial<EncoderPoolOptions> = {}): EncoderPool {
  return new EncoderPool({
    workerFactory: () => oddWorker('ordinary'),
    modelUrl: new URL(MODEL_URL, location.href).href,
    device: 'wasm',
    allowSoftwareAdapter: false,
    keepFiles: false,
    onNotice: () => undefined,
    ...options,
  });
}
