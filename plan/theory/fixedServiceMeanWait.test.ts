import { describe, expect, it } from 'vitest';
import { approximateFixedServiceMeanWait } from './fixedServiceMeanWait.ts';
import { solveFixedServiceQueue } from './fixedServiceQueue.ts';

describe('approximateFixedServiceMeanWait', () => {
  it.each([
    { servers: 1, utilization: 0.5 },
    { servers: 1, utilization: 0.9 },
    { servers: 5, utilization: 0.8 },
    { servers: 20, utilization: 0.9 },
    { servers: 100, utilization: 0.95 },
  ])('is within 5 % of the exact mean wait of $servers servers at a utilization of $utilization', (queue) => {
    const perSecond = (queue.utilization * queue.servers) / 5;
    const exact = solveFixedServiceQueue(perSecond, 5, queue.servers).meanWaitSeconds;
    const approximate = approximateFixedServiceMeanWait(perSecond, 5, queue.servers);
    expect(Math.abs(approximate / exact - 1)).toBeLessThan(0.05);
  });

  it('returns infinity when the arrivals exceed what the servers can process', () => {
    expect(approximateFixedServiceMeanWait(2, 5, 10)).toBe(Infinity);
  });
});
