/** The page in which `npm run evaluate` runs the model: the same worker, engine and graphs as for a reader. */
import { EncoderPool } from '../../src/tagging/encoder-pool.ts';
import type { LoadReport } from '../../src/runtime/protocol.ts';
import type { EncodePage } from './encode-in-browser.ts';

let pool: EncoderPool | undefined;

const page: EncodePage = {
  async load(modelUrl, device) {
    pool = new EncoderPool({
      workerFactory: () => new Worker(new URL('../../workers/encoder.worker.ts', import.meta.url), { type: 'module' }),
      modelUrl: new URL(modelUrl, location.href).href,
      device,
      allowSoftwareAdapter: true,
      keepFiles: false,
      onNotice: ({ message }) => console.warn(message),
    });
    const report: LoadReport = await pool.ready();
    return { candidate: report.candidate, threads: report.threads, slices: report.slices, rowSize: report.rowSize, info: report.info };
  },

  async encode(texts) {
    const rows: number[][] = texts.map(() => []);
    const truncated: number[] = [];
    await pool?.encode(texts, (batch, { rowSize }) => {
      for (const [place, index] of batch.indices.entries()) {
        rows[index] = Array.from(batch.logits.subarray(place * rowSize, (place + 1) * rowSize));
        if (batch.truncated[place]) truncated.push(index);
      }
    });
    return { rows, truncated };
  },
};

Object.assign(globalThis, { encodePage: page });
