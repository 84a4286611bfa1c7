import { describe, expect, it } from 'vitest';
import { FIRST, Work, WorkQueue } from '../../../src/tagging/work-queue.ts';

const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `text ${index}`);
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
    const queue = queueOf(new Work(texts(100), () => range(50, 62)));
    expect(queue.take(30)?.indices).toEqual(range(50, 50 + FIRST));
    expect(queue.take(30)?.indices).toEqual(range(50 + FIRST, 62));
    expect(queue.take(30)?.indices).toEqual(range(0, 30));
  });

  it('fills the first order up in reading order where little is wanted', () => {
    expect(queueOf(new Work(texts(100), () => [3, 90])).take(30)?.indices).toEqual([3, 90, 0, 1, 2]);
  });

  it('asks anew what is wanted, so that a scroll re-orders what waits', () => {
    let top = 0;
    const queue = queueOf(new Work(texts(200), () => range(top, top + 10)));
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
    const late = new Work(texts(30));
    queue.add(late);
    expect(queue.urgent).toBe(true);
    expect(queue.take(100)).toMatchObject({ work: late, indices: range(0, FIRST), yields: false });
    expect(queue.urgent).toBe(false);
  });

  it('serves callers by turns, so that none starves', () => {
    const [a, b] = [new Work(texts(500)), new Work(texts(500))];
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
    for (const index of [10, 12]) work.finish(index);
    expect(work.takeBack(order?.indices ?? [])).toEqual(range(FIRST, 40).filter((index) => index !== 10 && index !== 12));
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
    const queue = queueOf(new Work(texts(100), () => range(top, top + FIRST)));
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
});
