import { describe, expect, it } from 'vitest';
import { preferredWaitSeconds } from './prefer.ts';

describe('preferredWaitSeconds', () => {
  it.each([
    ['wait=10', 10],
    ['Wait = 10', 10],
    ['wait="10"', 10],
    ['respond-async, wait=10', 10],
    ['return=minimal; foo=bar, wait=10; x=y', 10],
    ['wait=0', 0],
    ['wait=600', 25],
    [`wait=${'9'.repeat(400)}`, 25],
    ['wait', 25],
    ['respond-async; x, WAIT ; y=1', 25],
    ['wait=', 25],
    ['wait=""', 25],
    ['respond-async', 0],
    ['Respond-Async; x', 0],
  ])('reads %j as %i seconds', (field, seconds) => {
    expect(preferredWaitSeconds([field])).toBe(seconds);
  });

  it.each([['wait=soon'], ['wait 5'], ['wait="5'], ['wait=-1'], ['wait=1.5'], ['waiting=3'], ['return=minimal'], ['']])(
    'ignores %j',
    (field) => {
      expect(preferredWaitSeconds([field])).toBeUndefined();
    },
  );

  it('uses the first wait preference of several header fields', () => {
    expect(preferredWaitSeconds(['return=minimal', 'wait=3', 'wait=7'])).toBe(3);
  });

  it('returns undefined without header fields', () => {
    expect(preferredWaitSeconds([])).toBeUndefined();
  });
});
