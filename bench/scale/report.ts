import { count, duration, markdownTable, ms, significant, usd, withVerdict } from '../../plan/format.ts';
import { describeMachine, type Machine } from '../machine.ts';
import { estimates } from './estimates.ts';
import { PROCESSING_SECONDS, type ScaleFigures } from './measure.ts';
import type { AwsPlan } from './onPaper.ts';

/** All that one run of the scaling measurement found. */
export interface ScaleResults {
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly figures: readonly ScaleFigures[];
  readonly onAws: readonly AwsPlan[];
}

const MAX_ERROR = 0.1;

/** A page of its own, beside the plot. */
export function markdownOf(results: ScaleResults): string {
  return `# How it scales

${measuredMarkdown(results, 'scale.svg')}

## On AWS, on paper

${onPaperMarkdown(results)}
`;
}

/** Predicted beside measured, on this machine. @param plot where the plot is, seen from the page */
export function measuredMarkdown({ measuredAt, machine, figures }: ScaleResults, plot: string): string {
  const rows = figures.map(
    ({ connections, workerConcurrency, predicted, measured, memoryMegabytes, processorsUsed }) => {
      const { waitP50Ms = Number.NaN, waitP99Ms = Number.NaN, slotsInUse = Number.NaN } = measured;
      return [
        count(connections),
        count(workerConcurrency),
        `${count(predicted.answersPerMinute)} / **${count(measured.answersPerMinute)}**`,
        errorOf(measured.answersPerMinute, predicted.answersPerMinute),
        `${ms(1000 * predicted.p50WaitSeconds)} / **${ms(waitP50Ms)}**`,
        `${ms(1000 * predicted.p99WaitSeconds)} / **${ms(waitP99Ms)}**`,
        errorOf(waitP99Ms / 1000 + PROCESSING_SECONDS, predicted.p99WaitSeconds + PROCESSING_SECONDS),
        `${significant(predicted.slotsInUse)} / **${significant(slotsInUse)}**`,
        `${count(memoryMegabytes)} MB`,
        processorsUsed.toFixed(2),
        (estimates.get(connections) ?? []).map(({ text }) => text).join('; '),
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
    'what the five systems estimated',
  ];
  return `Predicted / **measured**, T = 5 s, with the workers that \`npm run plan -- --on embedded --collect wait\` proposes, on
${measuredAt.slice(0, 10)} (${describeMachine(machine)}; the clients have the same processors):

${markdownTable(head, rows)}

![Answers a minute, waits, slots in use and memory by connections](${plot})`;
}

function errorOf(measured: number, predicted: number): string {
  const error = measured / predicted - 1;
  const text = `${error < 0 ? '−' : '+'}${(100 * Math.abs(error)).toFixed(1)} %`;
  return withVerdict(text, Math.abs(error) < MAX_ERROR);
}

/** What loads take on AWS. */
export function onPaperMarkdown({ onAws }: ScaleResults): string {
  const rows = onAws.map((plan) => [
    count(plan.connections),
    plan.stacks === 1 ? count(plan.workerConcurrency) : `${count(plan.stacks)} × ${count(plan.workerConcurrency)}`,
    significant(plan.answersPerMinute),
    duration(plan.p99WaitSeconds),
    duration(plan.firstMinuteP99WaitSeconds),
    usd(plan.monthlyUsd),
    `${plan.quota.name}: ${plan.quota.share < 1 ? `${(100 * plan.quota.share).toFixed(0)} %` : `${significant(plan.quota.share)} ×`}`,
  ]);
  const head = [
    'connections',
    'stacks × workers',
    'answers/min',
    'p99 wait',
    'in the first minute',
    'USD a month',
    'takes of the first quota',
  ];
  return `Clients that look for their answer every second and ask again at once, T = 5 s, list prices, day and night:

${markdownTable(head, rows)}`;
}
