/** The page in which the pipeline runs: on the main thread, as its documentation shows it, or in a worker. */
import { proxy, wrap } from 'comlink';
import { watchLongTasks } from './long-tasks.ts';
import type { PipelineWorker } from './pipeline.worker.ts';
import type { BenchGlobals, PipelinePage, PipelineSettings, Start } from './protocol.ts';
import * as here from './pipeline-run.ts';

const globals = globalThis as unknown as BenchGlobals;
let runner: Pick<PipelineWorker, 'load' | 'classify'> = here;

async function open(settings: PipelineSettings): Promise<string> {
  if (settings.worker) {
    const remote = wrap<PipelineWorker>(new Worker(new URL('./pipeline.worker.ts', import.meta.url), { type: 'module' }));
    runner = { load: (given) => remote.load(given), classify: (sentences, form, onScores) => remote.classify(sentences, form, proxy(onScores)) };
  }
  return `${await runner.load(settings)}${settings.worker ? ', in a worker' : ''}`;
}

async function start(settings: PipelineSettings, sentences: readonly string[]): Promise<Start> {
  await open(settings);
  const ready = performance.now();
  let firstTag = 0;
  await runner.classify(sentences, { kind: 'loop' }, () => {
    firstTag ||= performance.now();
  });
  return { ready, firstTag };
}

const starting = globals.benchStart && start(globals.benchStart.settings, globals.benchStart.sentences);

const page: PipelinePage = {
  started: () => starting ?? Promise.reject(new Error('No start was wished for.')),

  open,

  async run(sentences, form) {
    const times: number[] = [];
    const longTasks = watchLongTasks();
    // In a task of its own: the observer does not see what runs inside the browser protocol's.
    await new Promise((resolve) => setTimeout(resolve));
    const started = performance.now();
    const done = await runner.classify(sentences, form, () => {
      times.push(performance.now() - started);
    });
    const total = performance.now() - started;
    return {
      total,
      first: times[0] ?? total,
      intervals: times.slice(1).map((time, index) => time - (times[index] ?? 0)),
      sentences: done,
      cached: 0,
      longTasks: await longTasks(),
    };
  },
};

globals.benchPage = page;
