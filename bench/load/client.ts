import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A task as the measured services show it. Only Augur has the durations. */
export interface TaskView {
  readonly status: string;
  readonly created_at?: string;
  readonly completed_at?: string | null;
  readonly queue_ms?: number | null;
  readonly processing_ms?: number | null;
}

/** The response to a question. */
export interface AcceptedTask extends TaskView {
  readonly prediction_id: string;
}

const QUESTION = encodeURIComponent('Will it be fast?');
/** The statuses of Augur and of Celery. */
const SUCCEEDED = ['succeeded', 'SUCCESS'];
const FAILED = ['failed', 'FAILURE'];

/**
 * A client of `POST /prediction?question=` and `GET /status?prediction_id=`, with keep-alive connections. It uses
 * `node:http`, which takes less CPU time than `fetch`: clients and service share the machine.
 */
export class Client {
  readonly #origin: string;
  readonly #agent: Agent;

  /** @param connections maximum number of concurrent connections; further requests wait for one */
  constructor(origin: string, connections: number) {
    this.#origin = origin;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Asks a question. @throws Error when the status is not 2xx */
  async ask(headers: Record<string, string> = {}): Promise<AcceptedTask> {
    return this.#send<AcceptedTask>('POST', `/prediction?question=${QUESTION}`, headers);
  }

  /** Polls until the task has succeeded. @throws Error when it fails, or a status is not 2xx */
  async pollForAnswer(id: string, intervalMs: number): Promise<TaskView> {
    for (;;) {
      const task = await this.#send<TaskView>('GET', `/status?prediction_id=${id}`);
      if (hasSucceeded(task)) return task;
      await sleep(intervalMs);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send<Body>(method: string, path: string, headers: Record<string, string> = {}): Promise<Body> {
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

/** Whether a task has its answer. @throws Error when the task has failed */
export function hasSucceeded({ status }: TaskView): boolean {
  if (FAILED.includes(status)) throw new Error(`A task is ${status}`);
  return SUCCEEDED.includes(status);
}
