import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Task, TaskStatus } from '../shared/task.ts';
import type { TasksTable } from '../shared/tasksTable.ts';
import { suspectsToPostpone } from './suspects.ts';

const uuid = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;

function record(digit: number, times: number): SQSRecord {
  const body = JSON.stringify({ id: uuid(digit), kind: 'answer', question: 'Will it?', createdAt: 0 });
  return { messageId: String(digit), body, attributes: { ApproximateReceiveCount: String(times) } } as SQSRecord;
}

async function postponed(records: SQSRecord[], statuses: (TaskStatus | Error)[]): Promise<string[]> {
  const tasks = {
    read: async (id: string) => {
      const status = statuses[Number(id[7])];
      if (status instanceof Error) throw status;
      return { status } as Task;
    },
  } as TasksTable;
  return (await suspectsToPostpone(tasks)(records)).map(({ messageId }) => messageId);
}

describe('the messages that are better processed alone', () => {
  it('are none of a batch that comes for the first time', async () => {
    expect(await postponed([record(0, 1), record(1, 1)], ['queued', 'processing'])).toEqual([]);
  });

  it('are all but one of those that an invocation began and did not end', async () => {
    const records = [record(0, 1), record(1, 2), record(2, 2), record(3, 2)];
    expect(await postponed(records, ['queued', 'processing', 'processing', 'processing'])).toEqual(['2', '3']);
  });

  it('are not those that ended or were given back', async () => {
    const records = [record(0, 2), record(1, 2), record(2, 2)];
    expect(await postponed(records, ['succeeded', 'queued', 'processing'])).toEqual([]);
  });

  it('are not those whose task cannot be read: processing them will say why', async () => {
    const failure = new Error('The table does not answer');
    expect(await postponed([record(0, 2), record(1, 2)], [failure, failure])).toEqual([]);
  });
});
