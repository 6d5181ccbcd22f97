import { formatCount, formatDuration, formatSignificant, formatUsd } from '../../plan/formatValue.ts';
import { type Plan, planCapacity } from '../../plan/planCapacity.ts';
import { formatMarkdownTable } from '../markdown.ts';
import { PROCESSING_SECONDS } from './measureScale.ts';

const CONNECTIONS = [10, 50, 100, 500, 1_000, 10_000, 100_000, 1_000_000];
const POLL_SECONDS = 1;
const SCALE_UP_SECONDS = 60;

const HEAD = [
  'connections',
  'stacks × workers',
  'answers/min',
  'p99 wait',
  'p99 wait, first minute',
  'USD per month',
  'most used quota',
];

/** A Markdown table of what `npm run plan` plans for up to a million clients on AWS. Nothing in it is measured. */
export function formatAwsPlans(): string {
  const rows = CONNECTIONS.map((connections) => {
    const load = {
      connections,
      thinkSeconds: 0,
      processingSeconds: PROCESSING_SECONDS,
      collecting: { by: 'poll', everySeconds: POLL_SECONDS },
    } as const;
    return [formatCount(connections), ...formatPlanCells(planCapacity(load))];
  });
  return `Clients that poll every second and ask again without think time, T = ${PROCESSING_SECONDS} s, list prices, continuous load:

${formatMarkdownTable(HEAD, rows)}`;
}

function formatPlanCells({
  stacks,
  settings,
  answersPerMinute,
  prediction,
  scaleUp,
  cost,
  quotaUsages,
}: Plan): string[] {
  const workers = formatCount(settings.workerConcurrency);
  // While the event source mappings scale up.
  const firstMinute = scaleUp.filter(({ atSeconds }) => atSeconds <= SCALE_UP_SECONDS);
  return [
    stacks === 1 ? workers : `${formatCount(stacks)} × ${workers}`,
    formatSignificant(answersPerMinute),
    formatDuration(prediction.p99WaitSeconds),
    formatDuration(Math.max(...firstMinute.map(({ p99WaitSeconds }) => p99WaitSeconds))),
    formatUsd(cost.totalUsd),
    ...quotaUsages.slice(0, 1).map(({ quota, used }) => `${quota.name}: ${formatShare(used / quota.value)}`),
  ];
}

function formatShare(share: number): string {
  return share < 1 ? `${(100 * share).toFixed(0)} %` : `${formatSignificant(share)} ×`;
}
