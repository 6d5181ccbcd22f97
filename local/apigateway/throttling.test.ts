import { describe, expect, it } from 'vitest';
import { type MethodSetting, Throttling } from './throttling.ts';

const all = { resourcePath: '*', httpMethod: '*' };

/** A throttling with a fake clock. */
function throttle(settings: MethodSetting[]) {
  let now = 1_000;
  const throttling = new Throttling(settings, () => now);
  return {
    passSeconds: (seconds: number) => {
      now += seconds * 1000;
    },
    /** How many of a hundred simultaneous requests are admitted. */
    admitted: (path: string, method: string) =>
      Array.from({ length: 100 }, () => throttling.admits(path, method)).filter(Boolean).length,
  };
}

describe('throttling', () => {
  it('admits all requests without settings', () => {
    expect(throttle([]).admitted('/', 'GET')).toBe(100);
    expect(throttle([{ ...all }]).admitted('/', 'GET')).toBe(100);
  });

  it('admits a burst, and then as many requests as the rate allows, up to a burst', () => {
    const { admitted, passSeconds } = throttle([{ ...all, throttlingRateLimit: 4, throttlingBurstLimit: 10 }]);
    expect(admitted('/', 'GET')).toBe(10);
    passSeconds(0.5);
    expect(admitted('/', 'GET')).toBe(2);
    passSeconds(60);
    expect(admitted('/', 'GET')).toBe(10);
  });

  it('has a token bucket for each method of each resource', () => {
    const { admitted } = throttle([{ ...all, throttlingRateLimit: 1, throttlingBurstLimit: 3 }]);
    expect(['/a', '/b'].map((path) => admitted(path, 'GET'))).toEqual([3, 3]);
    expect(admitted('/a', 'POST')).toBe(3);
  });

  it('applies the most specific setting, for each limit separately', () => {
    const { admitted, passSeconds } = throttle([
      { ...all, throttlingRateLimit: 1, throttlingBurstLimit: 3 },
      { resourcePath: '*', httpMethod: 'GET', throttlingBurstLimit: 4 },
      { resourcePath: '/a', httpMethod: '*', throttlingBurstLimit: 5 },
      { resourcePath: '/a', httpMethod: 'POST', throttlingBurstLimit: 6 },
    ]);
    expect([admitted('/a', 'POST'), admitted('/a', 'GET'), admitted('/b', 'GET'), admitted('/b', 'PUT')]).toEqual([
      6, 5, 4, 3,
    ]);
    passSeconds(2);
    expect(admitted('/a', 'POST')).toBe(2);
  });

  it("applies the account's limit when only the other one is set", () => {
    const { admitted, passSeconds } = throttle([{ ...all, throttlingBurstLimit: 10 }]);
    expect(admitted('/', 'GET')).toBe(10);
    passSeconds(0.0005);
    expect(admitted('/', 'GET')).toBe(5);
    expect(throttle([{ ...all, throttlingRateLimit: 1 }]).admitted('/', 'GET')).toBe(100);
  });
});
