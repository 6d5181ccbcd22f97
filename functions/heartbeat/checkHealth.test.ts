import { describe, expect, it } from 'vitest';
import type { Alert } from '../shared/alerts/alert.ts';
import { heartbeat } from './checkHealth.ts';
import type { QuestionView, ServiceApi } from './serviceApi.ts';
import type { HeartbeatState } from './state.ts';

const MINUTE_MS = 60_000;
const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';
const succeeded: QuestionView = { id, status: 'succeeded', queue_ms: 20 };

/** A service that is well, until a test says otherwise, and everything that beats keep. */
function setUp() {
  const alerts: Alert[] = [];
  let time = 0;
  let saved: HeartbeatState = { well: true, version: 0 };
  let asked = 0;
  let question: QuestionView | undefined = succeeded;
  const service: { api: ServiceApi; sendFails: boolean; stateFails: boolean } = {
    sendFails: false,
    stateFails: false,
    api: {
      faults: async () => [],
      ask: async () => {
        asked += 1;
        return id;
      },
      question: async () => question,
    },
  };
  const beat = heartbeat({
    api: {
      faults: () => service.api.faults(),
      ask: () => service.api.ask(),
      question: (one) => service.api.question(one),
    },
    state: {
      async read() {
        if (service.stateFails) throw new Error('No table');
        return saved;
      },
      async save(state) {
        if (state.version !== saved.version + 1) return false;
        saved = state;
        return true;
      },
    },
    send: async (alert) => {
      if (service.sendFails) throw new Error('No queue');
      alerts.push(alert);
    },
    maxQueueSeconds: 90,
    now: () => time,
  });
  return {
    service,
    asked: () => asked,
    told: () => alerts.map(({ types, data }) => `${types[0]}: ${data}`),
    questionIs(view: QuestionView | undefined) {
      question = view;
    },
    beat,
    async minutes(count: number) {
      for (let minute = 0; minute < count; minute += 1) {
        await beat();
        time += MINUTE_MS;
      }
    },
  };
}

describe('the heartbeat', () => {
  it('says nothing to anybody while all is well, and asks a question at each beat', async () => {
    const { minutes, told, asked } = setUp();
    await minutes(5);
    expect(told()).toEqual([]);
    expect(asked()).toBe(5);
  });

  it('raises one alert when the service turns bad, and one when it recovers', async () => {
    const { service, minutes, told } = setUp();
    await minutes(1);
    service.api.faults = async () => ['questions queue', 'tasks table'];
    await minutes(3);
    expect(told()).toEqual(['service not well: questions queue; tasks table']);
    service.api.faults = async () => [];
    await minutes(3);
    expect(told()).toEqual([
      'service not well: questions queue; tasks table',
      'service well again: Everything answers.',
    ]);
  });

  it('tells that the API cannot be reached', async () => {
    const { service, minutes, told } = setUp();
    service.api.faults = async () => {
      throw new Error('fetch failed');
    };
    await minutes(1);
    expect(told()).toEqual(['service not well: API (fetch failed)']);
  });

  it('tells that questions wait longer than they may, and asks no more of them meanwhile', async () => {
    const { questionIs, minutes, told, asked } = setUp();
    await minutes(1);
    questionIs({ id, status: 'queued', queue_ms: null });
    await minutes(1);
    expect(told()).toEqual([]);
    await minutes(3);
    expect(told()).toEqual(['service not well: questions wait 120 s']);
    expect(asked()).toBe(1);
    questionIs(succeeded);
    await minutes(1);
    expect(told()).toHaveLength(2);
    expect(asked()).toBe(2);
  });

  it('tells that a question failed, and that one could not be asked', async () => {
    const { service, questionIs, minutes, told } = setUp();
    await minutes(1);
    questionIs({ id, status: 'failed', queue_ms: 1 });
    await minutes(1);
    expect(told()).toEqual(['service not well: a question failed']);
    questionIs(undefined);
    service.api.ask = async () => {
      throw new Error('A question was answered with status 500');
    };
    await minutes(1);
    expect(told()).toHaveLength(1);
  });

  it('sends an alert that could not be sent at the next beat', async () => {
    const { service, beat, minutes, told } = setUp();
    service.api.faults = async () => ['questions queue'];
    service.sendFails = true;
    await expect(beat()).rejects.toThrow('No queue');
    expect(told()).toEqual([]);
    service.sendFails = false;
    await minutes(2);
    expect(told()).toEqual(['service not well: questions queue']);
  });

  it('tells once when two beats come at the same time', async () => {
    const { service, beat, told } = setUp();
    service.api.faults = async () => ['questions queue'];
    await Promise.all([beat(), beat()]);
    expect(told()).toHaveLength(1);
  });

  it('fails, so that it is noticed, when its own state cannot be read', async () => {
    const { service, beat } = setUp();
    service.stateFails = true;
    await expect(beat()).rejects.toThrow('No table');
  });
});
