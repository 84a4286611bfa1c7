import { sumOf } from './math';

/**
 * LayerNorm of x + residual, row by row.
 * @param residual floats as many as x
 * @param out may be x or residual
 */
export function addNorm(x: usize, residual: usize, gamma: usize, beta: usize, out: usize, rows: i32, width: i32, epsilon: f32): void {
  const size = <usize>width << 2;
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    for (let k: usize = 0; k < size; k += 16) {
      const value = f32x4.add(v128.load(x + k), v128.load(residual + k));
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
    residual += size;
  }
}

/**
 * LayerNorm in place, computed in doubles and rounded once. For embeddings: the vector of the first token is the same in
 * every text, its largest feature is what the first grid was fitted to, and lies just beside the middle between two
 * steps of it. In floats it falls on the other side than in other engines, and all scores with it.
 */
export function exactNorm(x: usize, gamma: usize, beta: usize, rows: i32, width: i32, epsilon: f32): void {
  const size = <usize>width << 2;
  for (let row = 0; row < rows; row++, x += size) {
    let sum: f64 = 0;
    for (let k: usize = 0; k < size; k += 4) sum += <f64>load<f32>(x + k);
    const mean = sum / <f64>width;
    let squares: f64 = 0;
    for (let k: usize = 0; k < size; k += 4) {
      const off = <f64>load<f32>(x + k) - mean;
      squares += off * off;
    }
    const inverse = 1 / sqrt<f64>(squares / <f64>width + <f64>epsilon);
    for (let k: usize = 0; k < size; k += 4) store<f32>(x + k, <f32>((<f64>load<f32>(x + k) - mean) * inverse * <f64>load<f32>(gamma + k) + <f64>load<f32>(beta + k)));
  }
}
