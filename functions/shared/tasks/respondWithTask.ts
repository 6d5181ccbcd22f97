import { preferredWaitSeconds } from '../http/prefer.ts';
import type { HttpRequest } from '../http/request.ts';
import { type HttpResponse, json } from '../http/response.ts';
import { hasEnded, type Task } from './task.ts';
import { type TaskIdName, toTaskView } from './taskView.ts';
import type { WaitForTask } from './waitForTask.ts';

export interface TaskResponseOptions {
  /** The name under which the route's clients know the id. */
  readonly idName: TaskIdName;
  /** The task's URL relative to the route, so that it is valid behind any prefix (RFC 9110, section 10.2.2). */
  readonly location: string;
  /** The status for a task that has not ended when the client did not wait. */
  readonly pendingStatus: 200 | 202;
  /** How long the route waits when the client states no preference. */
  readonly defaultWaitSeconds?: number;
  /** Members that precede the task's own. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * Responds with a task, after it has ended or the client's preferred wait (RFC 7240) is over: 200 with the outcome, or 202
 * with the task's location while it is pending.
 */
export type RespondWithTask = (request: HttpRequest, task: Task, options: TaskResponseOptions) => Promise<HttpResponse>;

export function createRespondWithTask(waitForTask: WaitForTask): RespondWithTask {
  return async (request, task, options) => {
    const preferred = preferredWaitSeconds(request.headerValues('prefer'));
    const waitSeconds = preferred ?? options.defaultWaitSeconds ?? 0;
    const current = waitSeconds > 0 ? await waitForTask(task, waitSeconds) : task;
    const status = hasEnded(current) ? 200 : waitSeconds > 0 ? 202 : options.pendingStatus;
    return json(
      status,
      { ...options.members, ...toTaskView(current, options.idName) },
      {
        'Cache-Control': 'no-store',
        Vary: 'Prefer',
        ...(status === 202 && { Location: options.location }),
        ...(preferred !== undefined && {
          'Preference-Applied': preferred === 0 ? 'respond-async' : `wait=${preferred}`,
        }),
      },
    );
  };
}
