/**
 * Each token's word row (int8 times the row's scale), plus the row of its position, plus that of its type.
 * @param ids int32 [tokens]; the host has checked that each has a row
 * @param starts int32 [texts + 1]
 * @param positions floats, the row of a text's first token first
 * @param type floats [width], or 0 for none
 */
export function embed(ids: usize, starts: usize, texts: i32, words: usize, scales: usize, positions: usize, type: usize, out: usize, width: i32): void {
  for (let text = 0; text < texts; text++) {
    const first = load<i32>(starts + (text << 2));
    const end = load<i32>(starts + (text << 2), 4);
    for (let token = first, position = positions; token < end; token++) {
      const id = load<i32>(ids + (token << 2));
      const word = words + <usize>id * <usize>width;
      const scale = v128.load32_splat(scales + (<usize>id << 2));
      for (let k = 0; k < width; k += 4) {
        const whole = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(word + k)));
        let value = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(whole), scale), v128.load(position));
        if (type != 0) value = f32x4.add(value, v128.load(type + (k << 2)));
        v128.store(out, value);
        out += 16;
        position += 16;
      }
    }
  }
}
