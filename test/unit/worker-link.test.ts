import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EncodedBatch, EncodeRequest, EncoderService } from '../../src/runtime/protocol.ts';
import { EncoderWorker } from '../../src/tagging/encoder-worker.ts';
import { FakeWorker } from '../support/fake-worker.ts';

const LIMIT = 60_000;
const GRACE = 2_000;

interface Running {
  /** Sends a batch without rows. */
  readonly sign: () => Promise<void>;
  readonly end: () => void;
}

/** A worker that does what it is told, request by request. */
function worker(): { link: EncoderWorker; requests: Running[] } {
  const requests: Running[] = [];
  const batch: EncodedBatch = { indices: new Uint32Array(0), logits: new Float32Array(0), truncated: new Uint8Array(0) };
  const service: Pick<EncoderService, 'encode'> = {
    encode: (_request: EncodeRequest, onBatch) => new Promise((resolve) => requests.push({ sign: () => onBatch(batch), end: () => resolve({ ok: true, value: undefined }) })),
  };
  return { link: new EncoderWorker(() => new FakeWorker(service).asWorker, LIMIT), requests };
}

/** Lets messages that are on their way arrive; they take no time of the clock. */
async function arrive(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(milliseconds: number): Promise<void> {
  vi.advanceTimersByTime(milliseconds);
  await arrive();
}

/** A sleeping computer's clocks go on, and nothing else does. */
const sleep = (milliseconds: number): unknown => vi.setSystemTime(Date.now() + milliseconds);

function encode(link: EncoderWorker): { readonly state: 'open' | 'done' | Error } {
  const call: { state: 'open' | 'done' | Error } = { state: 'open' };
  link.encode(['a'], () => undefined, new AbortController().signal).then(
    () => (call.state = 'done'),
    (error: Error) => (call.state = error),
  );
  return call;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

describe('a worker with several calls open', () => {
  it('lives as long as it shows signs of life in one of them', async () => {
    const { link, requests } = worker();
    const first = encode(link);
    const second = encode(link);
    await arrive();
    for (let batch = 0; batch < 5; batch++) {
      await pass(LIMIT - 5_000);
      void requests[0]?.sign();
      await arrive();
    }
    expect(second.state).toBe('open');
    requests.forEach(({ end }) => end());
    await arrive();
    expect([first.state, second.state]).toEqual(['done', 'done']);
    link.terminate();
  });

  it('is ended when it falls silent in all of them, also after a sign within the grace', async () => {
    const { link, requests } = worker();
    const first = encode(link);
    const second = encode(link);
    await arrive();
    await pass(LIMIT + GRACE / 2);
    void requests[0]?.sign();
    await arrive();
    requests[0]?.end();
    await arrive();
    await pass(LIMIT + GRACE - 100);
    expect([first.state, second.state]).toEqual(['done', 'open']);
    await pass(200);
    expect(second.state).toMatchObject({ code: 'worker-died', message: 'The worker showed no sign of life for 60 seconds.' });
    expect({ ended: link.ended, stalled: link.stalled }).toEqual({ ended: true, stalled: true });
  });

  it('is not kept alive by calls that it does not answer', async () => {
    const { link } = worker();
    const calls = [encode(link)];
    for (let call = 0; call < 4; call++) {
      await pass(LIMIT / 4);
      calls.push(encode(link));
    }
    await pass(GRACE);
    expect(calls.map(({ state }) => (state instanceof Error ? state.message : state))).toEqual(calls.map(() => 'The worker showed no sign of life for 60 seconds.'));
  });

  it('may be silent for any time while nothing is asked of it', async () => {
    const { link, requests } = worker();
    const first = encode(link);
    await arrive();
    requests[0]?.end();
    await arrive();
    await pass(10 * LIMIT);
    expect([first.state, link.ended]).toEqual(['done', false]);
    link.terminate();
  });
});

describe("a computer's sleep", () => {
  it('is no silence of the worker, whatever it was about', async () => {
    const { link, requests } = worker();
    const call = encode(link);
    await arrive();
    await pass(LIMIT / 2);
    sleep(3_600_000);
    await pass(LIMIT / 2 + GRACE);
    expect(call.state).toBe('open');
    // More than the grace, as a batch that was running may need.
    await pass(LIMIT / 2);
    void requests[0]?.sign();
    await arrive();
    requests[0]?.end();
    await arrive();
    expect(call.state).toBe('done');
    link.terminate();
  });

  it('does not save a worker that is silent after it too', async () => {
    const { link } = worker();
    const call = encode(link);
    await arrive();
    sleep(3_600_000);
    await pass(LIMIT);
    sleep(3_600_000);
    await pass(LIMIT);
    expect(call.state).toBe('open');
    await pass(GRACE);
    expect(call.state).toMatchObject({ code: 'worker-died' });
  });
});
