/** What the planner assumes that a question costs, compared with what the functions do. */
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { log } from '../../functions/shared/runtime/log.ts';
import type { Task, TaskMessage } from '../../functions/shared/tasks/task.ts';
import { createTasksTable } from '../../functions/shared/tasks/tasksTable.ts';
import { createWaitForTask } from '../../functions/shared/tasks/waitForTask.ts';
import { createSubmitTask } from '../../functions/submit/submitTask.ts';
import { pointsOf } from '../../functions/telemetry/points.ts';
import { createProcessTask } from '../../functions/worker/processTask.ts';
import { ITEM_BYTES, POINTS_PER_QUESTION, READS_PER_WAIT, WRITES_PER_QUESTION } from './usage.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const PROCESSING_SECONDS = 5;
const CORRELATION_ID = 'request';

afterEach(() => vi.restoreAllMocks());

/** Submits a question and processes it. @returns the table's commands, and the log lines in their order */
async function answerQuestion() {
  const commands: unknown[] = [];
  const dynamodb = new DynamoDBClient({ region: 'us-east-1' });
  vi.spyOn(dynamodb, 'send').mockImplementation(async (command: unknown) => {
    commands.push(command);
    return {};
  });
  const lines: object[] = [];
  vi.spyOn(log, 'info').mockImplementation((message, ...[fields]) => {
    lines.push({ level: 'INFO', message, ...(typeof fields === 'object' && fields) });
  });

  const messages: TaskMessage[] = [];
  const tasks = createTasksTable(dynamodb, 'tasks', () => NOW);
  const sendTask = async (message: TaskMessage) => void messages.push(message);
  const now = () => NOW;
  const submitTask = createSubmitTask({ tasks, sendTask, retentionSeconds: 604_800, now });
  await submitTask({ kind: 'answer', question: 'Will it rain?' }, CORRELATION_ID);
  const processTask = createProcessTask({ tasks, processingSeconds: PROCESSING_SECONDS, now, sleep: async () => {} });
  const delivery = { messageId: 'id', receiptHandle: 'handle', attempt: 1, correlationId: CORRELATION_ID };
  for (const message of messages) await processTask({ message, ...delivery });
  return { commands, lines };
}

describe('an answered question', () => {
  it('costs the writes that the planner assumes, and no reads by the worker', async () => {
    const { commands } = await answerQuestion();
    const isWrite = (command: unknown) => command instanceof PutItemCommand || command instanceof UpdateItemCommand;
    expect(commands.filter(isWrite)).toHaveLength(WRITES_PER_QUESTION);
    expect(commands.filter((command) => command instanceof GetItemCommand)).toEqual([]);
    expect(commands).toHaveLength(WRITES_PER_QUESTION);
  });

  it('logs three lines, which telemetry turns into the points that the planner assumes', async () => {
    const { lines } = await answerQuestion();
    const events = lines.map((line) => ('event' in line ? line.event : undefined));
    expect(events).toEqual(['task.received', 'task.started', 'task.succeeded']);
    const logEvents = lines.map((line, index) => ({
      id: String(index),
      timestamp: NOW,
      message: JSON.stringify(line),
    }));
    const delivery = { logGroup: '/aws/lambda/Augur-worker', logEvents };
    expect(pointsOf(delivery, '/aws/lambda/Augur-')).toHaveLength(POINTS_PER_QUESTION);
  });

  it('is stored in an item no larger than the planner assumes', async () => {
    const { commands } = await answerQuestion();
    const names = ['id', 'kind', 'status', 'createdAt', 'expiresAt', 'attempt', 'startedAt', 'completedAt', 'answer'];
    const values = commands.flatMap((command): [string, AttributeValue][] => {
      if (command instanceof PutItemCommand) return Object.entries(command.input.Item ?? {});
      if (command instanceof UpdateItemCommand) return Object.entries(command.input.ExpressionAttributeValues ?? {});
      return [];
    });
    // Every value counts, also those that a later write replaces: an upper bound.
    const bytes = values.reduce((sum, [, { S = '', N = '' }]) => sum + S.length + N.length, names.join('').length);
    expect(bytes + 100).toBeLessThanOrEqual(ITEM_BYTES);
  });
});

describe('a client that waits for its answer', () => {
  it('costs the reads that the planner assumes', async () => {
    const task: Task = { id: 'id', kind: 'answer', status: 'queued', createdAt: NOW, expiresAt: NOW };
    let now = NOW;
    let reads = 0;
    const waitForTask = createWaitForTask({
      tasks: {
        async read() {
          reads += 1;
          const hasEnded = now >= NOW + 1_000 * PROCESSING_SECONDS;
          return { ...task, status: hasEnded ? 'succeeded' : 'processing', startedAt: NOW };
        },
      },
      processingSeconds: PROCESSING_SECONDS,
      now: () => now,
      async sleep(delayMs: number) {
        now += delayMs;
      },
    });
    expect(await waitForTask(task, 2 * PROCESSING_SECONDS)).toMatchObject({ status: 'succeeded' });
    expect(reads).toBe(READS_PER_WAIT);
  });
});
