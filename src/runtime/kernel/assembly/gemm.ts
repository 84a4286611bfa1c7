/**
 * The matrix product. A tile is 6 rows by 8 columns: its 12 sums, 2 vectors of weights and one of activations just fit
 * the 15 registers that V8 gives. Measured on an x86 with VNNI, thousand million products a second, medians of four
 * interleaved rounds: 6 × 8, four steps a turn 65 (one step 57, two 61); 4 × 12 62; 3 × 16 58; 5 × 8 59; 8 × 4 50.
 */
import { WIDTH, dot, storeEight } from './integers';
import { activate, gelu } from './math';
import { toGrid } from './quantize';

/** Rows of a tile; rows of activations must be there (their content does not matter) up to a multiple of it. */
const ROWS: i32 = 6;

/** Sums of the tile that was computed last: [6, 8]. */
const sums: usize = memory.data(192, 16);

/** @param stride bytes of a row of activations; also of a column of weights */
function tile(activations: usize, weights: usize, stride: usize): void {
  let a0 = activations;
  let a1 = a0 + stride;
  let a2 = a1 + stride;
  let a3 = a2 + stride;
  let a4 = a3 + stride;
  let a5 = a4 + stride;
  const end = weights + (stride << 3);
  let s00 = i32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
  let s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
  while (weights < end) {
    let w0 = v128.load(weights), w1 = v128.load(weights, 16);
    let x = v128.load32_splat(a0);
    s00 = dot(w0, x, s00), s01 = dot(w1, x, s01);
    x = v128.load32_splat(a1);
    s10 = dot(w0, x, s10), s11 = dot(w1, x, s11);
    x = v128.load32_splat(a2);
    s20 = dot(w0, x, s20), s21 = dot(w1, x, s21);
    x = v128.load32_splat(a3);
    s30 = dot(w0, x, s30), s31 = dot(w1, x, s31);
    x = v128.load32_splat(a4);
    s40 = dot(w0, x, s40), s41 = dot(w1, x, s41);
    x = v128.load32_splat(a5);
    s50 = dot(w0, x, s50), s51 = dot(w1, x, s51);
    w0 = v128.load(weights, 32), w1 = v128.load(weights, 48);
    x = v128.load32_splat(a0, 4);
    s00 = dot(w0, x, s00), s01 = dot(w1, x, s01);
    x = v128.load32_splat(a1, 4);
    s10 = dot(w0, x, s10), s11 = dot(w1, x, s11);
    x = v128.load32_splat(a2, 4);
    s20 = dot(w0, x, s20), s21 = dot(w1, x, s21);
    x = v128.load32_splat(a3, 4);
    s30 = dot(w0, x, s30), s31 = dot(w1, x, s31);
    x = v128.load32_splat(a4, 4);
    s40 = dot(w0, x, s40), s41 = dot(w1, x, s41);
    x = v128.load32_splat(a5, 4);
    s50 = dot(w0, x, s50), s51 = dot(w1, x, s51);
    w0 = v128.load(weights, 64), w1 = v128.load(weights, 80);
    x = v128.load32_splat(a0, 8);
    s00 = dot(w0, x, s00), s01 = dot(w1, x, s01);
    x = v128.load32_splat(a1, 8);
    s10 = dot(w0, x, s10), s11 = dot(w1, x, s11);
    x = v128.load32_splat(a2, 8);
    s20 = dot(w0, x, s20), s21 = dot(w1, x, s21);
    x = v128.load32_splat(a3, 8);
    s30 = dot(w0, x, s30), s31 = dot(w1, x, s31);
    x = v128.load32_splat(a4, 8);
    s40 = dot(w0, x, s40), s41 = dot(w1, x, s41);
    x = v128.load32_splat(a5, 8);
    s50 = dot(w0, x, s50), s51 = dot(w1, x, s51);
    w0 = v128.load(weights, 96), w1 = v128.load(weights, 112);
    x = v128.load32_splat(a0, 12);
    s00 = dot(w0, x, s00), s01 = dot(w1, x, s01);
    x = v128.load32_splat(a1, 12);
    s10 = dot(w0, x, s10), s11 = dot(w1, x, s11);
    x = v128.load32_splat(a2, 12);
    s20 = dot(w0, x, s20), s21 = dot(w1, x, s21);
    x = v128.load32_splat(a3, 12);
    s30 = dot(w0, x, s30), s31 = dot(w1, x, s31);
    x = v128.load32_splat(a4, 12);
    s40 = dot(w0, x, s40), s41 = dot(w1, x, s41);
    x = v128.load32_splat(a5, 12);
    s50 = dot(w0, x, s50), s51 = dot(w1, x, s51);
    weights += 128;
    a0 += 16, a1 += 16, a2 += 16, a3 += 16, a4 += 16, a5 += 16;
  }
  v128.store(sums, s00, 0), v128.store(sums, s01, 16);
  v128.store(sums, s10, 32), v128.store(sums, s11, 48);
  v128.store(sums, s20, 64), v128.store(sums, s21, 80);
  v128.store(sums, s30, 96), v128.store(sums, s31, 112);
  v128.store(sums, s40, 128), v128.store(sums, s41, 144);
  v128.store(sums, s50, 160), v128.store(sums, s51, 176);
}

/**
 * activations [rows, depth] × weights [depth, columns], each sum taken back from its row's grid and its column's scale,
 * plus the bias, through the activation function.
 * @param out floats [rows, columns]; or, where `factor` is given, activations on the next product's grid
 * @param kind of the activation function (`math.ts`)
 * @param factor floats [columns] by which results are multiplied before they are rounded to that grid, or 0
 */
export function product(
  activations: usize, scales: usize, zeros: usize, rows: i32, depth: i32,
  weights: usize, columnSums: usize, columnScales: usize, bias: usize, columns: i32,
  out: usize, kind: i32, factor: usize, nextScale: f32, nextZero: i32,
): void {
  const stride = <usize>(depth * WIDTH);
  const step = f32x4.splat(nextScale);
  const next = i32x4.splat(nextZero);
  const low = f32x4.splat(-<f32>nextZero);
  const high = f32x4.splat(<f32>255 - <f32>nextZero);
  // Columns outside: a panel of weights stays in the first cache while the rows pass by.
  for (let column = 0; column < columns; column += 8) {
    const place = <usize>(column << 2);
    const sum0 = v128.load(columnSums + place), sum1 = v128.load(columnSums + place, 16);
    const scale0 = v128.load(columnScales + place), scale1 = v128.load(columnScales + place, 16);
    const bias0 = v128.load(bias + place), bias1 = v128.load(bias + place, 16);
    for (let first = 0; first < rows; first += ROWS) {
      tile(activations + <usize>first * stride, weights + <usize>column * stride, stride);
      const last = min(first + ROWS, rows);
      for (let row = first, at = sums; row < last; row++, at += 32) {
        const scale = v128.load32_splat(scales + (row << 2));
        const zero = v128.load32_splat(zeros + (row << 2));
        let y0 = f32x4.convert_i32x4_s(i32x4.sub(v128.load(at), i32x4.mul(zero, sum0)));
        let y1 = f32x4.convert_i32x4_s(i32x4.sub(v128.load(at, 16), i32x4.mul(zero, sum1)));
        y0 = f32x4.add(f32x4.mul(y0, f32x4.mul(scale, scale0)), bias0);
        y1 = f32x4.add(f32x4.mul(y1, f32x4.mul(scale, scale1)), bias1);
        if (kind == 1) {
          y0 = gelu(y0);
          y1 = gelu(y1);
        } else if (kind != 0) {
          y0 = activate(y0, kind);
          y1 = activate(y1, kind);
        }
        const target = <usize>(row * columns + column);
        if (factor != 0) {
          y0 = toGrid(f32x4.mul(y0, v128.load(factor + place)), step, low, high, next);
          y1 = toGrid(f32x4.mul(y1, v128.load(factor + place, 16)), step, low, high, next);
          storeEight(out + target * WIDTH, y0, y1);
        } else {
          v128.store(out + (target << 2), y0);
          v128.store(out + (target << 2), y1, 16);
        }
      }
    }
  }
}
