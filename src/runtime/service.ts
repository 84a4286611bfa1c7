import { TaggerError, describe } from '../errors.ts';
import type { Result } from './protocol.ts';

/** What a worker answers: a value, or an error in a form that crosses its border. */
export async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const known = TaggerError.from(error, 'internal', `The worker made a mistake: ${describe(error)}`, 'Please report this, with what you did; reloading the page may help.');
    return { ok: false, error: known.serialize() };
  }
}

/** Takes a lock that the browser frees when this worker ends, for whatever reason; it is never released. */
export function announce(lockName: string): Promise<Result<void>> {
  return answer(
    () =>
      new Promise<void>((resolve, reject) => {
        const locks = (navigator as Navigator & { locks?: LockManager }).locks;
        if (!locks) return reject(new TaggerError('invalid-input', 'There are no locks in this context.', 'Do not announce here.'));
        locks.request(lockName, () => (resolve(), new Promise<never>(() => undefined))).catch(reject);
      }),
  );
}
