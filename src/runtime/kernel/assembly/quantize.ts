/** From floats to activations, as ONNX's QuantizeLinear does it: to the nearest, halves to even, saturated at 0 and 255. */
import { WIDTH, shift, storeEight } from './integers';

/** Adding it to a small float leaves the nearest whole number in the lowest bits; the processor rounds halves to even. */
const MAGIC: f32 = 12582912;

/** Four whole numbers from 0 to 255; by division, as ONNX has it, since grids put their largest numbers near the middle
 * between two steps. `low` and `high` are what 0 and 255 stand for, in steps from the zero point. */
// @ts-ignore: decorator
@inline
export function toGrid(x: v128, scale: v128, low: v128, high: v128, zero: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(f32x4.div(x, scale), low), high);
  return i32x4.add(i32x4.sub(f32x4.add(bounded, f32x4.splat(MAGIC)), f32x4.splat(MAGIC)), zero);
}

/** Gives all rows one grid. */
export function fillGrid(scales: usize, zeros: usize, rows: i32, scale: f32, zero: i32): void {
  for (let row = 0; row < rows; row++) {
    store<f32>(scales + (row << 2), scale);
    store<i32>(zeros + (row << 2), zero - shift);
  }
}

/** Gives each row the grid that its own smallest and largest number (and zero) need. */
export function findGrid(x: usize, factor: usize, scales: usize, zeros: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) {
    let low = f32x4.splat(0);
    let high = low;
    for (let k = 0; k < width; k += 4) {
      const value = f32x4.mul(v128.load(x + (k << 2)), v128.load(factor + (k << 2)));
      low = f32x4.pmin(low, value);
      high = f32x4.pmax(high, value);
    }
    const least = min<f32>(min<f32>(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)), min<f32>(f32x4.extract_lane(low, 2), f32x4.extract_lane(low, 3)));
    const most = max<f32>(max<f32>(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)), max<f32>(f32x4.extract_lane(high, 2), f32x4.extract_lane(high, 3)));
    const scale = max<f32>((most - least) / 255, 1e-12);
    const zero = min<f32>(255, max<f32>(0, nearest<f32>(-least / scale)));
    store<f32>(scales + (row << 2), scale);
    store<i32>(zeros + (row << 2), <i32>zero - shift);
    x += width << 2;
  }
}

/** Rounds rows of `width` floats (a multiple of 16), each number times its `factor`, to the rows' grids. */
export function quantize(x: usize, factor: usize, scales: usize, zeros: usize, out: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) {
    const scale = f32x4.splat(load<f32>(scales + (row << 2)));
    const point = load<i32>(zeros + (row << 2)) + shift;
    const zero = i32x4.splat(point);
    const low = f32x4.splat(-<f32>point);
    const high = f32x4.splat(<f32>255 - <f32>point);
    for (let k = 0; k < width; k += 8) {
      const first = f32x4.mul(v128.load(x), v128.load(factor + (k << 2)));
      const second = f32x4.mul(v128.load(x, 16), v128.load(factor + (k << 2), 16));
      storeEight(out, toGrid(first, scale, low, high, zero), toGrid(second, scale, low, high, zero));
      x += 32;
      out += 8 * WIDTH;
    }
  }
}
