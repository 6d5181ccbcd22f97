import { randomUUID } from 'node:crypto';
import type { Alert } from '../shared/alerts/alert.ts';
import { log } from '../shared/runtime/log.ts';
import { toError } from '../shared/runtime/toError.ts';
import type { ServiceApi } from './serviceApi.ts';
import type { HeartbeatState, HeartbeatStateTable } from './stateTable.ts';

export interface CheckHealthOptions {
  readonly api: ServiceApi;
  readonly state: HeartbeatStateTable;
  readonly sendAlert: (alert: Alert) => Promise<void>;
  /** How long a question may wait before it is started, in seconds. */
  readonly maxQueueSeconds: number;
  readonly now: () => number;
}

/** What a check finds out about the queue. */
interface QueueCheck {
  /** The question for the next check. */
  readonly question: HeartbeatState['question'];
  /** How long the oldest question has waited, in milliseconds, as far as it is known. */
  readonly queueMs?: number | undefined;
  readonly fault?: string | undefined;
}

/**
 * Checks through the API whether the service answers, logs the result, and sends an alert when it has changed since the
 * last check. The age of a queue's oldest message is known to CloudWatch only, so each check asks a question of its own and
 * the next ones read how long it waits.
 *
 * @throws Error when its state cannot be read or written, or the alert not be sent, after the result is logged
 */
export function createCheckHealth({ api, state, sendAlert, maxQueueSeconds, now }: CheckHealthOptions) {
  async function checkQueue(last: HeartbeatState['question']): Promise<QueueCheck> {
    const view = last && (await api.question(last.id));
    if (last && view?.status === 'queued') {
      const queueMs = now() - last.askedAt;
      return { question: last, queueMs, fault: waitFault(queueMs) };
    }
    const queueMs = view?.queue_ms ?? undefined;
    const fault = view?.status === 'failed' ? 'a question failed' : waitFault(queueMs);
    if (last && view?.status === 'processing') return { question: last, queueMs, fault };
    const askedAt = now();
    return { question: { id: await api.ask(), askedAt }, queueMs, fault };
  }

  function waitFault(queueMs = 0): string | undefined {
    return queueMs > maxQueueSeconds * 1000 ? `questions wait ${Math.round(queueMs / 1000)} s` : undefined;
  }

  async function check(last: HeartbeatState['question']): Promise<QueueCheck & { readonly faults: string[] }> {
    const faults = await api.unreadyDependencies().catch((error) => [describe('API', error)]);
    const queue = await checkQueue(last).catch(
      (error): QueueCheck => ({ question: last, fault: describe('asking', error) }),
    );
    return { ...queue, faults: queue.fault === undefined ? faults : [...faults, queue.fault] };
  }

  return async (): Promise<void> => {
    const startedAt = now();
    const before = await state.read().catch(toError);
    const { question, queueMs, faults } = await check(before instanceof Error ? undefined : before.question);
    const healthy = faults.length === 0;
    const fields = { queue_ms: queueMs, duration_ms: now() - startedAt };
    if (healthy) log.info('Heartbeat', { event: 'heartbeat.ok', ...fields });
    else log.error('Heartbeat', { event: 'heartbeat.failed', faults, ...fields });
    if (before instanceof Error) throw before;

    const alert = healthy === before.healthy ? before.alert : transitionAlert(healthy, faults, startedAt);
    const after: HeartbeatState = { healthy, question, alert, version: before.version + 1 };
    // Saved with the alert before it is sent: of two concurrent checks one sends it, and the next check sends it again
    // when this one could not.
    if (!(await state.save(after)) || alert === undefined) return;
    await sendAlert(alert);
    await state.save({ ...after, alert: undefined, version: after.version + 1 });
  };
}

/** Only the message of an error reaches an alert. */
function describe(what: string, error: unknown): string {
  return `${what} (${error instanceof Error ? error.message : 'unknown'})`;
}

function transitionAlert(healthy: boolean, faults: readonly string[], time: number): Alert {
  return {
    id: randomUUID(),
    time,
    types: [healthy ? 'service recovered' : 'service unhealthy'],
    eventType: 'heartbeat',
    source: 'heartbeat',
    data: healthy ? 'All checks passed.' : faults.join('; '),
  };
}
