import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A task as every service of the first system's API shows it, with what only Augur tells. */
export interface TaskSeen {
  readonly status: string;
  readonly created_at?: string;
  readonly completed_at?: string | null;
  readonly queue_ms?: number | null;
  readonly processing_ms?: number | null;
}

const QUESTION = encodeURIComponent('Will it be fast?');
/** Augur's words and Celery's. */
const ANSWERED = ['succeeded', 'SUCCESS'];
const ENDED = [...ANSWERED, 'failed', 'FAILURE'];

/** A client of the first system's API, `POST /prediction?question=` and `GET /status?prediction_id=`, that keeps its connections. */
export class Client {
  readonly #origin: string;
  readonly #agent: Agent;

  /** @param connections how many it has at most */
  constructor(origin: string, connections: number) {
    this.#origin = origin;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Asks a question. @returns its id, and the task as it was then */
  async ask(headers: Record<string, string> = {}): Promise<TaskSeen & { prediction_id: string }> {
    return this.#send('POST', `/prediction?question=${QUESTION}`, headers) as Promise<
      TaskSeen & { prediction_id: string }
    >;
  }

  async look(id: string): Promise<TaskSeen> {
    return this.#send('GET', `/status?prediction_id=${id}`) as Promise<TaskSeen>;
  }

  /** Looks every so often until the task has its answer. @throws Error when it gets none */
  async answer(id: string, everyMs: number): Promise<TaskSeen> {
    for (;;) {
      const task = await this.look(id);
      if (isAnswered(task)) return task;
      await sleep(everyMs);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, headers: Record<string, string> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#origin}${path}`, { method, headers, agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject).on('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path} answered ${statusCode}: ${text.slice(0, 200)}`));
        });
      });
      sent.on('error', reject).end();
    });
  }
}

/** Whether a task will not change any more. @throws Error when it has no answer */
export function isAnswered({ status }: TaskSeen): boolean {
  if (ENDED.includes(status) && !ANSWERED.includes(status)) throw new Error(`A task is ${status}`);
  return ANSWERED.includes(status);
}
