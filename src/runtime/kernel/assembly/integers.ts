/**
 * The one product that both binaries are built around, and how activations lie in memory for it. The relaxed binary
 * holds activations and weights in bytes and multiplies four pairs a lane; the other holds both in 16 bits and
 * multiplies two, which every browser with SIMD does exactly. Either way a step takes 4 bytes of a row's activations.
 */

/** Bytes that an activation or a weight takes. */
export const WIDTH: i32 = ASC_FEATURE_RELAXED_SIMD ? 1 : 2;

/** What is taken off each activation before it is stored: 128 where the product takes its second factor as signed. */
export let shift: i32 = 0;

export function setShift(value: i32): void {
  shift = value;
}

/** Adds the products of weights and activations to the four sums. */
// @ts-ignore: decorator
@inline
export function dot(weights: v128, activations: v128, sums: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, activations, sums);
  return i32x4.add(sums, i32x4.dot_i16x8_s(weights, activations));
}

/** One product of 16 bytes each, for the host to find out how this machine takes bytes from 128 on. */
export function tryDot(weights: usize, activations: usize, sums: usize): void {
  v128.store(sums, dot(v128.load(weights), v128.load(activations), v128.load(sums)));
}

/** Stores eight whole numbers from 0 to 255 as activations. */
// @ts-ignore: decorator
@inline
export function storeEight(at: usize, low: v128, high: v128): void {
  const words = i16x8.narrow_i32x4_s(low, high);
  if (ASC_FEATURE_RELAXED_SIMD) {
    // In bytes, flipping the highest bit is taking 128 off.
    const bytes = v128.xor(i8x16.narrow_i16x8_u(words, words), i8x16.splat(<i8>shift));
    v128.store64_lane(at, bytes, 0);
  } else {
    v128.store(at, i16x8.sub(words, i16x8.splat(<i16>shift)));
  }
}
