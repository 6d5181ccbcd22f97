import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '../shared/alerts/alert.ts';
import { createMessageSender } from '../shared/queue/sendMessage.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { createStoreTable } from '../shared/store/storeTable.ts';
import type { TaskMessage } from '../shared/tasks/task.ts';
import { createTasksTable } from '../shared/tasks/tasksTable.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  tasks: createTasksTable(dynamodb, environment.TASKS_TABLE, Date.now),
  store: createStoreTable(dynamodb, environment.STORE_TABLE),
  sendTask: createMessageSender<TaskMessage>(sqs, environment.QUESTIONS_QUEUE_URL),
  sendAlert: createMessageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL),
  taskRetentionSeconds: environment.TASK_RETENTION_SECONDS,
  processingSeconds: environment.PROCESSING_SECONDS,
  alertKeywords: environment.ALERT_KEYWORDS,
  tokenDigests: environment.API_TOKEN_DIGESTS,
  now: Date.now,
  sleep: (delayMs) => sleep(delayMs),
});
