import { setTimeout } from 'node:timers/promises';

const QUESTION = 'Will it rain tomorrow?';
const POLL_MS = 1_000;
interface Task {
  readonly id: string;
  readonly status: string;
  readonly answer?: string | null;
}

/**
 * Asks the deployed service a question and waits for the answer, to see that it works.
 *
 * @param url the API's, without a trailing slash
 * @param sleep waits between two polls; its argument is in milliseconds
 * @returns the question and its answer
 * @throws Error when the API is not there, does not accept the question, or has not answered after `timeoutMs`
 */
export async function askSmokeQuestion(
  url: string,
  timeoutMs: number,
  sleep: (delayMs: number) => Promise<unknown> = setTimeout,
): Promise<{ question: string; answer: string }> {
  const deadline = Date.now() + timeoutMs;
  const response = await fetch(`${url}/predictions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ question: QUESTION }),
  });
  if (!response.ok) {
    throw new Error(`The stack is deployed, but POST ${url}/predictions returned status ${response.status}.`);
  }
  let task = (await response.json()) as Task;
  while (task.status === 'queued' || task.status === 'processing') {
    if (Date.now() > deadline) {
      throw new Error(`The stack is deployed, but question ${task.id} still has the status ${task.status}.`);
    }
    await sleep(POLL_MS);
    const polled = await fetch(`${url}/predictions/${task.id}`);
    if (polled.ok) task = (await polled.json()) as Task;
  }
  if (!task.answer) throw new Error(`The stack is deployed, but question ${task.id} has the status ${task.status}.`);
  return { question: QUESTION, answer: task.answer };
}
