import { httpHandler } from '../shared/http/httpHandler.ts';
import { Problem } from '../shared/http/problem.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import { createRespondWithTask } from '../shared/tasks/respondWithTask.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import type { TaskIdName } from '../shared/tasks/taskView.ts';
import { createWaitForTask } from '../shared/tasks/waitForTask.ts';

export interface StatusDependencies {
  readonly tasks: Pick<TasksTable, 'read'>;
  readonly processingSeconds: number;
  readonly now: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
}

/** Shows tasks. */
export function createHandler(dependencies: StatusDependencies) {
  const { tasks } = dependencies;
  const respondWithTask = createRespondWithTask(createWaitForTask(dependencies));

  async function showTask(request: HttpRequest, id: string, idName: TaskIdName, location: string) {
    const task = await tasks.read(id);
    if (!task) {
      throw new Problem(404, {
        detail: 'There is no task with this id: the id is unknown, or the retention of its task has ended.',
      });
    }
    return respondWithTask(request, task, { idName, location, pendingStatus: 200 });
  }

  return httpHandler<'status'>({
    handlers: {
      'GET /predictions/{id}': ({ path: { id } }, request) => showTask(request, id, 'prediction_id', `./${id}`),
      'GET /status': ({ query: { prediction_id: id } }, request) =>
        showTask(request, id, 'prediction_id', `./predictions/${id}`),
      'GET /status/{task_id}': ({ path: { task_id: id } }, request) => showTask(request, id, 'task_id', `./${id}`),
    },
  });
}
