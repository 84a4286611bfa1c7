import { TaggerError, describe } from '../errors.ts';
import type { Result } from './protocol.ts';

/** What `work` gives or throws, in the form that crosses the border. */
export async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const known = TaggerError.from(error, 'internal', `The worker made a mistake: ${describe(error)}`, 'Please report this, with what you did; reloading the page may help.');
    return { ok: false, error: known.serialize() };
  }
}

/** Holds a lock of this name, never released: the browser frees it when this worker ends, for whatever reason. */
export function announceLife(lockName: string): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const locks = (navigator as Navigator & { locks?: LockManager }).locks;
    if (!locks) return reject(new TaggerError('invalid-input', 'There are no locks in this context.', 'Do not announce here.'));
    locks.request(lockName, () => (resolve(), new Promise<never>(() => undefined))).catch(reject);
  });
}
