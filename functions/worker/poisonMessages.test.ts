import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Task } from '../shared/tasks/task.ts';
import type { TasksTable } from '../shared/tasks/tasksTable.ts';
import { suspectsToPostpone } from './poisonMessages.ts';

const uuid = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;

function record(digit: number, times: number): SQSRecord {
  const body = JSON.stringify({ id: uuid(digit), kind: 'answer', question: 'Will it?', createdAt: 0 });
  return { messageId: String(digit), body, attributes: { ApproximateReceiveCount: String(times) } } as SQSRecord;
}

type State = Pick<Task, 'status' | 'attempt'> | Error;

async function postponed(records: SQSRecord[], states: State[]): Promise<string[]> {
  const tasks = {
    read: async (id: string) => {
      const state = states[Number(id[7])];
      if (state instanceof Error) throw state;
      return state as Task;
    },
  } as TasksTable;
  return (await suspectsToPostpone(tasks, 3)(records)).map(({ messageId }) => messageId);
}

const untouched: State = { status: 'queued' };
const begun: State = { status: 'processing', attempt: 1 };
const givenBack: State = { status: 'queued', attempt: 1 };
const answered: State = { status: 'succeeded', attempt: 1 };

describe('the messages that are better processed alone', () => {
  it('are none of a batch that comes for the first time', async () => {
    expect(await postponed([record(0, 1), record(1, 1)], [untouched, begun])).toEqual([]);
  });

  it('are all but one of those whose last attempt ended without a word', async () => {
    const records = [record(0, 1), record(1, 2), record(2, 2), record(3, 2)];
    expect(await postponed(records, [untouched, begun, untouched, begun])).toEqual(['2', '3']);
  });

  it('are not those that were answered or given back', async () => {
    const records = [record(0, 2), record(1, 2), record(2, 2)];
    expect(await postponed(records, [answered, givenBack, begun])).toEqual([]);
  });

  it('are not those that would be received once too often', async () => {
    expect(await postponed([record(0, 3), record(1, 3)], [begun, begun])).toEqual([]);
  });

  it('are not those whose task cannot be read: processing them will say why', async () => {
    const failure = new Error('The table does not answer');
    expect(await postponed([record(0, 2), record(1, 2)], [failure, failure])).toEqual([]);
  });
});
