import { expect, it } from 'vitest';
import { seededRandom } from './random.ts';
import { TimeHeap } from './timeHeap.ts';

it('gives times back in their order, whatever the order in which they came', () => {
  const random = seededRandom(3);
  const times = Array.from({ length: 1_000 }, () => Math.floor(random() * 500));
  const heap = new TimeHeap();
  for (const time of times) heap.add(time);
  const given = times.map(() => {
    const { earliest } = heap;
    heap.removeEarliest();
    return earliest;
  });
  expect(given).toEqual(times.toSorted((a, b) => a - b));
  expect(heap.earliest).toBe(Infinity);
});
