import type { ScheduledEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { lambdaContext } from '../../tests/lambdaEvents.ts';
import { createHandler } from './handler.ts';
import type { HeartbeatState } from './stateTable.ts';

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';

function invoke(read: () => Promise<HeartbeatState>) {
  const saved: HeartbeatState[] = [];
  const handler = createHandler({
    api: { unreadyDependencies: async () => [], ask: async () => id, question: async () => undefined },
    state: {
      read,
      async save(state) {
        saved.push(state);
        return true;
      },
    },
    sendAlert: async () => {},
    maxQueueSeconds: 60,
    now: () => 1_000,
  });
  return { saved, result: handler({} as ScheduledEvent, lambdaContext) };
}

describe('a scheduled invocation of the heartbeat', () => {
  it('checks the health and saves the state for the next one', async () => {
    const { saved, result } = invoke(async () => ({ healthy: true, version: 3 }));
    await result;
    expect(saved).toEqual([{ healthy: true, question: { id, askedAt: 1_000 }, alert: undefined, version: 4 }]);
  });

  it('fails when its state cannot be read, so that the function counts an error', async () => {
    const { result } = invoke(() => Promise.reject(new Error('The table does not respond')));
    await expect(result).rejects.toThrow('The table does not respond');
  });
});
