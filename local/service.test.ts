import { describe, expect, it } from 'vitest';
import { type Service, ServiceGroup } from './service.ts';

/** Services that record what is called. */
function recordingServices() {
  const calls: string[] = [];
  const service = (name: string, overrides: Partial<Service> = {}): Service => {
    const record = (call: keyof Service) => async () => {
      calls.push(`${call} ${name}`);
      await overrides[call]?.();
    };
    return { start: record('start'), drain: record('drain'), stop: record('stop') };
  };
  return { calls, service };
}

const failure = (message: string) => async () => {
  throw new Error(message);
};

describe('a group of services', () => {
  it('drains all services before it stops them in the reverse order of their start', async () => {
    const { calls, service } = recordingServices();
    const group = new ServiceGroup();
    await group.start(service('a'));
    await group.start(service('b'));
    await group.drain();
    await group.stop();
    expect(calls).toEqual(['start a', 'start b', 'drain a', 'drain b', 'stop b', 'stop a']);
  });

  it('starts services together, and stops them together', async () => {
    const { calls, service } = recordingServices();
    const bothStarted = Promise.withResolvers<void>();
    const bothStopped = Promise.withResolvers<void>();
    const group = new ServiceGroup();
    await group.start(
      service('a', { start: () => bothStarted.promise, stop: () => bothStopped.promise }),
      service('b', { start: async () => bothStarted.resolve(), stop: async () => bothStopped.resolve() }),
    );
    await group.stop();
    expect(calls).toEqual(['start a', 'start b', 'stop a', 'stop b']);
  });

  it('waits for all services to start or fail, rejects with the first error, and stops also the ones that failed', async () => {
    const { calls, service } = recordingServices();
    const group = new ServiceGroup();
    await group.start(service('a'));
    let started = false;
    const slow = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      started = true;
    };
    await expect(group.start(service('b', { start: failure('no') }), service('c', { start: slow }))).rejects.toThrow(
      'no',
    );
    expect(started).toBe(true);
    await group.stop();
    expect(calls.slice(3)).toEqual(['stop b', 'stop c', 'stop a']);
  });

  it('stops the other services when one fails to, and rejects with its error', async () => {
    const { calls, service } = recordingServices();
    const group = new ServiceGroup();
    await group.start(service('a'));
    await group.start(service('b', { stop: failure('stuck') }), service('c'));
    await expect(group.stop()).rejects.toThrow('stuck');
    expect(calls.slice(3)).toEqual(['stop b', 'stop c', 'stop a']);
  });

  it('stops each service once', async () => {
    const { calls, service } = recordingServices();
    const group = new ServiceGroup();
    await group.start(service('a'));
    await group.stop();
    await group.stop();
    expect(calls).toEqual(['start a', 'stop a']);
  });
});
