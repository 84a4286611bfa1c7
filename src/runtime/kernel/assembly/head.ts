import { activate } from './math';

/**
 * A row a text: the mean of its tokens' rows, or the first of them.
 * @param starts int32 [texts + 1]
 */
export function pool(x: usize, starts: usize, texts: i32, width: i32, firstOnly: bool, out: usize): void {
  for (let text = 0; text < texts; text++) {
    const first = load<i32>(starts + (text << 2));
    const count = firstOnly ? 1 : load<i32>(starts + (text << 2), 4) - first;
    const divisor = f32x4.splat(<f32>count);
    for (let k = 0; k < width; k += 4) {
      let at = x + (<usize>(first * width + k) << 2);
      let sum = f32x4.splat(0);
      for (let token = 0; token < count; token++, at += width << 2) sum = f32x4.add(sum, v128.load(at));
      v128.store(out, f32x4.div(sum, divisor));
      out += 16;
    }
  }
}

/**
 * A layer in floats: x [rows, depth] · weights [depth, columns] + bias. Any depth and number of columns.
 * @param kind of the activation function (`math.ts`)
 * @param out floats [rows, columns], and three floats more that may be overwritten
 */
export function dense(x: usize, weights: usize, bias: usize, out: usize, rows: i32, depth: i32, columns: i32, kind: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(out, bias, <usize>columns << 2);
    for (let k = 0; k < depth; k++) {
      const value = load<f32>(x + (k << 2));
      const four = f32x4.splat(value);
      let at = weights + (<usize>(k * columns) << 2);
      let column = 0;
      for (; column + 4 <= columns; column += 4, at += 16) {
        const sum = out + (<usize>column << 2);
        v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(four, v128.load(at))));
      }
      for (; column < columns; column++, at += 4) {
        const sum = out + (<usize>column << 2);
        store<f32>(sum, load<f32>(sum) + value * load<f32>(at));
      }
    }
    if (kind != 0) for (let column = 0; column < columns; column += 4) v128.store(out + (<usize>column << 2), activate(v128.load(out + (<usize>column << 2)), kind));
    x += depth << 2;
    out += columns << 2;
  }
}
