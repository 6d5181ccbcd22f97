import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createBatcher } from '../runtime/batcher.ts';
import { conditionalWrite } from '../runtime/conditionalWrite.ts';
import { fromItem, toItem } from '../runtime/item.ts';
import type { Outcome, Task } from './task.ts';

/** How many items DynamoDB accepts in one BatchWriteItem. */
const MAX_BATCH_WRITE = 25;
/** How many keys DynamoDB accepts in one BatchGetItem. */
const MAX_BATCH_GET = 100;

/**
 * The tasks table. A task only moves forward: queued → processing → succeeded or failed. Each transition is a conditional
 * write, so a late or repeated one changes nothing and returns false.
 *
 * Invocations that share an execution environment share batch calls for `create` and `read`. A single item uses the plain
 * call, so with one invocation at a time nothing changes; what batching gains elsewhere: docs/decisions.
 */
export interface TasksTable {
  create(task: Task): Promise<void>;
  /** @returns undefined when there is no such task or its retention has ended */
  read(id: string): Promise<Task | undefined>;
  /**
   * Claims a task for one attempt, identified by the message's receive count. SQS increases it with every receive, and
   * delivers again only after the previous visibility timeout, so a higher attempt may take over what a lower one left
   * unfinished. The lower attempt can then no longer complete the task.
   *
   * @returns whether the caller owns the task now
   */
  claim(id: string, attempt: number, now: number): Promise<boolean>;
  /**
   * Returns a task to `queued` after a failed attempt, whether or not that attempt had claimed it. The task keeps the
   * attempt's number: where it is missing, the attempt crashed without recording an outcome. Does nothing when a later
   * attempt owns the task.
   */
  release(id: string, attempt: number): Promise<void>;
  /** @returns whether the outcome was written: false when the attempt no longer owns the task */
  succeed(id: string, attempt: number, outcome: Outcome, now: number): Promise<boolean>;
  /** @returns whether the task was marked as failed: false when it had already ended */
  fail(id: string, reason: string, now: number): Promise<boolean>;
}

export function createTasksTable(dynamodb: DynamoDBClient, tableName: string, now: () => number): TasksTable {
  async function update(
    id: string,
    condition: string,
    set: string,
    values: Record<string, unknown>,
    names: Record<string, string> = {},
  ): Promise<boolean> {
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: toItem({ id }),
      ConditionExpression: condition,
      UpdateExpression: `SET ${set}`,
      ExpressionAttributeNames: { '#status': 'status', ...names },
      ExpressionAttributeValues: toItem(values),
    });
    return (await conditionalWrite(dynamodb.send(command))) !== undefined;
  }

  const put = (task: Task) => dynamodb.send(new PutItemCommand({ TableName: tableName, Item: toItem(task) }));

  const create = createBatcher<Task>(MAX_BATCH_WRITE, async (tasks) => {
    const [only] = tasks;
    if (only && tasks.length === 1) {
      await put(only);
      return [];
    }
    const requests = tasks.map((task) => ({ PutRequest: { Item: toItem(task) } }));
    const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } });
    const { UnprocessedItems } = await dynamodb.send(command);
    // Unprocessed items are written one by one, with the SDK's retries.
    const unprocessed = new Set(UnprocessedItems?.[tableName]?.map(({ PutRequest }) => PutRequest?.Item?.id?.S));
    await Promise.all(tasks.filter(({ id }) => unprocessed.has(id)).map(put));
    return [];
  });

  async function get(id: string): Promise<Task | undefined> {
    const command = new GetItemCommand({ TableName: tableName, Key: toItem({ id }), ConsistentRead: true });
    const { Item } = await dynamodb.send(command);
    return Item && fromItem<Task>(Item);
  }

  const getBatched = createBatcher<string, Task | undefined>(MAX_BATCH_GET, async (ids) => {
    const distinct = [...new Set(ids)];
    const [only] = distinct;
    if (only !== undefined && distinct.length === 1) {
      const task = await get(only);
      return ids.map(() => task);
    }
    const keys = { Keys: distinct.map((id) => toItem({ id })), ConsistentRead: true };
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: keys } }),
    );
    const found = new Map(Responses?.[tableName]?.map((item) => fromItem<Task>(item)).map((task) => [task.id, task]));
    // Unprocessed keys are read one by one, with the SDK's retries.
    const unprocessed = UnprocessedKeys?.[tableName]?.Keys?.flatMap(({ id }) => id?.S ?? []) ?? [];
    await Promise.all(
      unprocessed.map(async (id) => {
        const task = await get(id);
        if (task) found.set(id, task);
      }),
    );
    return ids.map((id) => found.get(id));
  });

  return {
    create,

    async read(id) {
      const task = await getBatched(id);
      // DynamoDB deletes an expired item within a few days, not at once.
      return task && task.expiresAt * 1000 > now() ? task : undefined;
    },

    claim(id, attempt, now) {
      return update(
        id,
        '#status = :queued OR #status = :processing AND attempt < :attempt',
        '#status = :processing, attempt = :attempt, startedAt = :now',
        { ':queued': 'queued', ':processing': 'processing', ':attempt': attempt, ':now': now },
      );
    },

    async release(id, attempt) {
      await update(
        id,
        '#status = :queued OR #status = :processing AND attempt <= :attempt',
        '#status = :queued, attempt = :attempt REMOVE startedAt',
        { ':processing': 'processing', ':attempt': attempt, ':queued': 'queued' },
      );
    },

    succeed(id, attempt, outcome, now) {
      const fields = Object.entries(outcome);
      return update(
        id,
        '#status = :processing AND attempt = :attempt',
        ['#status = :succeeded', 'completedAt = :now', ...fields.map(([name]) => `#${name} = :${name}`)].join(', '),
        {
          ':processing': 'processing',
          ':attempt': attempt,
          ':succeeded': 'succeeded',
          ':now': now,
          ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
        },
        Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
      );
    },

    fail(id, reason, now) {
      return update(
        id,
        '#status IN (:queued, :processing)',
        '#status = :failed, reason = :reason, completedAt = :now',
        { ':queued': 'queued', ':processing': 'processing', ':failed': 'failed', ':reason': reason, ':now': now },
      );
    },
  };
}
