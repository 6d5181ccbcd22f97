import { type Quota, quotas } from './quotas.ts';
import type { Usage } from './usage.ts';

/** How much of a quota a load uses, and what to do when that is more than the quota. */
export interface QuotaUsage {
  readonly quota: Quota;
  readonly used: number;
  readonly advice: string;
}

const DEPLOY_STACKS = 'Deploy several stacks and split the clients among them.';

/**
 * Compares the usage of a load with AWS's quotas. Quotas of a queue, a table or an event source mapping apply to each
 * stack on its own.
 *
 * @param workers the maximum concurrency of all stacks together
 * @returns the quota of which most is used first: a growing load reaches it first
 */
export function compareWithQuotas(usage: Usage, workers: number, stacks: number): QuotaUsage[] {
  const { lambda, eventSource, sqs, apiGateway, dynamodb } = quotas;
  const usages: QuotaUsage[] = [
    {
      quota: lambda.concurrency,
      used: workers + usage.lambda.httpConcurrency,
      advice:
        'Request an increase (Service Quotas); all functions of the account share it. Far beyond it, use several accounts.',
    },
    { quota: eventSource.maximumConcurrency, used: workers / stacks, advice: DEPLOY_STACKS },
    { quota: sqs.inFlight, used: usage.sqs.inFlight / stacks, advice: DEPLOY_STACKS },
    {
      quota: apiGateway.requestsPerSecond,
      used: usage.apiGateway.requestsPerSecond,
      advice:
        'Have clients use Prefer: wait or poll less often; request an increase. Far beyond it, use several accounts.',
    },
    {
      quota: dynamodb.newTableWriteUnitsPerSecond,
      used: usage.dynamodb.writeUnitsPerSecond / stacks,
      advice: 'Increase the load to at most twice its previous peak per 30 minutes, or warm the table up.',
    },
    {
      quota: dynamodb.newTableReadUnitsPerSecond,
      used: usage.dynamodb.readUnitsPerSecond / stacks,
      advice: 'Increase the load to at most twice its previous peak per 30 minutes, or have clients use Prefer: wait.',
    },
    {
      quota: dynamodb.writeUnitsPerSecond,
      used: usage.dynamodb.writeUnitsPerSecond / stacks,
      advice: 'Request an increase (Service Quotas).',
    },
    {
      quota: dynamodb.readUnitsPerSecond,
      used: usage.dynamodb.readUnitsPerSecond / stacks,
      advice: 'Have clients use Prefer: wait or poll less often; then request an increase.',
    },
  ];
  return usages.sort((a, b) => b.used / b.quota.value - a.used / a.quota.value);
}
