import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamodb, type TestDynamodb } from '../../../tests/dynamodb.ts';
import type { Task } from './task.ts';
import { createTasksTable, type TasksTable } from './tasksTable.ts';

const id = '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11';
const queued: Task = { id, kind: 'answer', status: 'queued', createdAt: 1_000, expiresAt: 9_999_999_999 };

describe('the tasks table', () => {
  let dynamodb: TestDynamodb;
  let tasks: TasksTable;
  let now = 0;

  beforeAll(async () => {
    dynamodb = await startDynamodb({
      TableName: 'tasks',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    tasks = createTasksTable(dynamodb.client, 'tasks', () => now);
  });

  afterAll(() => dynamodb.stop());

  beforeEach(() => tasks.create(queued));

  it('moves a task from queued to processing to succeeded', async () => {
    expect(await tasks.claim(id, 1, 2_000)).toBe(true);
    expect(await tasks.succeed(id, 1, { answer: 'yes' }, 7_000)).toBe(true);
    expect(await tasks.read(id)).toMatchObject({
      status: 'succeeded',
      answer: 'yes',
      createdAt: 1_000,
      startedAt: 2_000,
      completedAt: 7_000,
    });
  });

  it('creates every task of a burst, and returns to each reader the task it asked for', async () => {
    const burst = Array.from({ length: 60 }, (): Task => ({ ...queued, id: randomUUID() }));
    await Promise.all(burst.map((task) => tasks.create(task)));
    const asked = [...burst, ...burst.slice(0, 3)];
    const read = await Promise.all([...asked.map((task) => tasks.read(task.id)), tasks.read(randomUUID())]);
    expect(read).toEqual([...asked, undefined]);
  });

  it('lets only one of two receives with the same count claim a task', async () => {
    const claims = await Promise.all([tasks.claim(id, 1, 2_000), tasks.claim(id, 1, 2_001)]);
    expect(claims.sort()).toEqual([false, true]);
  });

  it('lets a later receive take over, after which the earlier one cannot complete', async () => {
    await tasks.claim(id, 1, 2_000);
    expect(await tasks.claim(id, 2, 9_000)).toBe(true);
    expect(await tasks.succeed(id, 1, { answer: 'no' }, 9_500)).toBe(false);
    expect(await tasks.succeed(id, 2, { answer: 'yes' }, 9_900)).toBe(true);
    expect((await tasks.read(id))?.answer).toBe('yes');
  });

  it('releases a task for a later attempt, but not from a later attempt', async () => {
    await tasks.claim(id, 1, 2_000);
    await tasks.release(id, 1);
    expect(await tasks.read(id)).toMatchObject({ status: 'queued', attempt: 1 });
    expect(await tasks.read(id)).not.toHaveProperty('startedAt');
    await tasks.claim(id, 2, 3_000);
    await tasks.release(id, 1);
    expect(await tasks.read(id)).toMatchObject({ status: 'processing', startedAt: 3_000 });
  });

  it('never changes a task that has ended', async () => {
    await tasks.claim(id, 1, 2_000);
    await tasks.succeed(id, 1, { answer: 'yes' }, 7_000);
    expect(await tasks.claim(id, 2, 8_000)).toBe(false);
    expect(await tasks.succeed(id, 1, { answer: 'no' }, 8_000)).toBe(false);
    expect(await tasks.fail(id, 'too late', 8_000)).toBe(false);
    expect(await tasks.read(id)).toMatchObject({ status: 'succeeded', answer: 'yes', completedAt: 7_000 });
  });

  it('marks a task as failed whether or not it was claimed', async () => {
    expect(await tasks.fail(id, 'no luck', 3_000)).toBe(true);
    expect(await tasks.read(id)).toMatchObject({ status: 'failed', reason: 'no luck' });
    await tasks.create(queued);
    await tasks.claim(id, 1, 2_000);
    expect(await tasks.fail(id, 'no luck', 3_000)).toBe(true);
  });

  it('claims no task that does not exist, and reads no task that has expired', async () => {
    expect(await tasks.claim('00000000-0000-4000-8000-000000000000', 1, 2_000)).toBe(false);
    await tasks.create({ ...queued, expiresAt: 1 });
    now = 1_000;
    expect(await tasks.read(id)).toBeUndefined();
    now = 0;
  });
});
