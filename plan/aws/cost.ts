import { HTTP_MEMORY_MEGABYTES, WORKER_MEMORY_MEGABYTES } from '../../infra/sizes.ts';
import { applyTiers, prices } from './prices.ts';
import type { Usage } from './usage.ts';

/** A month as in AWS's pricing examples: 730 hours. */
export const MONTH_SECONDS = 730 * 3_600;
const MEGABYTES_PER_GIGABYTE = 1_024;

/** The cost of a continuous load per month, by service, in US dollars. */
export interface MonthlyCost {
  readonly lambdaWorkersUsd: number;
  readonly lambdaHttpUsd: number;
  readonly apiGatewayUsd: number;
  readonly sqsUsd: number;
  readonly dynamodbUsd: number;
  readonly logsUsd: number;
  readonly totalUsd: number;
}

/** Computes the monthly cost of a usage. All stacks are in one account, so the tiers apply to their sum. */
export function computeMonthlyCost({ lambda, apiGateway, sqs, dynamodb, logs }: Usage): MonthlyCost {
  const perMonth = (perSecond: number) => perSecond * MONTH_SECONDS;
  const workerGigabyteSeconds = perMonth(lambda.workerConcurrency * (WORKER_MEMORY_MEGABYTES / MEGABYTES_PER_GIGABYTE));
  const httpGigabyteSeconds = perMonth(lambda.httpConcurrency * (HTTP_MEMORY_MEGABYTES / MEGABYTES_PER_GIGABYTE));
  const durationUsd = applyTiers(workerGigabyteSeconds + httpGigabyteSeconds, prices.lambda.gigabyteSecond);
  const workerShare = workerGigabyteSeconds / (workerGigabyteSeconds + httpGigabyteSeconds);

  const byService = {
    lambdaWorkersUsd:
      durationUsd * workerShare + applyTiers(perMonth(lambda.workerInvocationsPerSecond), prices.lambda.request),
    lambdaHttpUsd:
      durationUsd * (1 - workerShare) + applyTiers(perMonth(lambda.httpInvocationsPerSecond), prices.lambda.request),
    apiGatewayUsd: applyTiers(perMonth(apiGateway.requestsPerSecond), prices.apiGateway.request),
    sqsUsd: applyTiers(perMonth(sqs.requestsPerSecond), prices.sqs.request),
    dynamodbUsd:
      applyTiers(perMonth(dynamodb.writeUnitsPerSecond), prices.dynamodb.writeUnit) +
      applyTiers(perMonth(dynamodb.readUnitsPerSecond), prices.dynamodb.readUnit) +
      applyTiers(dynamodb.storedGigabytes, prices.dynamodb.gigabyteMonth),
    logsUsd:
      applyTiers(perMonth(logs.bytesPerSecond) / 1e9, prices.logs.gigabyte) +
      applyTiers(logs.storedGigabytes, prices.logs.gigabyteMonth),
  };
  return { ...byService, totalUsd: Object.values(byService).reduce((sum, usd) => sum + usd, 0) };
}
