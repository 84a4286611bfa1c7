import { describe, expect, it, vi } from 'vitest';
import type { StaticShape } from '../../../src/runtime/batching.ts';
import type { ModelSession } from '../../../src/runtime/model-session.ts';
import { Sessions } from '../../../src/runtime/sessions.ts';
import { alive } from '../../support/collect.ts';

const fake = (): ModelSession => ({ rowSize: 1, run: async (rows) => new Float32Array(rows.length), release: async () => undefined });
const SHAPES = [{ rows: 2, length: 8 }, { rows: 4, length: 16 }];

/** Made out here, so that it holds nothing of where it is used. */
const proven = async (): Promise<void> => undefined;

/** Sessions that are made from weights which nobody else holds. */
async function open(shapes: readonly StaticShape[]): Promise<{ readonly sessions: Sessions; readonly weights: WeakRef<object> }> {
  const weights = new Uint8Array(1000);
  const sessions = await Sessions.create(async () => (weights.length > 0 ? fake() : Promise.reject(new Error('no weights'))), shapes, proven);
  return { sessions, weights: new WeakRef(weights) };
}

describe('the sessions of a model', () => {
  it('let go of what they were made from at once where one serves all shapes', async () => {
    const { sessions, weights } = await open([]);
    expect(await alive([weights])).toBe(0);
    expect(await sessions.run([], 8, 2)).toHaveLength(0);
  });

  it('hold it for those that are still to be made, and no longer', async () => {
    const { sessions, weights } = await open(SHAPES);
    await sessions.run([], 16, 4);
    expect(await alive([weights])).toBe(1);
    await sessions.run([], 40, 1);
    expect(await alive([weights])).toBe(0);
    for (const { rows, length } of SHAPES) expect(await sessions.run([], length, rows)).toHaveLength(0);
  });

  it('say why one is not used, whatever becomes of its end', async () => {
    const session = { ...fake(), release: vi.fn(async () => Promise.reject(new Error('no end'))) };
    const sessions = await Sessions.create(async () => session, SHAPES, async () => Promise.reject(new Error('not equal')));
    await expect(sessions.run([], 16, 4)).rejects.toThrow('not equal');
    expect(session.release).toHaveBeenCalledTimes(1);
  });

  it('run nothing after their end', async () => {
    const sessions = await Sessions.create(async () => fake(), [], async () => undefined);
    await sessions.release();
    await expect(sessions.run([], 8, 2)).rejects.toMatchObject({ code: 'engine-failed' });
  });
});
