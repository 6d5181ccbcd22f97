import { setTimeout as sleep } from 'node:timers/promises';
import { Client, isAnswered, type TaskSeen } from './client.ts';

export interface Burst {
  readonly questions: number;
  readonly acceptedMs: number;
  /** From the first question accepted to the last one answered, as their tasks say. */
  readonly makespanMs: number;
  readonly idealMs: number;
}

const CONNECTIONS = 50;
const POLL_MS = 200;

/** Asks so many questions as fast as they are taken, and waits until all are answered. */
export async function burst(
  origin: string,
  { questions, processingSeconds, slots }: { questions: number; processingSeconds: number; slots: number },
): Promise<Burst> {
  const client = new Client(origin, CONNECTIONS);
  const start = performance.now();
  const asked = await Promise.all(Array.from({ length: questions }, () => client.ask()));
  const acceptedMs = performance.now() - start;
  const answered = async (id: string): Promise<TaskSeen> => {
    for (;;) {
      const task = await client.look(id);
      if (isAnswered(task)) return task;
      await sleep(POLL_MS);
    }
  };
  // When the last one is answered nearly all are, and looking at them disturbs nobody any more.
  await answered(asked.at(-1)?.prediction_id ?? '');
  const tasks = await Promise.all(asked.map(({ prediction_id }) => answered(prediction_id)));
  client.close();
  const times = (name: 'created_at' | 'completed_at') => tasks.map((task) => Date.parse(task[name] ?? ''));
  const first = times('created_at').reduce((a, b) => Math.min(a, b));
  const last = times('completed_at').reduce((a, b) => Math.max(a, b));
  const idealMs = Math.ceil(questions / slots) * processingSeconds * 1000;
  return { questions, acceptedMs, makespanMs: last - first, idealMs };
}
