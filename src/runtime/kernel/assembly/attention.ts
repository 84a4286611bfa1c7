/** Attention within each text: no text sees another, and none is padded. */
import { exp, sumOf } from './math';

/** For the four rows at hand, by what their sums are to be multiplied. */
const wholes: usize = memory.data(16, 16);

/** c [4, columns] = a [4, depth] · b [depth, columns]; strides in bytes; columns a multiple of 4. */
function multiply(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, depth: i32, columns: i32): void {
  let column = 0;
  for (; column + 8 <= columns; column += 8) {
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    let a0 = a;
    let a1 = a0 + aStride;
    let a2 = a1 + aStride;
    let a3 = a2 + aStride;
    let at = b + <usize>(column << 2);
    for (let k = 0; k < depth; k++) {
      const b0 = v128.load(at), b1 = v128.load(at, 16);
      let x = v128.load32_splat(a0);
      s00 = f32x4.add(s00, f32x4.mul(x, b0)), s01 = f32x4.add(s01, f32x4.mul(x, b1));
      x = v128.load32_splat(a1);
      s10 = f32x4.add(s10, f32x4.mul(x, b0)), s11 = f32x4.add(s11, f32x4.mul(x, b1));
      x = v128.load32_splat(a2);
      s20 = f32x4.add(s20, f32x4.mul(x, b0)), s21 = f32x4.add(s21, f32x4.mul(x, b1));
      x = v128.load32_splat(a3);
      s30 = f32x4.add(s30, f32x4.mul(x, b0)), s31 = f32x4.add(s31, f32x4.mul(x, b1));
      at += bStride;
      a0 += 4, a1 += 4, a2 += 4, a3 += 4;
    }
    let o = c + <usize>(column << 2);
    v128.store(o, s00), v128.store(o, s01, 16);
    o += cStride;
    v128.store(o, s10), v128.store(o, s11, 16);
    o += cStride;
    v128.store(o, s20), v128.store(o, s21, 16);
    o += cStride;
    v128.store(o, s30), v128.store(o, s31, 16);
  }
  for (; column < columns; column += 4) {
    for (let row = 0; row < 4; row++) {
      let sum = f32x4.splat(0);
      let at = b + <usize>(column << 2);
      for (let k = 0; k < depth; k++, at += bStride) sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(a + <usize>row * aStride + <usize>(k << 2)), v128.load(at)));
      v128.store(c + <usize>row * cStride + <usize>(column << 2), sum);
    }
  }
}

/**
 * e to the power of `factor` times the distance to the largest, for each of `count` floats; the share of each in the
 * whole is that times what is returned. Up to `padded`, a multiple of 8, floats are overwritten.
 */
export function softmax(x: usize, count: i32, padded: i32, factor: f32): f32 {
  for (let k = count; k < padded; k++) store<f32>(x + (k << 2), -Infinity);
  let most = f32x4.splat(-Infinity);
  for (let k = 0; k < padded; k += 4) most = f32x4.pmax(most, v128.load(x + (k << 2)));
  const top = f32x4.splat(max<f32>(max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3))));
  const scale = f32x4.splat(factor);
  let sum = f32x4.splat(0);
  for (let k = 0; k < padded; k += 4) {
    const power = exp(f32x4.mul(f32x4.sub(v128.load(x + (k << 2)), top), scale));
    v128.store(x + (k << 2), power);
    // Of what lies behind the row nothing may get into the sum, and exp() never gives 0.
    if (k + 4 <= count) sum = f32x4.add(sum, power);
  }
  let all = sumOf(sum);
  for (let k = count & ~3; k < count; k++) all += load<f32>(x + (k << 2));
  return 1 / all;
}

/**
 * @param mixed floats [tokens, 3 · heads · size]: query, key and value of every token; three rows more must be readable
 * @param out floats [tokens, heads · size]
 * @param starts int32 [texts + 1]: where each text begins, and the end of the last
 * @param room floats: (size + 4) · (longest text rounded up to 8) + 4 · size
 */
export function attend(mixed: usize, out: usize, starts: usize, texts: i32, heads: i32, size: i32, room: usize): void {
  const width = <usize>(heads * size) << 2;
  const stride: usize = 3 * width;
  const factor: f32 = 1 / sqrt<f32>(<f32>size);
  for (let text = 0; text < texts; text++) {
    const first = load<i32>(starts + (text << 2));
    const length = load<i32>(starts + (text << 2), 4) - first;
    const padded = (length + 7) & ~7;
    const line = <usize>padded << 2;
    const shares = room + <usize>size * line;
    const result = shares + 4 * line;
    for (let head = 0; head < heads; head++) {
      const query = mixed + <usize>first * stride + (<usize>(head * size) << 2);
      const key = query + width;
      const value = key + width;
      turn(key, stride, room, length, size, line);
      for (let row = 0; row < length; row += 4) {
        multiply(query + <usize>row * stride, stride, room, line, shares, line, size, padded);
        const rows = min(4, length - row);
        for (let k = 0; k < rows; k++) store<f32>(wholes + (k << 2), softmax(shares + <usize>k * line, length, padded, factor));
        multiply(shares, line, value, stride, result, <usize>size << 2, length, size);
        for (let k = 0, at = result; k < rows; k++) {
          const whole = v128.load32_splat(wholes + (k << 2));
          const to = out + <usize>(first + row + k) * width + (<usize>(head * size) << 2);
          for (let place = 0; place < size; place += 4, at += 16) v128.store(to + (place << 2), f32x4.mul(v128.load(at), whole));
        }
      }
    }
  }
}

/** keys [length, size] → [size, length]. */
function turn(keys: usize, stride: usize, out: usize, length: i32, size: i32, line: usize): void {
  for (let k = 0; k < size; k += 4) {
    let at = keys + (k << 2);
    for (let row = 0; row < length; row++, at += stride) {
      const four = v128.load(at);
      const to = out + <usize>k * line + (<usize>row << 2);
      v128.store32_lane(to, four, 0);
      v128.store32_lane(to + line, four, 1);
      v128.store32_lane(to + 2 * line, four, 2);
      v128.store32_lane(to + 3 * line, four, 3);
    }
  }
}
