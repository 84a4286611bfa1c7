import { sumOf } from './math';

/**
 * LayerNorm of x + residual, row by row.
 * @param residual floats as many as x, or 0 for none
 * @param out may be x or residual
 */
export function addNorm(x: usize, residual: usize, gamma: usize, beta: usize, out: usize, rows: i32, width: i32, epsilon: f32): void {
  const size = <usize>width << 2;
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    for (let k: usize = 0; k < size; k += 16) {
      let value = v128.load(x + k);
      if (residual != 0) value = f32x4.add(value, v128.load(residual + k));
      v128.store(out + k, value);
      sum = f32x4.add(sum, value);
    }
    const mean = f32x4.splat(sumOf(sum) / <f32>width);
    let squares = f32x4.splat(0);
    for (let k: usize = 0; k < size; k += 16) {
      const off = f32x4.sub(v128.load(out + k), mean);
      squares = f32x4.add(squares, f32x4.mul(off, off));
    }
    const inverse = f32x4.splat(1 / sqrt<f32>(sumOf(squares) / <f32>width + epsilon));
    for (let k: usize = 0; k < size; k += 16) {
      const off = f32x4.mul(f32x4.sub(v128.load(out + k), mean), inverse);
      v128.store(out + k, f32x4.add(f32x4.mul(off, v128.load(gamma + k)), v128.load(beta + k)));
    }
    x += size;
    out += size;
    if (residual != 0) residual += size;
  }
}
