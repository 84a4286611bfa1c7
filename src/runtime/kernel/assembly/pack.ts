/** Lays weights out for the product: panels of eight columns, in each a step (4 or 2 rows) after the other. */
import { WIDTH } from './integers';

/**
 * @param weights int8 [depth, columns]
 * @param panels as many numbers of {@link WIDTH} bytes
 * @param sums int32 [columns]: the sum of each column
 */
export function pack(weights: usize, panels: usize, sums: usize, depth: i32, columns: i32): void {
  const rows = ASC_FEATURE_RELAXED_SIMD ? 4 : 2;
  for (let column = 0; column < columns; column += 8) {
    let low = i32x4.splat(0);
    let high = low;
    for (let row = 0; row < depth; row += rows) {
      const at = weights + row * columns + column;
      const a = v128.load64_zero(at);
      const b = v128.load64_zero(at + columns);
      let sum = i16x8.add(i16x8.extend_low_i8x16_s(a), i16x8.extend_low_i8x16_s(b));
      if (ASC_FEATURE_RELAXED_SIMD) {
        const c = v128.load64_zero(at + 2 * columns);
        const d = v128.load64_zero(at + 3 * columns);
        sum = i16x8.add(sum, i16x8.add(i16x8.extend_low_i8x16_s(c), i16x8.extend_low_i8x16_s(d)));
        const ab = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const cd = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        v128.store(panels, v128.shuffle<i16>(ab, cd, 0, 8, 1, 9, 2, 10, 3, 11));
        v128.store(panels, v128.shuffle<i16>(ab, cd, 4, 12, 5, 13, 6, 14, 7, 15), 16);
      } else {
        const wideA = i16x8.extend_low_i8x16_s(a);
        const wideB = i16x8.extend_low_i8x16_s(b);
        v128.store(panels, v128.shuffle<i16>(wideA, wideB, 0, 8, 1, 9, 2, 10, 3, 11));
        v128.store(panels, v128.shuffle<i16>(wideA, wideB, 4, 12, 5, 13, 6, 14, 7, 15), 16);
      }
      low = i32x4.add(low, i32x4.extend_low_i16x8_s(sum));
      high = i32x4.add(high, i32x4.extend_high_i16x8_s(sum));
      panels += 8 * rows * WIDTH;
    }
    v128.store(sums + (column << 2), low);
    v128.store(sums + (column << 2), high, 16);
  }
}
