import { MAX_WAIT_SECONDS } from '../functions/shared/http/prefer.ts';
import { MONTH_SECONDS } from './cost.ts';
import { compact, count, duration, significant, table, usd } from './format.ts';
import { type Load, slotsOf } from './load.ts';
import type { Choice, Plan } from './plan.ts';
import { PRICES_OF } from './prices.ts';

/** A plan for people: one screen. */
export function report(plan: Plan, platform: 'aws' | 'embedded'): string {
  const { load, settings, stacks, prediction, theory, targetSeconds } = plan;
  const met = prediction.p99WaitSeconds <= targetSeconds;
  const heading = `${describe(load)}; 99 % are to wait ${duration(targetSeconds)} at most${met ? '' : ', which this does not reach'}.`;
  const setting = `${stacks === 1 ? 'One stack' : `${count(stacks)} stacks, each`} with -c workerConcurrency=${settings.workerConcurrency} -c processingSeconds=${load.processingSeconds}`;
  const sections = [
    heading,
    `\n${setting}  (${count(stacks * slotsOf(settings))} slots, batches of ${settings.batchSize})`,
    table([
      ['', 'answers/min', 'wait mean', 'p50', 'p99', 'workers', 'slots'],
      [
        'predicted (simulation)',
        significant(plan.answersPerMinute),
        ...[prediction.meanWaitSeconds, prediction.p50WaitSeconds, prediction.p99WaitSeconds].map(duration),
        significant(stacks * prediction.workersInUse),
        `${significant(stacks * prediction.slotsInUse)} (${Math.round(100 * prediction.utilisation)} %)`,
      ],
      [
        `theory: ${theory.model}`,
        `${theory.isBound && 'connections' in load ? '≤ ' : ''}${significant(stacks * theory.answersPerMinute)}`,
        `${theory.isBound ? '≥ ' : ''}${duration(theory.meanWaitSeconds)}`,
        duration(theory.p50WaitSeconds ?? Number.NaN),
        duration(theory.p99WaitSeconds ?? Number.NaN),
      ],
    ]),
    `\nOther choices (from the queue to the answer: wait + ${duration(load.processingSeconds)})`,
    choices(plan, platform),
    `\nEverybody asks at once${stacks === 1 ? '' : ', seen from one stack'}`,
    ramp(plan),
  ];
  if (platform === 'aws') sections.push(...onAws(plan));
  return sections.join('\n');
}

function describe(load: Load): string {
  const collecting =
    load.collecting.by === 'wait' ? 'preferring to wait' : `polling every ${duration(load.collecting.everySeconds)}`;
  const processing = `T = ${duration(load.processingSeconds)}`;
  return 'connections' in load
    ? `${count(load.connections)} clients ${collecting}, thinking ${duration(load.thinkSeconds)}, ${processing}`
    : `${significant(load.perMinute)} questions a minute, clients ${collecting}, ${processing}`;
}

function choices(plan: Plan, platform: 'aws' | 'embedded'): string {
  const row = (name: string, { stacks, settings, prediction, answersPerMinute, cost }: Choice) => [
    name,
    count(stacks * settings.workerConcurrency),
    significant(answersPerMinute),
    duration(prediction.p50WaitSeconds),
    duration(prediction.p99WaitSeconds),
    significant(prediction.questionsPerBatch),
    ...(platform === 'aws' ? [usd(cost.totalUsd)] : []),
  ];
  return table([
    ['', 'workers', 'answers/min', 'p50 wait', 'p99 wait', 'per batch', ...(platform === 'aws' ? ['a month'] : [])],
    row('fewest: full batches', plan.fewest),
    row('proposed', plan),
    row('a worker each', plan.workerEach),
  ]);
}

function ramp({ ramp: looks }: Plan): string {
  return table([
    ['after', ...looks.map(({ atSeconds }) => duration(atSeconds))],
    ['workers', ...looks.map(({ workersAllowed }) => count(workersAllowed))],
    ['answers/min', ...looks.map(({ answersPerMinute }) => significant(answersPerMinute))],
    ['p99 wait', ...looks.map(({ p99WaitSeconds }) => duration(p99WaitSeconds))],
  ]);
}

function onAws({ load, usage, cost, quotaUses, prediction, stacks }: Plan): string[] {
  const aMonth = (perSecond: number) => compact(perSecond * MONTH_SECONDS);
  const { lambda, apiGateway, sqs, dynamodb, logs, influxdb } = usage;
  const services = table([
    ['on AWS', 'a second', 'a month', 'USD a month'],
    [
      `Lambda workers, ${significant(lambda.workerConcurrency)} at a time`,
      significant(lambda.workerInvocationsPerSecond),
      aMonth(lambda.workerInvocationsPerSecond),
      usd(cost.lambdaWorkersUsd),
    ],
    [
      `Lambda submit and status, ${significant(lambda.httpConcurrency)} at a time`,
      significant(lambda.httpInvocationsPerSecond),
      aMonth(lambda.httpInvocationsPerSecond),
      usd(cost.lambdaHttpUsd),
    ],
    [
      'API Gateway requests',
      significant(apiGateway.requestsPerSecond),
      aMonth(apiGateway.requestsPerSecond),
      usd(cost.apiGatewayUsd),
    ],
    [
      `SQS requests, ${significant(sqs.inFlight)} in flight`,
      significant(sqs.requestsPerSecond),
      aMonth(sqs.requestsPerSecond),
      usd(cost.sqsUsd),
    ],
    ['DynamoDB write units', significant(dynamodb.writeUnitsPerSecond), aMonth(dynamodb.writeUnitsPerSecond), ''],
    [
      `DynamoDB read units, ${significant(dynamodb.storedGigabytes)} GB kept`,
      significant(dynamodb.readUnitsPerSecond),
      aMonth(dynamodb.readUnitsPerSecond),
      usd(cost.dynamodbUsd),
    ],
    [
      `CloudWatch Logs, ${significant(logs.storedGigabytes)} GB kept`,
      `${significant(logs.bytesPerSecond / 1e3)} kB`,
      `${significant((logs.bytesPerSecond * MONTH_SECONDS) / 1e9)} GB`,
      usd(cost.logsUsd),
    ],
    [
      `InfluxDB points, about ${significant(influxdb.storedGigabytes)} GB kept`,
      significant(influxdb.pointsPerSecond),
      aMonth(influxdb.pointsPerSecond),
      'your own',
    ],
    [`total (${PRICES_OF.region}, list prices of ${PRICES_OF.date}, day and night)`, '', '', usd(cost.totalUsd)],
  ]);
  const exceeded = quotaUses.filter(({ quota, used }) => used > quota.value);
  const [first] = quotaUses;
  const lines = exceeded.map(
    ({ quota, used, advice }) =>
      `  exceeded: ${quota.name}, ${significant(used)} of ${count(quota.value)}.\n    ${advice}`,
  );
  if (first && exceeded.length === 0) {
    const { quota, used, advice } = first;
    const times = significant(quota.value / used);
    lines.push(
      `  first at ${times} × this load: ${quota.name}, ${significant(used)} of ${count(quota.value)}.\n    ${advice}`,
    );
  }
  if (stacks > 1) {
    lines.push(
      `  an event source has 1,000 workers at most: hence ${count(stacks)} stacks, with the clients split among them.`,
    );
  }
  if (load.collecting.by === 'wait' && prediction.meanSystemSeconds > MAX_WAIT_SECONDS) {
    lines.push(`  API Gateway ends a request after 29 s: clients ask again every ${MAX_WAIT_SECONDS} s.`);
  }
  return ['', services, '\nQuotas', ...lines];
}
