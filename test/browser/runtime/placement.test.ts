import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { loadEngine, type Engine } from '../../../src/runtime/engine.ts';
import type { GraphName } from '../../../src/runtime/manifest.ts';
import { MODEL_URL } from '../support/samples.ts';

/**
 * Where the engine places the WebGPU graph's nodes, which it tells in its log alone, and what static shapes and graph
 * capture change. Placement and refusals are the engine's and do not depend on the adapter; a real GPU's speed does.
 */
const SLOW = { timeout: 300_000 };

let engine: Engine;
let weights: Uint8Array;
let pipelines = 0;

const bytes = async (name: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(MODEL_URL + name)).arrayBuffer());

beforeAll(async () => {
  // Before the engine starts: it keeps the console's functions as it finds them.
  overhear();
  const { createComputePipeline } = GPUDevice.prototype;
  GPUDevice.prototype.createComputePipeline = function (descriptor) {
    pipelines++;
    return createComputePipeline.call(this, descriptor);
  };
  const { createComputePipelineAsync } = GPUDevice.prototype;
  GPUDevice.prototype.createComputePipelineAsync = function (descriptor) {
    pipelines++;
    return createComputePipelineAsync.call(this, descriptor);
  };
  engine = await loadEngine('jspi', 1);
  weights = await bytes('weights.bin');
});

/** Lines of the engine's log since it was last emptied. */
const heard: string[] = [];

/** Takes the engine's log, which names every node, out of the console. */
function overhear(): void {
  for (const method of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    const own = console[method].bind(console);
    console[method] = (...parts: unknown[]) => {
      const text = parts.join(' ');
      if (text.includes('onnxruntime:')) heard.push(...text.split('\n'));
      else own(...parts);
    };
  }
}

const open: InferenceSession[] = [];
afterAll(async () => {
  for (const session of open) await session.release();
});

interface Placement {
  readonly session: InferenceSession;
  /** Copies between the two, which the engine counts among the GPU's nodes, are left out. */
  readonly gpu: number;
  readonly copies: number;
  /** What is left to the CPU, by operator. */
  readonly cpu: readonly string[];
}

async function create(name: GraphName, options: InferenceSession.SessionOptions = {}): Promise<Placement> {
  heard.length = 0;
  const session = await engine.InferenceSession.create(await bytes(`model.${name}.onnx`), {
    // As an object: the string form leaves the provider's options out.
    executionProviders: [{ name: 'webgpu' }],
    externalData: [{ path: 'weights.bin', data: weights }],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 0,
    extra: { session: { disable_quant_qdq: '1' } },
    ...options,
  });
  open.push(session);
  const placed: Record<string, string[]> = {};
  let provider = '';
  for (const line of heard) {
    provider = /Node\(s\) placed on \[(\w+)\]/.exec(line)?.[1] ?? provider;
    const [, operator] = /VerifyEachNodeIsAssignedToAnEp\]\s+(\w+) \(/.exec(line) ?? [];
    if (operator) (placed[provider] ??= []).push(operator);
  }
  const onGpu = placed['WebGpuExecutionProvider'] ?? [];
  const copies = onGpu.filter((operator) => operator.startsWith('Memcpy')).length;
  return { session, gpu: onGpu.length - copies, copies, cpu: placed['CPUExecutionProvider'] ?? [] };
}

function feeds(rows: number, length: number): Record<string, Tensor> {
  const ids = Int32Array.from({ length: rows * length }, (_, place) => (place % length === 0 ? 101 : 1996 + ((place * 37) % 2000)));
  const tensor = (data: Int32Array): Tensor => new engine.Tensor('int32', data, [rows, length]);
  return { input_ids: tensor(ids), attention_mask: tensor(new Int32Array(rows * length).fill(1)) };
}

async function logits(session: InferenceSession, given: Record<string, Tensor>): Promise<Float32Array> {
  const { logits: output } = await session.run(given);
  const data = (await output?.getData(true)) ?? new Float32Array();
  output?.dispose();
  return data as Float32Array;
}

const STATIC = { freeDimensionOverrides: { batch: 2, sequence: 16 } };

describe('the WebGPU graphs', SLOW, () => {
  it('run on the GPU but for the look-up of 8-bit embeddings, with static shapes and without', async () => {
    for (const name of ['webgpu', 'webgpu-f16'] as const) {
      const [dynamic, fixed] = [await create(name), await create(name, STATIC)];
      const told = ({ gpu, copies, cpu }: Placement): string => `${gpu} nodes on the GPU, ${cpu.length} on the CPU (${cpu.join(', ')}), ${copies} copies`;
      console.info(`${name}: ${told(dynamic)}; static: ${told(fixed)}`);
      for (const { cpu, gpu, copies } of [dynamic, fixed]) {
        expect(cpu.toSorted()).toEqual(['Cast', 'Gather']);
        expect(copies).toBeLessThanOrEqual(2);
        // The weights' dequantization is folded at load.
        expect(gpu).toBeLessThan(250);
      }
    }
  });

  it('give the same logits in static shapes, and left on the GPU until they are asked for', async () => {
    const [dynamic, fixed, resident] = [await create('webgpu'), await create('webgpu', STATIC), await create('webgpu', { ...STATIC, preferredOutputLocation: 'gpu-buffer' })];
    const expected = await logits(dynamic.session, feeds(2, 16));
    expect(expected).toHaveLength(2 * 82);
    for (const { session } of [fixed, resident]) {
      const given = await logits(session, feeds(2, 16));
      expect(Math.max(...expected.map((value, place) => Math.abs(value - (given[place] ?? Infinity))))).toBeLessThan(1e-4);
    }
  });

  it('cannot be captured, for the look-up on the CPU', async () => {
    const refused = create('webgpu', { ...STATIC, enableGraphCapture: true });
    await expect(refused).rejects.toThrow(/capture/i);
    console.info(await refused.catch((error: unknown) => String(error)));
  });

  it('compile next to nothing for a new shape', async () => {
    const { session } = await create('webgpu');
    await logits(session, feeds(2, 16));
    const counts: Record<string, number> = {};
    for (const [rows, length] of [[4, 16], [2, 24], [2, 20], [3, 21], [1, 16]] as const) {
      const before = pipelines;
      await logits(session, feeds(rows, length));
      counts[`${rows}x${length}`] = pipelines - before;
    }
    console.info(`GPU programs: ${pipelines} in all; for a new shape, one after the other: ${JSON.stringify(counts)}`);
    expect([counts['4x16'], counts['2x24'], counts['2x20']]).toEqual([0, 0, 0]);
  });
});
