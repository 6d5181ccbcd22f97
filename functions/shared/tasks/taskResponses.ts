import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { json } from '../http/httpHandler.ts';
import { preferredWaitSeconds } from '../http/prefer.ts';
import { hasEnded, presentTask, type Task, type TaskIdName } from './task.ts';

export interface TaskResponse {
  /** The name under which the route's users know the id. */
  idName: TaskIdName;
  /** Where the task is found, relative to the route, so that it holds behind any prefix (RFC 9110, section 10.2.2). */
  location: string;
  /** The status of the response when the task has not ended and nobody waited for it. */
  notWaited: 200 | 202;
  /** How long the route waits when the client does not say. */
  defaultWaitSeconds?: number;
  /** Members that the response has before the task's own. */
  members?: Record<string, unknown>;
}

/**
 * Answers a request with a task, once that has ended or the client has waited for as long as it preferred (RFC 7240):
 * 200 with the outcome, or 202 with where to look for it while the task goes on.
 */
export function taskResponses(untilEnded: (task: Task, seconds: number) => Promise<Task>) {
  return async (event: APIGatewayProxyEvent, task: Task, response: TaskResponse): Promise<APIGatewayProxyResult> => {
    const preferred = preferredWaitSeconds(event);
    const waitSeconds = preferred ?? response.defaultWaitSeconds ?? 0;
    const current = waitSeconds > 0 ? await untilEnded(task, waitSeconds) : task;
    const status = hasEnded(current) ? 200 : waitSeconds > 0 ? 202 : response.notWaited;
    return json(
      status,
      { ...response.members, ...presentTask(current, response.idName) },
      {
        'Cache-Control': 'no-store',
        Vary: 'Prefer',
        ...(status === 202 && { Location: response.location }),
        ...(preferred !== undefined && {
          'Preference-Applied': preferred === 0 ? 'respond-async' : `wait=${preferred}`,
        }),
      },
    );
  };
}
