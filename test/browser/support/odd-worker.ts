import { onTestFinished } from 'vitest';
import type { Told } from './odd.worker.ts';

export type { Told } from './odd.worker.ts';

/** A worker that behaves as `name` says; see `odd.worker.ts`. */
export const oddWorker = (name: string): Worker => new Worker(new URL('./odd.worker.ts', import.meta.url), { type: 'module', name });

/** What odd workers tell of one kind, as it comes, until the test is over. */
export function listen<K extends Told['kind']>(kind: K): Extract<Told, { kind: K }>[] {
  const heard: Extract<Told, { kind: K }>[] = [];
  const channel = new BroadcastChannel('odd-worker');
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    // The type follows from the kind, which TypeScript does not see through the parameter.
    if (data.kind === kind) heard.push(data as Extract<Told, { kind: K }>);
  };
  onTestFinished(() => channel.close());
  return heard;
}
