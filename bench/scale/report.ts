import { formatCount, formatSignificant } from '../../plan/formatValue.ts';
import { formatMachine, type Machine } from '../machine.ts';
import { formatMarkdownTable, formatMs, markIfMissed } from '../markdown.ts';
import { formatAwsPlans } from './awsPlans.ts';
import { fiveSystemEstimates } from './fiveSystemEstimates.ts';
import { PROCESSING_SECONDS, type ScaleFigures } from './measureScale.ts';

/** The results of one run of `npm run scale`. */
export interface ScaleResults {
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly figures: readonly ScaleFigures[];
}

/** The project's target for the planner: the relative error of its predictions. */
const MAX_ERROR = 0.1;

/** All results as a Markdown page, next to the plot scale.svg. */
export function formatScalePage(results: ScaleResults): string {
  return `# Scaling

## Measured on one machine

${formatScaleTable(results, 'scale.svg')}

## Planned for AWS

${formatAwsPlans()}
`;
}

/**
 * Predicted and measured figures as a Markdown table, with the plot.
 *
 * @param plot the path of the plot, relative to the page
 */
export function formatScaleTable({ measuredAt, machine, figures }: ScaleResults, plot: string): string {
  const rows = figures.map(
    ({ connections, workerConcurrency, predicted, measured, memoryMegabytes, processorsUsed }) => {
      const { waitP50Ms = Number.NaN, waitP99Ms = Number.NaN, slotsInUse = Number.NaN } = measured;
      return [
        formatCount(connections),
        formatCount(workerConcurrency),
        `${formatCount(predicted.answersPerMinute)} / **${formatCount(measured.answersPerMinute)}**`,
        formatError(measured.answersPerMinute, predicted.answersPerMinute),
        `${formatMs(1000 * predicted.p50WaitSeconds)} / **${formatMs(waitP50Ms)}**`,
        `${formatMs(1000 * predicted.p99WaitSeconds)} / **${formatMs(waitP99Ms)}**`,
        formatError(waitP99Ms / 1000 + PROCESSING_SECONDS, predicted.p99WaitSeconds + PROCESSING_SECONDS),
        `${formatSignificant(predicted.slotsInUse)} / **${formatSignificant(slotsInUse)}**`,
        `${formatCount(memoryMegabytes)} MB`,
        processorsUsed.toFixed(2),
        (fiveSystemEstimates.get(connections) ?? []).map(({ text }) => text).join('; '),
      ];
    },
  );
  const head = [
    'connections',
    'workers',
    'answers/min',
    `error (< ${100 * MAX_ERROR} %)`,
    'p50 wait',
    'p99 wait',
    'error of p99 wait + T',
    'slots in use',
    'memory',
    'processors',
    'estimates of the five systems',
  ];
  return `Predicted / **measured**, T = ${PROCESSING_SECONDS} s, with the workers that \`npm run plan -- --on embedded --collect wait\` proposes, on
${measuredAt.slice(0, 10)} (${formatMachine(machine)}, shared with the clients):

${formatMarkdownTable(head, rows)}

![Answers per minute, waits, slots in use and memory by number of connections](${plot})`;
}

function formatError(measured: number, predicted: number): string {
  const error = measured / predicted - 1;
  const text = `${error < 0 ? '−' : '+'}${(100 * Math.abs(error)).toFixed(1)} %`;
  return markIfMissed(text, Math.abs(error) < MAX_ERROR);
}
