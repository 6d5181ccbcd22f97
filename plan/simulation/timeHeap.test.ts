import { describe, expect, it } from 'vitest';
import { createSeededRandom } from './random.ts';
import { TimeHeap } from './timeHeap.ts';

describe('TimeHeap', () => {
  it('removes times in ascending order, whatever the order in which they were added', () => {
    const random = createSeededRandom(3);
    const times = Array.from({ length: 1_000 }, () => Math.floor(random() * 500));
    const heap = new TimeHeap();
    for (const time of times) heap.add(time);
    const removed = times.map(() => {
      const { earliest } = heap;
      heap.removeEarliest();
      return earliest;
    });
    expect(removed).toEqual(times.toSorted((a, b) => a - b));
    expect(heap.earliest).toBe(Infinity);
  });
});
