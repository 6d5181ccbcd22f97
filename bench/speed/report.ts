import { formatCount } from '../../plan/formatValue.ts';
import { formatMachine, type Machine } from '../machine.ts';
import { formatMarkdownTable, formatMs, markIfMissed } from '../markdown.ts';
import type { EmbeddedFigures, ServiceFigures } from './figures.ts';

/** The results of one run of `npm run bench`. */
export interface BenchResults {
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly augur: EmbeddedFigures;
  /** The other service that was measured in the same run, if any. */
  readonly other?: ServiceFigures;
}

interface Row {
  readonly figure: string;
  readonly augur: string;
  readonly target?: { readonly text: string; readonly isMet: boolean };
  readonly other?: string;
}

/** The project's own targets, set for two cores. */
const MAX_BUNDLE_KILOBYTES = 300;
const MAX_INIT_MS = 120;
const MAX_PICK_UP_MS = { p50: 5, p99: 25 };
const MAX_START_MS = 2_000;
const MAX_IDLE_MEGABYTES = 250;
/** At a submission load of 50 connections: beside another service relative to its figures, else absolute. */
const SUBMISSION = { connections: 50, perSecond: 700, maxP99Ms: 150, timesOther: 3, p99ShareOfOther: 1 / 4 };
/** Of the p99 response time beyond the processing time, by clients. */
const MAX_BEYOND_MS = new Map([
  [100, 50],
  [1_000, 500],
]);
/** At a shorter processing time, 1,000 clients ask more than two cores can process, whatever the service adds. */
const LOOP_TARGET_PROCESSING_SECONDS = 5;
const BURST = { questions: 10_000, maxRatio: 1.05 };

/** All figures as a Markdown page, with the targets and the other service. */
export function formatBenchPage({ measuredAt, machine, augur, other }: BenchResults): string {
  const bundles = augur.bundles.map(({ function: name, kilobytes, initMs }) => [
    name,
    markIfMissed(`${formatCount(kilobytes)} KB`, kilobytes <= MAX_BUNDLE_KILOBYTES),
    markIfMissed(formatMs(initMs), initMs <= MAX_INIT_MS),
  ]);
  const bundleHead = ['bundle', `minified (≤ ${MAX_BUNDLE_KILOBYTES} KB)`, `init (≤ ${MAX_INIT_MS} ms)`];
  return `# Throughput, latency and memory

${formatMachine(machine)}, ${measuredAt}. Service and clients share the machine. The load is deterministic.

${formatRows(listRows(augur, other), other)}

T is the processing time. In a closed loop each client asks, collects its answer and asks again without think time. The
ideal time of a burst is that of its slots if nothing but T took time.

${formatMarkdownTable(bundleHead, bundles)}
`;
}

/** The figures that have a target, as a Markdown table for the README. */
export function formatBenchSummary({ measuredAt, machine, augur, other }: BenchResults): string {
  const rows = listRows(augur, other).filter(({ target }) => target);
  return `${formatRows(rows, other)}\n\nMeasured on ${measuredAt.slice(0, 10)} (${formatMachine(machine)}).`;
}

function formatRows(rows: readonly Row[], other?: ServiceFigures): string {
  const head = ['', 'Augur', 'target', ...(other ? ['FastAPI + Celery + Redis'] : [])];
  const cells = rows.map((row) => [
    row.figure,
    row.augur,
    row.target ? markIfMissed(row.target.text, row.target.isMet) : '',
    ...(other ? [row.other ?? ''] : []),
  ]);
  return formatMarkdownTable(head, cells);
}

function listRows(augur: EmbeddedFigures, other?: ServiceFigures): Row[] {
  return [
    ...listSubmissionRows(augur, other),
    pickUpRow(augur),
    ...listLoopRows(augur, other),
    ...listBurstRows(augur),
    ...listFootprintRows(augur),
  ];
}

function listSubmissionRows(augur: ServiceFigures, other?: ServiceFigures): Row[] {
  return augur.submitting.map((result) => {
    const otherResult = other?.submitting.find(({ connections }) => connections === result.connections);
    const format = ({ perSecond, p50Ms, p99Ms }: typeof result) =>
      `${formatCount(perSecond)}/s, p50 ${formatMs(p50Ms)}, p99 ${formatMs(p99Ms)}`;
    const [minPerSecond, maxP99Ms] = otherResult
      ? [SUBMISSION.timesOther * otherResult.perSecond, SUBMISSION.p99ShareOfOther * otherResult.p99Ms]
      : [SUBMISSION.perSecond, SUBMISSION.maxP99Ms];
    return {
      figure: `questions accepted, ${result.connections} ${result.connections === 1 ? 'connection' : 'connections'}`,
      augur: format(result),
      ...(otherResult && { other: format(otherResult) }),
      ...(result.connections === SUBMISSION.connections && {
        target: {
          text: `≥ ${formatCount(minPerSecond)}/s, p99 ≤ ${formatMs(maxP99Ms)}`,
          isMet: result.perSecond >= minPerSecond && result.p99Ms <= maxP99Ms,
        },
      }),
    };
  });
}

function pickUpRow({ pickUpP50Ms, pickUpP99Ms }: EmbeddedFigures): Row {
  const { p50, p99 } = MAX_PICK_UP_MS;
  return {
    figure: 'wait for a worker when idle',
    augur: `p50 ${formatMs(pickUpP50Ms)}, p99 ${formatMs(pickUpP99Ms)}`,
    target: { text: `p50 ≤ ${p50} ms, p99 ≤ ${p99} ms`, isMet: pickUpP50Ms <= p50 && pickUpP99Ms <= p99 },
  };
}

function listLoopRows(augur: ServiceFigures, other?: ServiceFigures): Row[] {
  return augur.loops.map((result) => {
    const { clients, processingSeconds } = result;
    const otherResult = other?.loops.find(
      (each) => each.clients === clients && each.processingSeconds === processingSeconds,
    );
    const format = ({ beyondP50Ms, beyondP99Ms, answersPerMinute }: typeof result) =>
      `p50 ${formatMs(beyondP50Ms)}, p99 ${formatMs(beyondP99Ms)}, ${formatCount(answersPerMinute)}/min`;
    const max = processingSeconds === LOOP_TARGET_PROCESSING_SECONDS ? MAX_BEYOND_MS.get(clients) : undefined;
    return {
      figure: `response time beyond T = ${processingSeconds} s, closed loop of ${formatCount(clients)} clients`,
      augur: format(result),
      ...(otherResult && { other: format(otherResult) }),
      ...(max !== undefined && { target: { text: `p99 ≤ ${formatMs(max)}`, isMet: result.beyondP99Ms <= max } }),
    };
  });
}

function listBurstRows({ bursts }: EmbeddedFigures): Row[] {
  return bursts.map(({ questions, makespanMs, idealMs }) => ({
    figure: `burst of ${formatCount(questions)} questions, T = 0.5 s, 200 slots`,
    augur: `${(makespanMs / 1000).toFixed(2)} s = ${(makespanMs / idealMs).toFixed(3)} × ideal`,
    ...(questions === BURST.questions && {
      target: { text: `≤ ${BURST.maxRatio} × ideal`, isMet: makespanMs <= BURST.maxRatio * idealMs },
    }),
  }));
}

function listFootprintRows(augur: EmbeddedFigures): Row[] {
  const { startMs, readyMegabytes, idleMegabytes, megabytesPer1000Waiting, cpuMsPerQuestion } = augur;
  return [
    {
      figure: 'start-up of `npm start`, nothing to install or bundle',
      augur: formatMs(startMs),
      target: { text: `≤ ${formatMs(MAX_START_MS)}`, isMet: startMs <= MAX_START_MS },
    },
    { figure: 'memory after start-up, all processes including npm', augur: `${formatCount(readyMegabytes)} MB` },
    {
      figure: 'memory when idle after the first heartbeat, all processes including npm',
      augur: `${formatCount(idleMegabytes)} MB`,
      target: { text: `≤ ${MAX_IDLE_MEGABYTES} MB`, isMet: idleMegabytes <= MAX_IDLE_MEGABYTES },
    },
    { figure: 'memory of 1,000 more waiting questions', augur: `${megabytesPer1000Waiting.toFixed(1)} MB` },
    { figure: 'CPU time of a question, from submission to answer', augur: `${cpuMsPerQuestion.toFixed(1)} ms` },
  ];
}
