/** The page in which `npm run evaluate` runs the model: the same worker, engine and graphs as for a reader. */
import { EncoderPool } from '../../src/tagging/encoder-pool.ts';
import type { EncodedBatch, LoadReport } from '../../src/runtime/protocol.ts';
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

  async encode(texts, output) {
    const rows: number[][] = texts.map(() => []);
    const truncated: number[] = [];
    const onBatch = ({ indices, logits, truncated: cut }: EncodedBatch): void => {
      const size = logits.length / indices.length;
      for (const [place, index] of indices.entries()) {
        rows[index] = Array.from(logits.subarray(place * size, (place + 1) * size));
        if (cut[place]) truncated.push(index);
      }
    };
    await pool?.encode(texts, onBatch, { reading: { kind: output } });
    return { rows, truncated };
  },
};

Object.assign(globalThis, { encodePage: page });
