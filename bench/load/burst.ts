import { Client } from './client.ts';

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
  // When the last one is answered nearly all are, and looking at them disturbs nobody any more.
  await client.answer(asked.at(-1)?.prediction_id ?? '', POLL_MS);
  const tasks = await Promise.all(asked.map(({ prediction_id }) => client.answer(prediction_id, POLL_MS)));
  client.close();
  const times = (name: 'created_at' | 'completed_at') => tasks.map((task) => Date.parse(task[name] ?? ''));
  const first = times('created_at').reduce((a, b) => Math.min(a, b));
  const last = times('completed_at').reduce((a, b) => Math.max(a, b));
  const idealMs = Math.ceil(questions / slots) * processingSeconds * 1000;
  return { questions, acceptedMs, makespanMs: last - first, idealMs };
}
