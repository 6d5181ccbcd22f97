import { expect, it } from 'vitest';
import { fixedServiceMeanWaitSeconds } from './fixedServiceMeanWait.ts';
import { fixedServiceQueue } from './fixedServiceQueue.ts';

it.each([
  { servers: 1, utilisation: 0.5 },
  { servers: 1, utilisation: 0.9 },
  { servers: 5, utilisation: 0.8 },
  { servers: 20, utilisation: 0.9 },
  { servers: 100, utilisation: 0.95 },
])('is within 5 % of the exact mean wait for $servers servers, $utilisation in use', ({ servers, utilisation }) => {
  const perSecond = (utilisation * servers) / 5;
  const exact = fixedServiceQueue(perSecond, 5, servers).meanWaitSeconds;
  expect(Math.abs(fixedServiceMeanWaitSeconds(perSecond, 5, servers) / exact - 1)).toBeLessThan(0.05);
});

it('is endless where the servers cannot do it', () => {
  expect(fixedServiceMeanWaitSeconds(2, 5, 10)).toBe(Infinity);
});
