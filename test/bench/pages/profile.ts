/** Runs a graph in the engine's plain build with profiling on; the engine prints the profile on the console. */
import type { ProfilePage } from '../profile.ts';

const page: ProfilePage = {
  profile(request) {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./profile.worker.ts', import.meta.url), { type: 'module' });
      worker.addEventListener('message', ({ data }: MessageEvent<{ error?: string }>) => {
        if (data.error === undefined) resolve();
        else reject(new Error(data.error));
      });
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.postMessage(request);
    });
  },
};

Object.assign(globalThis, { profilePage: page });
