import { describe, expect, it } from 'vitest';
import { Work } from '../../../src/tagging/work.ts';
import { FIRST, WorkQueue, type Order } from '../../../src/tagging/work-queue.ts';

const texts = (count: number, name = 'text'): string[] => Array.from({ length: count }, (_, index) => `${name} ${index}`);
const range = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, place) => start + place);

function queueOf(...works: Work[]): WorkQueue {
  const queue = new WorkQueue();
  for (const work of works) queue.add(work);
  return queue;
}

describe('WorkQueue', () => {
  it('hands out few texts first, then as many as are asked for, in reading order and each once', () => {
    const queue = queueOf(new Work(texts(20)));
    expect(queue.take(9)?.indices).toEqual(range(0, FIRST));
    expect(queue.take(9)?.indices).toEqual(range(FIRST, FIRST + 9));
    expect(queue.take(9)?.indices).toEqual(range(FIRST + 9, 20));
    expect(queue.take(9)).toBeUndefined();
  });

  it('hands out what is wanted before the rest, the first order too', () => {
    const queue = queueOf(new Work(texts(100), { wanted: () => range(50, 62) }));
    expect(queue.take(30)?.indices).toEqual(range(50, 50 + FIRST));
    expect(queue.take(30)?.indices).toEqual(range(50 + FIRST, 62));
    expect(queue.take(30)?.indices).toEqual(range(0, 30));
  });

  it('fills the first order up in reading order where little is wanted', () => {
    expect(queueOf(new Work(texts(100), { wanted: () => [3, 90] })).take(30)?.indices).toEqual([3, 90, 0, 1, 2]);
  });

  it('asks anew what is wanted, so that a scroll re-orders what waits', () => {
    let top = 0;
    const queue = queueOf(new Work(texts(200), { wanted: () => range(top, top + 10) }));
    queue.take(20);
    queue.take(20);
    queue.take(20);
    expect(queue.urgent).toBe(false);
    top = 150;
    expect(queue.urgent).toBe(true);
    const order = queue.take(20);
    expect(order?.indices).toEqual(range(150, 160));
    expect(order?.yields).toBe(false);
    expect(queue.urgent).toBe(false);
  });

  it('lets a new caller in before the rest of the others', () => {
    const long = new Work(texts(1000));
    const queue = queueOf(long);
    queue.take(100);
    const rest = queue.take(100);
    expect(rest?.yields).toBe(true);
    const late = new Work(texts(30, 'late'));
    queue.add(late);
    expect(queue.urgent).toBe(true);
    expect(queue.take(100)).toMatchObject({ work: late, indices: range(0, FIRST), yields: false });
    expect(queue.urgent).toBe(false);
  });

  it('serves callers by turns, so that none starves', () => {
    const [a, b] = [new Work(texts(500)), new Work(texts(500, 'other'))];
    const queue = queueOf(a, b);
    const turns = Array.from({ length: 8 }, () => queue.take(50)?.work);
    expect(turns.slice(2).filter((work) => work === a)).toHaveLength(3);
    expect(turns.slice(2).some((work, at) => work === turns[at + 1])).toBe(false);
  });

  it('hands out again, in its old place, what was taken back', () => {
    const work = new Work(texts(40));
    const queue = queueOf(work);
    queue.take(40);
    const order = queue.take(40);
    if (!order) throw new Error('Nothing was handed out.');
    for (const index of [10, 12]) queue.finish(order, index - FIRST);
    expect(queue.takeBack(order)).toEqual(range(FIRST, 40).filter((index) => index !== 10 && index !== 12));
    expect(queue.waiting).toBe(33);
    expect(queue.take(40)?.indices).toEqual(range(FIRST, 40).filter((index) => index !== 10 && index !== 12));
  });

  it('counts what is open, a text that comes twice once', () => {
    const work = new Work(texts(10));
    const queue = queueOf(work);
    queue.take(10);
    expect(work.finish(4)).toBe(true);
    expect(work.finish(4)).toBe(false);
    expect(work.open).toBe(9);
    expect(work.takeBack([4])).toEqual([]);
  });

  it('tells a first accident from a text whose workers die again and again', () => {
    const work = new Work(texts(10));
    expect(work.noteLost([0, 1, 2])).toBe(true);
    expect(work.noteLost([3, 4])).toBe(true);
    expect(work.noteLost([2, 5])).toBe(false);
  });

  it('leaves the rest alone where only what is urgent is asked for', () => {
    let top = 0;
    const queue = queueOf(new Work(texts(100), { wanted: () => range(top, top + FIRST) }));
    expect(queue.take(20, true)?.indices).toEqual(range(0, FIRST));
    expect(queue.take(20, true)).toBeUndefined();
    top = 50;
    expect(queue.take(20, true)?.indices).toEqual(range(50, 50 + FIRST));
    expect(queue.take(20)?.indices).toEqual([...range(FIRST, FIRST + 20)]);
  });

  it('hands out nothing of a caller who has left', () => {
    const work = new Work(texts(100));
    const queue = queueOf(work);
    queue.take(10);
    queue.remove(work);
    expect(queue.take(10)).toBeUndefined();
    expect(queue.waiting).toBe(0);
  });

  it('tells a caller of its own fault, and serves the others', () => {
    const faults: unknown[] = [];
    const faulty = new Work(texts(20), {
      wanted: () => {
        throw new RangeError('mine');
      },
      onFault: (error) => faults.push(error),
    });
    const other = new Work(texts(20, 'other'));
    const queue = queueOf(other, faulty);
    const served = Array.from({ length: 4 }, () => queue.take(30)?.work);
    expect(served).toContain(other);
    expect(faults[0]).toBeInstanceOf(RangeError);
  });
});

describe('a text that two callers want', () => {
  /** A caller who has its first texts, and one who has not. */
  function two(): { queue: WorkQueue; first: Work; second: Work } {
    const [first, second] = [new Work(texts(40)), new Work([...texts(2, 'own'), ...texts(40)])];
    const queue = queueOf(first);
    return { queue, first, second };
  }

  const take = (queue: WorkQueue, most: number): Order => {
    const order = queue.take(most);
    if (!order) throw new Error('Nothing was handed out.');
    return order;
  };

  it('is handed out to one alone while it is out, and done for both when it is done', () => {
    const { queue, first, second } = two();
    const order = take(queue, 9);
    queue.add(second);
    expect(take(queue, 9)).toMatchObject({ work: second, indices: [0, 1, 7, 8, 9] });
    expect(take(queue, 9)).toMatchObject({ work: first, indices: range(8, 17) });
    expect(queue.finish(order, 3)).toEqual([[first, 3], [second, 5]]);
    expect(queue.finish(order, 3)).toEqual([]);
    expect([first.open, second.open]).toEqual([39, 41]);
  });

  it('is done for the other also when the first has left', () => {
    const { queue, first, second } = two();
    const order = take(queue, 9);
    queue.add(second);
    queue.remove(first);
    expect(queue.finish(order, 0)).toEqual([[first, 0], [second, 2]]);
  });

  it('waits again for both when it is taken back', () => {
    const { queue, first, second } = two();
    const order = take(queue, 9);
    queue.add(second);
    queue.remove(first);
    expect(queue.takeBack(order)).toEqual(range(0, FIRST));
    expect(take(queue, 9).indices).toEqual([0, 1, 2, 3, 4]);
  });

  it('is no reason to stop an order that has it for somebody who waits, and one to stop an order that nobody looks at', () => {
    const wanting = new Work(texts(3), { wanted: () => [0] });
    const { queue } = two();
    const awaited = take(queue, 9);
    queue.add(wanting);
    expect(awaited.yields).toBe(false);
    expect(queue.urgent).toBe(false);
    queue.takeBack(awaited);
    queue.remove(wanting);
    take(queue, 3);
    const idle = take(queue, 9);
    expect(idle.yields).toBe(true);
    queue.add(new Work(texts(12).slice(10)));
    expect(queue.urgent).toBe(true);
  });

  it('is run for each where they want other things of it', () => {
    const [heads, vectors] = [new Work(texts(3)), new Work(texts(3), { reading: { kind: 'embedding' } })];
    const queue = queueOf(heads, vectors);
    const orders = [take(queue, 9), take(queue, 9)];
    expect(orders.map(({ indices }) => indices)).toEqual([[0, 1, 2], [0, 1, 2]]);
    expect(orders.flatMap((order) => queue.finish(order, 0))).toEqual([[vectors, 0], [heads, 0]]);
  });

  it('is given once in a work that has it twice, and then again', () => {
    const work = new Work(['a', 'b', 'a']);
    const queue = queueOf(work);
    const order = take(queue, 9);
    const done = order.indices.flatMap((_, place) => queue.finish(order, place));
    expect(done).toEqual([[work, 0], [work, 1], [work, 2]]);
    expect(work.open).toBe(0);
  });
});
