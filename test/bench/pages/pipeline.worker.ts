import { expose } from 'comlink';
import { classify, load } from './pipeline-run.ts';

const worker = { load, classify };
export type PipelineWorker = typeof worker;
expose(worker);
