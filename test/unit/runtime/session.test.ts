import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/runtime/engine.ts';
import { engineError } from '../../../src/runtime/engine-error.ts';
import { TaggerError } from '../../../src/errors.ts';
import { parseManifest } from '../../../src/runtime/manifest.ts';
import { EncoderSession } from '../../../src/runtime/session.ts';

const manifest = parseManifest(await readFile('test/fixtures/bundles/bert/manifest.json', 'utf8'), 'manifest.json');
const files = new Map(Object.keys(manifest.files).map((name) => [name, new Uint8Array(1)]));
const outputs = [...new Set(manifest.heads.map(({ output }) => output))];
const ROWS = [{ ids: Int32Array.of(1, 2), truncated: false }];

class Tensor {
  constructor(readonly type: string, readonly data: unknown, readonly dims: readonly number[]) {}
}

/** An engine that is sound but for what is given. */
function engineWith({ session = {}, ...parts }: { readonly session?: object; readonly Tensor?: unknown } = {}): Engine {
  const sound = {
    inputNames: ['input_ids'],
    inputMetadata: [{ isTensor: true, type: 'int32' }],
    outputNames: outputs,
    run: async () => ({}),
    release: async () => undefined,
  };
  // No more of it is used than this.
  return { Tensor, InferenceSession: { create: async () => ({ ...sound, ...session }) }, ...parts } as unknown as Engine;
}

const throwing = (error: Error) => class { constructor() { throw error; } };
const open = (engine: Engine): Promise<EncoderSession> => EncoderSession.create(engine, manifest, files, 'wasm');

describe('a session of ONNX Runtime', () => {
  it.each([
    ['Chrome', new RangeError('Array buffer allocation failed')],
    ['a length that no array has', new RangeError('Invalid typed array length: 4294967296')],
  ])('says that memory ran out where there is none for what it is to read (%s)', async (_, error) => {
    const session = await open(engineWith({ Tensor: throwing(error) }));
    await expect(session.run(ROWS, 2)).rejects.toMatchObject({ code: 'out-of-memory' });
    await expect(session.run(ROWS, 2, 1)).rejects.toMatchObject({ cause: error });
  });

  it('says so too where there is none for what it gives, and gives back what is there', async () => {
    const dispose = vi.fn();
    const tensor = {
      dispose,
      get data(): never {
        throw new RangeError('Array buffer allocation failed');
      },
    };
    const session = await open(engineWith({ session: { run: async () => Object.fromEntries(outputs.map((name) => [name, tensor])) } }));
    await expect(session.run(ROWS, 2)).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(dispose).toHaveBeenCalledTimes(outputs.length);
  });

  it('fails as an engine where it traps', async () => {
    const session = await open(engineWith({ session: { run: () => Promise.reject(new WebAssembly.RuntimeError('unreachable')) } }));
    await expect(session.run(ROWS, 2)).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('unreachable') as string });
  });

  it('names the output that is missing, whatever becomes of its end', async () => {
    const release = vi.fn(() => Promise.reject(new Error('no end')));
    await expect(open(engineWith({ session: { outputNames: ['other'], release } }))).rejects.toMatchObject({ code: 'manifest-invalid', message: expect.stringContaining(`no output "${outputs[0]}"`) as string });
    expect(release).toHaveBeenCalledTimes(1);
  });
});

describe('an engine\'s failure', () => {
  it.each(['std::bad_alloc', 'out of memory', 'WebAssembly.Memory.grow(): Maximum memory size exceeded', 'Unable to grow instance memory', 'failed to allocate a buffer'])('is one of memory where it says "%s"', (message) => {
    expect(engineError(new Error(message), 'reading')).toMatchObject({ code: 'out-of-memory' });
  });

  it('is one of the engine where it says anything else, and stays as it is in our own terms', () => {
    expect(engineError(new RangeError('Maximum call stack size exceeded'), 'reading')).toMatchObject({ code: 'engine-failed' });
    const own = new TaggerError('manifest-invalid', 'No.', '');
    expect(engineError(own, 'reading')).toBe(own);
  });
});
