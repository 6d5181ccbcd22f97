import { describe, expect, it } from 'vitest';
import { PortInUseError, StateInUseError } from '../../local/host.ts';
import { explainStartError } from './explainStartError.ts';

describe('explainStartError', () => {
  it.each([
    [new PortInUseError(8000), 'Port 8000 is in use. Choose another: PORT=8001 npm start'],
    [
      new StateInUseError('/state'),
      '/state is in use by another run. Stop that run, or choose another directory with --state.',
    ],
  ])('returns an error that says how to resolve %s', (error, message) => {
    expect(explainStartError(error)).toMatchObject({ message, cause: error });
  });

  it('returns any other error unchanged', () => {
    const error = new Error('The stack has no REST API.');
    expect(explainStartError(error)).toBe(error);
  });
});
