// The worker, with a DynamoDB client that fails when the task of one of the questions below is updated.
import type { Context, SQSEvent } from 'aws-lambda';
import { dynamodb } from '../../functions/shared/runtime/dynamodb.ts';
import { taskMessage } from '../../functions/shared/tasks/task.ts';
import { handler as worker } from '../../functions/worker/index.ts';

const faults: Record<string, () => Promise<never>> = {
  'Will this throw?': () => Promise.reject(new Error('The table refused')),
  'Will this time out?': () => new Promise(() => {}),
  'Will this be killed?': () => process.exit(1),
};
const faultById = new Map<string, () => Promise<never>>();

dynamodb.middlewareStack.add(
  (next, { commandName }) =>
    async (args) => {
      const { Key } = args.input as { Key?: { id?: { S: string } } };
      const fault = commandName === 'UpdateItemCommand' ? faultById.get(Key?.id?.S ?? '') : undefined;
      return fault?.() ?? next(args);
    },
  { step: 'initialize' },
);

export const handler = (event: SQSEvent, context: Context) => {
  for (const { body } of event.Records) {
    const message = taskMessage.parse(JSON.parse(body));
    const fault = message.kind === 'answer' ? faults[message.question] : undefined;
    if (fault) faultById.set(message.id, fault);
  }
  return worker(event, context);
};
