import { randomUUID } from 'node:crypto';
import type { Alert } from '../shared/alerts/alert.ts';
import { log } from '../shared/runtime/log.ts';
import type { ServiceApi } from './serviceApi.ts';
import type { HeartbeatState, HeartbeatStateTable } from './state.ts';

export interface HeartbeatOptions {
  api: ServiceApi;
  state: HeartbeatStateTable;
  send: (alert: Alert) => Promise<void>;
  /** How long a question may wait before it is started, in seconds. */
  maxQueueSeconds: number;
  now: () => number;
}

/** How a question that the heartbeat asked stands, and which one the next beat is to look at. */
interface Waiting {
  question: HeartbeatState['question'];
  /** How long the oldest question waits, in milliseconds, as far as it is known. */
  queueMs?: number | undefined;
  fault?: string | undefined;
}

/**
 * One beat: finds out whether the service really answers, logs it, and raises an alert when that changed. How old the
 * oldest question is, no queue tells; so each beat looks at a question of its own that an earlier one asked.
 *
 * @throws when its own state cannot be read or written, once it has logged what it found.
 */
export function heartbeat({ api, state, send, maxQueueSeconds, now }: HeartbeatOptions) {
  async function waiting(last: HeartbeatState['question']): Promise<Waiting> {
    const view = last && (await api.question(last.id));
    if (last && view?.status === 'queued') {
      const queueMs = now() - last.askedAt;
      return { question: last, queueMs, fault: tooLong(queueMs) };
    }
    const queueMs = view?.queue_ms ?? undefined;
    const fault = view?.status === 'failed' ? 'a question failed' : tooLong(queueMs);
    if (last && view?.status === 'processing') return { question: last, queueMs, fault };
    const askedAt = now();
    return { question: { id: await api.ask(), askedAt }, queueMs, fault };
  }

  function tooLong(queueMs = 0): string | undefined {
    return queueMs > maxQueueSeconds * 1000 ? `questions wait ${Math.round(queueMs / 1000)} s` : undefined;
  }

  /** What a person reads of an error: never more than its message. */
  const fault = (what: string) => (error: unknown) => `${what} (${error instanceof Error ? error.message : 'unknown'})`;

  async function look(last: HeartbeatState['question']): Promise<Waiting & { faults: string[] }> {
    const faults = await api.faults().catch((error) => [fault('API')(error)]);
    const seen = await waiting(last).catch((error): Waiting => ({ question: last, fault: fault('asking')(error) }));
    return { ...seen, faults: seen.fault === undefined ? faults : [...faults, seen.fault] };
  }

  return async (): Promise<void> => {
    const startedAt = now();
    const before = await state.read().catch((error: unknown) => error as Error);
    const last = before instanceof Error ? undefined : before.question;
    const { question, queueMs, faults } = await look(last);
    const well = faults.length === 0;
    const fields = { queue_ms: queueMs, duration_ms: now() - startedAt };
    if (well) log.info('Heartbeat', { event: 'heartbeat.ok', ...fields });
    else log.error('Heartbeat', { event: 'heartbeat.bad', faults, ...fields });
    if (before instanceof Error) throw before;

    const alert = well === before.well ? before.alert : turn(well, faults, startedAt);
    const after: HeartbeatState = { well, question, alert, version: before.version + 1 };
    // Saved with its alert first: of two beats at once one goes on, and an alert that cannot be sent is sent by the next.
    if (!(await state.save(after)) || alert === undefined) return;
    await send(alert);
    await state.save({ ...after, alert: undefined, version: after.version + 1 });
  };
}

function turn(well: boolean, faults: string[], time: number): Alert {
  return {
    id: randomUUID(),
    time,
    types: [well ? 'service well again' : 'service not well'],
    eventType: 'heartbeat',
    source: 'heartbeat',
    data: well ? 'Everything answers.' : faults.join('; '),
  };
}
