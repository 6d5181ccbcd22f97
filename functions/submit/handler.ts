import type { SendAlert } from '../shared/alerts/alert.ts';
import { createAuthorize } from '../shared/alerts/authorize.ts';
import { createRejectUnfit } from '../shared/alerts/rejectUnfit.ts';
import { checkData, checkQuestion, checkText } from '../shared/guardrails/guardrails.ts';
import { httpHandler } from '../shared/http/httpHandler.ts';
import { MAX_WAIT_SECONDS } from '../shared/http/prefer.ts';
import { Problem } from '../shared/http/problem.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import type { HttpResponse } from '../shared/http/response.ts';
import { toCheckedValue } from '../shared/runtime/json.ts';
import type { StoreTable } from '../shared/store/storeTable.ts';
import { createRespondWithTask, type TaskResponseOptions } from '../shared/tasks/respondWithTask.ts';
import type { TaskMessage, Work } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { createWaitForTask } from '../shared/tasks/waitForTask.ts';
import { createKeywordCheck } from './keywords.ts';
import { createSubmitTask } from './submitTask.ts';

export interface SubmitDependencies {
  readonly tasks: TasksTable;
  readonly store: Pick<StoreTable, 'read'>;
  readonly sendTask: (message: TaskMessage, correlationId: string) => Promise<void>;
  readonly sendAlert: SendAlert;
  readonly taskRetentionSeconds: number;
  readonly processingSeconds: number;
  /** Words that reject an interaction. */
  readonly alertKeywords: readonly string[];
  /** The SHA-256 digests of the valid tokens. */
  readonly tokenDigests: readonly Buffer[];
  readonly now: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
}

/** Takes questions, messages, interactions and data to transform, rejects what is unfit and queues the rest. */
export function createHandler(dependencies: SubmitDependencies) {
  const { tasks, store, sendTask, sendAlert, processingSeconds, now, sleep } = dependencies;
  const submitTask = createSubmitTask({ tasks, sendTask, retentionSeconds: dependencies.taskRetentionSeconds, now });
  const respondWithTask = createRespondWithTask(createWaitForTask({ tasks, processingSeconds, now, sleep }));
  const rejectUnfit = createRejectUnfit({ sendAlert, now });
  const checkKeywords = createKeywordCheck(dependencies.alertKeywords);

  async function submit(work: Work, request: HttpRequest, options: Partial<TaskResponseOptions> = {}) {
    const task = await submitTask(work, request.correlationId);
    return respondWithTask(request, task, {
      idName: 'task_id',
      location: `./status/${task.id}`,
      pendingStatus: 202,
      ...options,
    });
  }

  async function askQuestion({ question }: { question: string }, request: HttpRequest): Promise<HttpResponse> {
    await rejectUnfit(question, checkQuestion(question), request);
    const task = await submitTask({ kind: 'answer', question }, request.correlationId);
    return respondWithTask(request, task, {
      idName: 'prediction_id',
      location: `./predictions/${task.id}`,
      pendingStatus: 202,
    });
  }

  /** Transforms a stored value, which the guardrails accepted when it was stored. */
  async function transformStored({ key }: { key: string }, request: HttpRequest): Promise<HttpResponse> {
    const entry = await store.read(key);
    if (!entry) throw new Problem(404, { detail: 'Unknown key: store a value under it first, with POST /add.' });
    return submit({ kind: 'transform', input: entry.value }, request);
  }

  return httpHandler<'submit'>({
    authorize: createAuthorize({ digests: dependencies.tokenDigests, sendAlert, now }),
    handlers: {
      'POST /predictions': ({ body }, request) => askQuestion(body, request),
      'POST /prediction': ({ query }, request) => askQuestion(query, request),

      async 'POST /process'({ query: { message } }, request) {
        await rejectUnfit(message, checkText(message), request);
        return submit({ kind: 'answer', question: message }, request);
      },

      async 'POST /submit'({ body: { data } }, request) {
        const checked = toCheckedValue(data);
        await rejectUnfit(data, [...checkData(checked), ...checkKeywords(checked)], request);
        const work: Work = { kind: 'record', source: request.source, payload: data };
        return submit(work, request, { members: { message: 'Task received and is being processed' } });
      },

      async 'POST /run'({ query, body }, request) {
        if (query) return transformStored(query, request);
        await rejectUnfit(body, checkData(toCheckedValue(body)), request);
        return submit({ kind: 'transform', input: body }, request, { defaultWaitSeconds: MAX_WAIT_SECONDS });
      },
    },
  });
}
