/** Functions on four floats at a time. Only single steps that every machine rounds alike, so both binaries give the same. */

/** e^x for x from -87 to 88; beyond that as for the nearest of these. Relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, the first of few bits, so that the difference is exact.
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-0.00021219444)));
  let p = f32x4.splat(1.0 / 720);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/**
 * x · Φ(x). For erf(x / √2) = x · P(x²) / Q(x²) the polynomials were fitted to the least largest error (1.3e-7) for
 * |x| up to 5.25, beyond which it is ±1 to that precision. The coefficients lie in memory, from where each is one
 * instruction; V8 makes constants of 128 bits from four.
 */
const coefficients: usize = memory.data<f32>([
  1.2088965377188288e-5, 6.549728568643332e-4, 0.011212320998311043, 0.10158603638410568, 0.7978837490081787,
  5.152284074938507e-7, 1.1746445670723915e-4, 0.0027810202445834875, 0.038061197847127914, 0.293979287147522,
  1, 5.25, -5.25, 0.5,
]);

// @ts-ignore: decorator
@inline
export function gelu(x: v128): v128 {
  const c = f32x4.pmin(f32x4.pmax(x, v128.load32_splat(coefficients, 48)), v128.load32_splat(coefficients, 44));
  const u = f32x4.mul(c, c);
  let p = v128.load32_splat(coefficients);
  p = f32x4.add(f32x4.mul(p, u), v128.load32_splat(coefficients, 4));
  p = f32x4.add(f32x4.mul(p, u), v128.load32_splat(coefficients, 8));
  p = f32x4.add(f32x4.mul(p, u), v128.load32_splat(coefficients, 12));
  p = f32x4.add(f32x4.mul(p, u), v128.load32_splat(coefficients, 16));
  let q = v128.load32_splat(coefficients, 20);
  q = f32x4.add(f32x4.mul(q, u), v128.load32_splat(coefficients, 24));
  q = f32x4.add(f32x4.mul(q, u), v128.load32_splat(coefficients, 28));
  q = f32x4.add(f32x4.mul(q, u), v128.load32_splat(coefficients, 32));
  q = f32x4.add(f32x4.mul(q, u), v128.load32_splat(coefficients, 36));
  q = f32x4.add(f32x4.mul(q, u), v128.load32_splat(coefficients, 40));
  const half = f32x4.mul(x, v128.load32_splat(coefficients, 52));
  return f32x4.add(half, f32x4.mul(half, f32x4.div(f32x4.mul(c, p), q)));
}

/** GELU's approximation with tanh, which is x · σ(2y). */
export function geluTanh(x: v128): v128 {
  const cubic = f32x4.mul(f32x4.mul(f32x4.mul(x, x), x), f32x4.splat(0.044715));
  const y = f32x4.mul(f32x4.add(x, cubic), f32x4.splat(-1.5957691216057308));
  return f32x4.div(x, f32x4.add(f32x4.splat(1), exp(y)));
}

export function tanh(x: v128): v128 {
  const e = exp(f32x4.mul(f32x4.pmin(f32x4.pmax(x, f32x4.splat(-20)), f32x4.splat(20)), f32x4.splat(2)));
  return f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
}

/** 0: as it is; 1: GELU; 2: GELU with tanh; 3: tanh. */
export function activate(x: v128, kind: i32): v128 {
  if (kind == 1) return gelu(x);
  if (kind == 2) return geluTanh(x);
  return kind == 3 ? tanh(x) : x;
}

/** The same on any number of floats, four at a time, in place. */
export function activateAll(x: usize, count: i32, kind: i32): void {
  for (let end = x + (<usize>count << 2); x < end; x += 16) v128.store(x, activate(v128.load(x), kind));
}

// @ts-ignore: decorator
@inline
export function sumOf(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}
