/** Runs a graph in the engine's plain build with profiling on, which the engine prints on the console; and our own kernel. */
import type { OperatorTimes, ProfilePage } from '../profile.ts';

/** What a worker answers to one message. */
function ask<T>(worker: Worker, request: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<T & { error?: string }>) => {
      if (data.error === undefined) resolve(data);
      else reject(new Error(data.error));
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(request);
  });
}

const page: ProfilePage = {
  async profile(request) {
    await ask(new Worker(new URL('./profile.worker.ts', import.meta.url), { type: 'module' }), request);
  },
  async profileKernel(request) {
    const worker = new Worker(new URL('./kernel-profile.worker.ts', import.meta.url), { type: 'module' });
    const { times } = await ask<{ times: OperatorTimes }>(worker, request);
    worker.terminate();
    return times;
  },
};

Object.assign(globalThis, { profilePage: page });
