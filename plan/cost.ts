import { HTTP_MEMORY_MEGABYTES, WORKER_MEMORY_MEGABYTES } from '../infra/sizes.ts';
import { costUsd, prices } from './prices.ts';
import type { Usage } from './usage.ts';

/** As AWS reckons: 730 hours. */
export const MONTH_SECONDS = 730 * 3_600;
const MEGABYTES_PER_GIGABYTE = 1_024;

/** What a load costs on AWS in a month of nothing else, by service, in US dollars. */
export interface MonthlyCost {
  readonly lambdaWorkersUsd: number;
  readonly lambdaHttpUsd: number;
  readonly apiGatewayUsd: number;
  readonly sqsUsd: number;
  readonly dynamodbUsd: number;
  readonly logsUsd: number;
  readonly totalUsd: number;
}

/** All stacks in one account, so that its tiers count them together. */
export function monthlyCost({ lambda, apiGateway, sqs, dynamodb, logs }: Usage): MonthlyCost {
  const aMonth = (perSecond: number) => perSecond * MONTH_SECONDS;
  const workerGigabyteSeconds = aMonth(lambda.workerConcurrency * (WORKER_MEMORY_MEGABYTES / MEGABYTES_PER_GIGABYTE));
  const httpGigabyteSeconds = aMonth(lambda.httpConcurrency * (HTTP_MEMORY_MEGABYTES / MEGABYTES_PER_GIGABYTE));
  const durationUsd = costUsd(workerGigabyteSeconds + httpGigabyteSeconds, prices.lambda.gigabyteSecond);
  const workerShare = workerGigabyteSeconds / (workerGigabyteSeconds + httpGigabyteSeconds);

  const byService = {
    lambdaWorkersUsd:
      durationUsd * workerShare + costUsd(aMonth(lambda.workerInvocationsPerSecond), prices.lambda.request),
    lambdaHttpUsd:
      durationUsd * (1 - workerShare) + costUsd(aMonth(lambda.httpInvocationsPerSecond), prices.lambda.request),
    apiGatewayUsd: costUsd(aMonth(apiGateway.requestsPerSecond), prices.apiGateway.request),
    sqsUsd: costUsd(aMonth(sqs.requestsPerSecond), prices.sqs.request),
    dynamodbUsd:
      costUsd(aMonth(dynamodb.writeUnitsPerSecond), prices.dynamodb.writeUnit) +
      costUsd(aMonth(dynamodb.readUnitsPerSecond), prices.dynamodb.readUnit) +
      costUsd(dynamodb.storedGigabytes, prices.dynamodb.gigabyteMonth),
    logsUsd:
      costUsd(aMonth(logs.bytesPerSecond) / 1e9, prices.logs.gigabyte) +
      costUsd(logs.storedGigabytes, prices.logs.gigabyteMonth),
  };
  return { ...byService, totalUsd: Object.values(byService).reduce((sum, usd) => sum + usd, 0) };
}
