import { describe, expect, it } from 'vitest';
import type { Alert } from '../shared/alerts/alert.ts';
import { createCheckHealth } from './checkHealth.ts';
import type { QuestionView, ServiceApi } from './serviceApi.ts';
import type { HeartbeatState } from './stateTable.ts';

const MINUTE_MS = 60_000;
const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';
const succeeded: QuestionView = { id, status: 'succeeded', queue_ms: 20 };

/** A healthy service that a test can break, with the state that checks share. */
function setUp() {
  const alerts: Alert[] = [];
  let time = 0;
  let saved: HeartbeatState = { healthy: true, version: 0 };
  let asked = 0;
  let question: QuestionView | undefined = succeeded;
  const service: { api: ServiceApi; sendFails: boolean; stateFails: boolean } = {
    sendFails: false,
    stateFails: false,
    api: {
      unreadyDependencies: async () => [],
      ask: async () => {
        asked += 1;
        return id;
      },
      question: async () => question,
    },
  };
  const checkHealth = createCheckHealth({
    api: {
      unreadyDependencies: () => service.api.unreadyDependencies(),
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
    sendAlert: async (alert) => {
      if (service.sendFails) throw new Error('No queue');
      alerts.push(alert);
    },
    maxQueueSeconds: 90,
    now: () => time,
  });
  return {
    service,
    asked: () => asked,
    sent: () => alerts.map(({ types, data }) => `${types[0]}: ${data}`),
    questionIs(view: QuestionView | undefined) {
      question = view;
    },
    checkHealth,
    async minutes(count: number) {
      for (let minute = 0; minute < count; minute += 1) {
        await checkHealth();
        time += MINUTE_MS;
      }
    },
  };
}

describe('the health check', () => {
  it('sends no alert while the service is healthy, and asks a question at each check', async () => {
    const { minutes, sent, asked } = setUp();
    await minutes(5);
    expect(sent()).toEqual([]);
    expect(asked()).toBe(5);
  });

  it('sends one alert when the service becomes unhealthy, and one when it recovers', async () => {
    const { service, minutes, sent } = setUp();
    await minutes(1);
    service.api.unreadyDependencies = async () => ['questions queue', 'tasks table'];
    await minutes(3);
    expect(sent()).toEqual(['service unhealthy: questions queue; tasks table']);
    service.api.unreadyDependencies = async () => [];
    await minutes(3);
    expect(sent()).toEqual([
      'service unhealthy: questions queue; tasks table',
      'service recovered: All checks passed.',
    ]);
  });

  it('reports that the API cannot be reached', async () => {
    const { service, minutes, sent } = setUp();
    service.api.unreadyDependencies = async () => {
      throw new Error('fetch failed');
    };
    await minutes(1);
    expect(sent()).toEqual(['service unhealthy: API (fetch failed)']);
  });

  it('reports that questions wait longer than the limit, and asks no further question meanwhile', async () => {
    const { questionIs, minutes, sent, asked } = setUp();
    await minutes(1);
    questionIs({ id, status: 'queued', queue_ms: null });
    await minutes(1);
    expect(sent()).toEqual([]);
    await minutes(3);
    expect(sent()).toEqual(['service unhealthy: questions wait 120 s']);
    expect(asked()).toBe(1);
    questionIs(succeeded);
    await minutes(1);
    expect(sent()).toHaveLength(2);
    expect(asked()).toBe(2);
  });

  it('reports a failed question, and a question that could not be asked', async () => {
    const { service, questionIs, minutes, sent } = setUp();
    await minutes(1);
    questionIs({ id, status: 'failed', queue_ms: 1 });
    await minutes(1);
    expect(sent()).toEqual(['service unhealthy: a question failed']);
    questionIs(undefined);
    service.api.ask = async () => {
      throw new Error('POST /predictions returned status 500');
    };
    await minutes(1);
    expect(sent()).toHaveLength(1);
  });

  it('sends an alert that could not be sent at the next check', async () => {
    const { service, checkHealth, minutes, sent } = setUp();
    service.api.unreadyDependencies = async () => ['questions queue'];
    service.sendFails = true;
    await expect(checkHealth()).rejects.toThrow('No queue');
    expect(sent()).toEqual([]);
    service.sendFails = false;
    await minutes(2);
    expect(sent()).toEqual(['service unhealthy: questions queue']);
  });

  it('sends one alert when two checks run concurrently', async () => {
    const { service, checkHealth, sent } = setUp();
    service.api.unreadyDependencies = async () => ['questions queue'];
    await Promise.all([checkHealth(), checkHealth()]);
    expect(sent()).toHaveLength(1);
  });

  it('throws when its state cannot be read', async () => {
    const { service, checkHealth } = setUp();
    service.stateFails = true;
    await expect(checkHealth()).rejects.toThrow('No table');
  });
});
