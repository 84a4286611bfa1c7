/** What the host calls. It plans the memory (`plan.ts`) and goes through the layers itself: some fifty calls a batch. */
import { WIDTH } from './integers';
export { setShift, tryDot } from './integers';
export { pack } from './pack';
export { embed } from './embed';
export { fillGrid, findGrid, quantize } from './quantize';
export { product } from './gemm';
export { attend, softmax } from './attention';
export { addNorm, exactNorm } from './norm';
export { pool, dense } from './head';
export { activateAll } from './math';

/** Bytes of an activation or a packed weight. */
export function width(): i32 {
  return WIDTH;
}

/** First byte of memory that nothing of the program's own lies in. */
export function free(): usize {
  return __heap_base;
}
