import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { preferredWaitSeconds } from './prefer.ts';

const prefer = (...values: string[]) =>
  preferredWaitSeconds({ multiValueHeaders: { prefer: values } } as unknown as APIGatewayProxyEvent);

describe('the preferred wait', () => {
  it.each([
    ['wait=10', 10],
    ['Wait = 10', 10],
    ['wait="10"', 10],
    ['respond-async, wait=10', 10],
    ['return=minimal; foo=bar, wait=10; x=y', 10],
    ['wait=0', 0],
    ['wait=600', 25],
    ['respond-async', 0],
    ['Respond-Async; x', 0],
  ])('of %j is %i seconds', (value, seconds) => {
    expect(prefer(value)).toBe(seconds);
  });

  it.each([['wait'], ['wait=soon'], ['wait=-1'], ['wait=1.5'], ['waiting=3'], ['return=minimal'], ['']])(
    'is not said by %j',
    (value) => {
      expect(prefer(value)).toBeUndefined();
    },
  );

  it('may be in any of several headers, and the first one counts', () => {
    expect(prefer('return=minimal', 'wait=3', 'wait=7')).toBe(3);
  });

  it('is not said by a request without headers', () => {
    expect(preferredWaitSeconds({ multiValueHeaders: null } as unknown as APIGatewayProxyEvent)).toBeUndefined();
  });
});
