import { MAX_WAIT_SECONDS } from '../functions/shared/http/prefer.ts';
import { MONTH_SECONDS } from './aws/cost.ts';
import { PRICES_OF } from './aws/prices.ts';
import { quotas } from './aws/quotas.ts';
import { formatTable } from './formatTable.ts';
import { formatCompact, formatCount, formatDuration, formatSignificant, formatUsd } from './formatValue.ts';
import { countSlots, type Load } from './load.ts';
import type { Plan, Sizing } from './planCapacity.ts';
import type { PlatformName } from './platform.ts';

/** Formats a plan for a terminal: up to 45 lines of up to 120 columns. Usage, cost and quotas are for AWS only. */
export function formatPlan(plan: Plan, platform: PlatformName): string {
  const sections = [
    formatHeading(plan),
    formatProposal(plan),
    formatAlternatives(plan, platform),
    formatScaleUp(plan),
    ...(platform === 'aws' ? [formatUsage(plan), formatQuotas(plan)] : []),
  ];
  return sections.join('\n\n');
}

function formatHeading({ load, prediction, targetSeconds }: Plan): string {
  const isMet = prediction.p99WaitSeconds <= targetSeconds;
  return `${describeLoad(load)}. Target: 99 % wait at most ${formatDuration(targetSeconds)}${isMet ? '' : ' (not met)'}.`;
}

function describeLoad(load: Load): string {
  const collecting =
    load.collecting.by === 'wait'
      ? 'using Prefer: wait'
      : `polling every ${formatDuration(load.collecting.everySeconds)}`;
  const processing = `T = ${formatDuration(load.processingSeconds)}`;
  return 'connections' in load
    ? `${formatCount(load.connections)} clients ${collecting}, think time ${formatDuration(load.thinkSeconds)}, ${processing}`
    : `${formatSignificant(load.perMinute)} questions/min, clients ${collecting}, ${processing}`;
}

function formatProposal({ load, settings, stacks, prediction, answersPerMinute, theory }: Plan): string {
  const heading = `${stacks === 1 ? 'One stack' : `${formatCount(stacks)} stacks, each`} with -c workerConcurrency=${settings.workerConcurrency} -c processingSeconds=${load.processingSeconds}  (${formatCount(stacks * countSlots(settings))} slots, batches of ${settings.batchSize})`;
  const rows = formatTable([
    ['', 'answers/min', 'wait mean', 'p50', 'p99', 'workers', 'slots'],
    [
      'predicted (simulation)',
      formatSignificant(answersPerMinute),
      ...[prediction.meanWaitSeconds, prediction.p50WaitSeconds, prediction.p99WaitSeconds].map(formatDuration),
      formatSignificant(stacks * prediction.workersInUse),
      `${formatSignificant(stacks * prediction.slotsInUse)} (${Math.round(100 * prediction.utilisation)} %)`,
    ],
    [
      `theory: ${theory.model}`,
      `${theory.isBound && 'connections' in load ? '≤ ' : ''}${formatSignificant(stacks * theory.answersPerMinute)}`,
      `${theory.isBound ? '≥ ' : ''}${formatDuration(theory.meanWaitSeconds)}`,
      formatDuration(theory.p50WaitSeconds ?? Number.NaN),
      formatDuration(theory.p99WaitSeconds ?? Number.NaN),
    ],
  ]);
  return `${heading}\n${rows}`;
}

function formatAlternatives(plan: Plan, platform: PlatformName): string {
  const { load } = plan;
  const formatRow = (name: string, { stacks, settings, prediction, answersPerMinute, cost }: Sizing) => [
    name,
    formatCount(stacks * settings.workerConcurrency),
    formatSignificant(answersPerMinute),
    formatDuration(prediction.p50WaitSeconds),
    formatDuration(prediction.p99WaitSeconds),
    formatSignificant(prediction.questionsPerBatch),
    ...(platform === 'aws' ? [formatUsd(cost.totalUsd)] : []),
  ];
  const rows = formatTable([
    ['', 'workers', 'answers/min', 'p50 wait', 'p99 wait', 'per batch', ...(platform === 'aws' ? ['per month'] : [])],
    formatRow('fewest (full batches)', plan.fewest),
    formatRow('proposed', plan),
    formatRow(`one worker per ${'connections' in load ? 'client' : 'question'}`, plan.workerEach),
  ]);
  return `Alternatives (from the queue to the answer: wait + ${formatDuration(load.processingSeconds)})\n${rows}`;
}

function formatScaleUp({ scaleUp, stacks }: Plan): string {
  const rows = formatTable([
    ['after', ...scaleUp.map(({ atSeconds }) => formatDuration(atSeconds))],
    ['workers', ...scaleUp.map(({ workersAllowed }) => formatCount(workersAllowed))],
    ['answers/min', ...scaleUp.map(({ answersPerMinute }) => formatSignificant(answersPerMinute))],
    ['p99 wait', ...scaleUp.map(({ p99WaitSeconds }) => formatDuration(p99WaitSeconds))],
  ]);
  return `Scale-up when the whole load starts at once${stacks === 1 ? '' : ' (one stack)'}\n${rows}`;
}

function formatUsage({ usage, cost }: Plan): string {
  const formatPerMonth = (perSecond: number) => formatCompact(perSecond * MONTH_SECONDS);
  const { lambda, apiGateway, sqs, dynamodb, logs, influxdb } = usage;
  return formatTable([
    ['AWS usage', 'per second', 'per month', 'USD per month'],
    [
      `Lambda worker, ${formatSignificant(lambda.workerConcurrency)} concurrent`,
      formatSignificant(lambda.workerInvocationsPerSecond),
      formatPerMonth(lambda.workerInvocationsPerSecond),
      formatUsd(cost.lambdaWorkersUsd),
    ],
    [
      `Lambda submit and status, ${formatSignificant(lambda.httpConcurrency)} concurrent`,
      formatSignificant(lambda.httpInvocationsPerSecond),
      formatPerMonth(lambda.httpInvocationsPerSecond),
      formatUsd(cost.lambdaHttpUsd),
    ],
    [
      'API Gateway requests',
      formatSignificant(apiGateway.requestsPerSecond),
      formatPerMonth(apiGateway.requestsPerSecond),
      formatUsd(cost.apiGatewayUsd),
    ],
    [
      `SQS requests, ${formatSignificant(sqs.inFlight)} in flight`,
      formatSignificant(sqs.requestsPerSecond),
      formatPerMonth(sqs.requestsPerSecond),
      formatUsd(cost.sqsUsd),
    ],
    [
      'DynamoDB write units',
      formatSignificant(dynamodb.writeUnitsPerSecond),
      formatPerMonth(dynamodb.writeUnitsPerSecond),
      '',
    ],
    [
      `DynamoDB read units, ${formatSignificant(dynamodb.storedGigabytes)} GB stored`,
      formatSignificant(dynamodb.readUnitsPerSecond),
      formatPerMonth(dynamodb.readUnitsPerSecond),
      formatUsd(cost.dynamodbUsd),
    ],
    [
      `CloudWatch Logs, ${formatSignificant(logs.storedGigabytes)} GB stored`,
      `${formatSignificant(logs.bytesPerSecond / 1e3)} kB`,
      `${formatSignificant((logs.bytesPerSecond * MONTH_SECONDS) / 1e9)} GB`,
      formatUsd(cost.logsUsd),
    ],
    [
      `InfluxDB points, about ${formatSignificant(influxdb.storedGigabytes)} GB stored`,
      formatSignificant(influxdb.pointsPerSecond),
      formatPerMonth(influxdb.pointsPerSecond),
      'self-hosted',
    ],
    [
      `total (${PRICES_OF.region}, list prices of ${PRICES_OF.date}, continuous load)`,
      '',
      '',
      formatUsd(cost.totalUsd),
    ],
  ]);
}

function formatQuotas({ load, quotaUsages, prediction, stacks }: Plan): string {
  const { maximumConcurrency } = quotas.eventSource;
  const { integrationTimeoutSeconds } = quotas.apiGateway;
  const exceeded = quotaUsages.filter(({ quota, used }) => used > quota.value);
  const [first] = quotaUsages;
  const lines = exceeded.map(
    ({ quota, used, advice }) =>
      `  exceeded: ${quota.name}, ${formatSignificant(used)} of ${formatCount(quota.value)}.\n    ${advice}`,
  );
  if (first && exceeded.length === 0) {
    const { quota, used, advice } = first;
    const factor = formatSignificant(quota.value / used);
    lines.push(
      `  reached first, at ${factor} × this load: ${quota.name}, ${formatSignificant(used)} of ${formatCount(quota.value)}.\n    ${advice}`,
    );
  }
  if (stacks > 1) {
    lines.push(
      `  ${maximumConcurrency.name}: ${formatCount(maximumConcurrency.value)}. Split the clients among the ${formatCount(stacks)} stacks.`,
    );
  }
  if (load.collecting.by === 'wait' && prediction.meanSystemSeconds > MAX_WAIT_SECONDS) {
    lines.push(
      `  ${integrationTimeoutSeconds.name}: ${integrationTimeoutSeconds.value}. Clients send another request every ${MAX_WAIT_SECONDS} s.`,
    );
  }
  return ['Quotas', ...lines].join('\n');
}
