import { type Quota, quotas } from './quotas.ts';
import type { Usage } from './usage.ts';

/** How much of a quota a load takes, and what to do when that is more than there is. */
export interface QuotaUse {
  readonly quota: Quota;
  readonly used: number;
  readonly advice: string;
}

const STACKS = 'Deploy several stacks and split the clients among them.';

/**
 * What a load takes of AWS's quotas, the one that a growing load meets first in front. Where a quota is of a queue, a
 * table or an event source, each stack has its own.
 *
 * @param workers all that are allowed, of all stacks
 */
export function quotaUses(usage: Usage, workers: number, stacks: number): QuotaUse[] {
  const { lambda, eventSource, sqs, apiGateway, dynamodb } = quotas;
  const uses: QuotaUse[] = [
    {
      quota: lambda.concurrency,
      used: workers + usage.lambda.httpConcurrency,
      advice:
        'Ask for more (Service Quotas), for the other functions of the account too; far beyond, use several accounts.',
    },
    { quota: eventSource.maximumConcurrency, used: workers / stacks, advice: STACKS },
    { quota: sqs.inFlight, used: usage.sqs.inFlight / stacks, advice: STACKS },
    {
      quota: apiGateway.requestsPerSecond,
      used: usage.apiGateway.requestsPerSecond,
      advice:
        'Have clients prefer to wait (Prefer: wait) or poll less often; ask for more; far beyond, use several accounts.',
    },
    {
      quota: dynamodb.newTableWriteUnitsPerSecond,
      used: usage.dynamodb.writeUnitsPerSecond / stacks,
      advice: 'Let the load grow to at most twice its peak in 30 minutes, or warm the table up.',
    },
    {
      quota: dynamodb.newTableReadUnitsPerSecond,
      used: usage.dynamodb.readUnitsPerSecond / stacks,
      advice: 'Let the load grow to at most twice its peak in 30 minutes, or have clients prefer to wait.',
    },
    {
      quota: dynamodb.writeUnitsPerSecond,
      used: usage.dynamodb.writeUnitsPerSecond / stacks,
      advice: 'Ask for more (Service Quotas).',
    },
    {
      quota: dynamodb.readUnitsPerSecond,
      used: usage.dynamodb.readUnitsPerSecond / stacks,
      advice: 'Have clients prefer to wait or poll less often; then ask for more.',
    },
  ];
  return uses.sort((a, b) => b.used / b.quota.value - a.used / a.quota.value);
}
