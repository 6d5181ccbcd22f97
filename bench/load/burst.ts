import { Client } from './client.ts';

/** The result of a burst. */
export interface BurstResult {
  readonly questions: number;
  /** Until all questions are accepted. */
  readonly acceptedMs: number;
  /** From the first question accepted to the last one answered, according to the timestamps of the tasks. */
  readonly makespanMs: number;
  /** The makespan if nothing but the processing time took time. */
  readonly idealMs: number;
}

const CONNECTIONS = 50;
const POLL_INTERVAL_MS = 200;

/** Sends all questions at once, as fast as they are accepted, and waits until all are answered. */
export async function runBurst(
  origin: string,
  { questions, processingSeconds, slots }: { questions: number; processingSeconds: number; slots: number },
): Promise<BurstResult> {
  const client = new Client(origin, CONNECTIONS);
  const start = performance.now();
  const accepted = await Promise.all(Array.from({ length: questions }, () => client.ask()));
  const acceptedMs = performance.now() - start;
  // Nearly all tasks have succeeded when the last one has, so that polling the others does not disturb the service.
  await client.pollForAnswer(accepted.at(-1)?.prediction_id ?? '', POLL_INTERVAL_MS);
  const tasks = await Promise.all(
    accepted.map(({ prediction_id }) => client.pollForAnswer(prediction_id, POLL_INTERVAL_MS)),
  );
  client.close();
  const times = (name: 'created_at' | 'completed_at') => tasks.map((task) => Date.parse(task[name] ?? ''));
  const first = times('created_at').reduce((a, b) => Math.min(a, b));
  const last = times('completed_at').reduce((a, b) => Math.max(a, b));
  const idealMs = Math.ceil(questions / slots) * processingSeconds * 1000;
  return { questions, acceptedMs, makespanMs: last - first, idealMs };
}
