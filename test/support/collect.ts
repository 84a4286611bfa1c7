import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many of these are still there when all that nobody holds has been collected. */
export async function alive(refs: readonly WeakRef<object>[]): Promise<number> {
  const left = (): number => refs.filter((ref) => ref.deref() !== undefined).length;
  // What was looked at in a turn stays until its end.
  for (let turn = 0; turn < 10; turn++) {
    await new Promise((resolve) => setTimeout(resolve));
    collect();
  }
  await new Promise((resolve) => setTimeout(resolve));
  return left();
}
