import { describe, expect, it } from 'vitest';
import { describeVariant, inShapes, readShapes } from '../../bench/variants.ts';

const graphs = { wasm: { file: 'a' }, webgpu: { file: 'b' }, 'webgpu-f16': { file: 'c' } };

describe('variants of the bundle', () => {
  it('have the static shapes of their address, which says what was asked for', () => {
    const shapes = readShapes('16x32,8x128') ?? [];
    expect(shapes).toEqual([{ rows: 16, length: 32 }, { rows: 8, length: 128 }]);
    const variant = inShapes(shapes).split('/')[2] ?? '';
    expect(describeVariant(variant, { graphs }).graphs).toEqual({ wasm: { file: 'a' }, webgpu: { file: 'b', buckets: shapes }, 'webgpu-f16': { file: 'c', buckets: shapes } });
  });

  it('compute in 32-bit floats where no other graph is described', () => {
    expect(describeVariant('f32', { graphs }).graphs).toEqual({ wasm: { file: 'a' }, webgpu: { file: 'b' } });
  });

  it.each(['', '16', '16x', '0x32', '16x32,', '1x1,1x1,1x1,1x1', '16x32;8x128'])('are not made of "%s"', (list) => {
    expect(readShapes(list)).toBeUndefined();
  });
});
