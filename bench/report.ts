import { count, markdownTable, ms, withVerdict } from '../plan/format.ts';
import type { Bundle } from './footprint/bundles.ts';
import { describeMachine, type Machine } from './machine.ts';
import type { EmbeddedFigures, ServiceFigures } from './measure.ts';

/** All that one run of the benchmark found. */
export interface BenchResults {
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly augur: EmbeddedFigures;
  /** The service that was measured beside it, if any. */
  readonly other?: ServiceFigures;
}

interface Row {
  readonly what: string;
  readonly augur: string;
  readonly target?: { readonly text: string; readonly isMet: boolean };
  readonly other?: string;
}

const MAX_BUNDLE_KILOBYTES = 300;
const MAX_INIT_MS = 120;

/** Everything, side by side, with the targets that the project has set itself for two cores. */
export function markdownOf({ measuredAt, machine, augur, other }: BenchResults): string {
  const bundles = augur.bundles.map(({ function: name, kilobytes, initMs }: Bundle) => [
    name,
    withVerdict(`${count(kilobytes)} KB`, kilobytes <= MAX_BUNDLE_KILOBYTES),
    withVerdict(ms(initMs), initMs <= MAX_INIT_MS),
  ]);
  return `# How fast it is

${describeMachine(machine)}, ${measuredAt}. Service and clients share the machine, and nothing about the load is random.

${tableOf(rowsOf(augur, other), other)}

T is the processing time. In a loop clients ask, get their answer and ask again. Ideal is what the slots could do if
nothing but T took time.

${markdownTable(['bundle', `minified (≤ ${MAX_BUNDLE_KILOBYTES} KB)`, `init (≤ ${MAX_INIT_MS} ms)`], bundles)}
`;
}

/** What the project has set itself targets for. */
export function shortMarkdownOf({ measuredAt, machine, augur, other }: BenchResults): string {
  const rows = rowsOf(augur, other).filter(({ target }) => target);
  return `${tableOf(rows, other)}\n\nMeasured on ${measuredAt.slice(0, 10)} (${describeMachine(machine)}).`;
}

function tableOf(rows: readonly Row[], other?: ServiceFigures): string {
  const head = ['', 'Augur', 'target', ...(other ? ['FastAPI + Celery + Redis'] : [])];
  const cells = rows.map(({ what, augur, target, other: theirs = '' }) => [
    what,
    augur,
    target ? withVerdict(target.text, target.isMet) : '',
    ...(other ? [theirs] : []),
  ]);
  return markdownTable(head, cells);
}

function rowsOf(augur: EmbeddedFigures, other?: ServiceFigures): Row[] {
  return [
    ...submittingRows(augur, other),
    pickUpRow(augur),
    ...loopRows(augur, other),
    ...burstRows(augur),
    ...footprintRows(augur),
  ];
}

function submittingRows(augur: ServiceFigures, other?: ServiceFigures): Row[] {
  return augur.submitting.map((figure) => {
    const theirs = other?.submitting.find(({ connections }) => connections === figure.connections);
    const show = (each: typeof figure) => `${count(each.perSecond)}/s, p50 ${ms(each.p50Ms)}, p99 ${ms(each.p99Ms)}`;
    const [least, most] = theirs ? [3 * theirs.perSecond, theirs.p99Ms / 4] : [700, 150];
    return {
      what: `questions accepted, ${figure.connections} ${figure.connections === 1 ? 'connection' : 'connections'}`,
      augur: show(figure),
      ...(theirs && { other: show(theirs) }),
      ...(figure.connections === 50 && {
        target: {
          text: `≥ ${count(least)}/s, p99 ≤ ${ms(most)}`,
          isMet: figure.perSecond >= least && figure.p99Ms <= most,
        },
      }),
    };
  });
}

function pickUpRow({ pickUpP50Ms, pickUpP99Ms }: EmbeddedFigures): Row {
  return {
    what: 'from question to worker, when idle',
    augur: `p50 ${ms(pickUpP50Ms)}, p99 ${ms(pickUpP99Ms)}`,
    target: { text: 'p50 ≤ 5 ms, p99 ≤ 25 ms', isMet: pickUpP50Ms <= 5 && pickUpP99Ms <= 25 },
  };
}

const MAX_BEYOND_MS = new Map([
  [100, 50],
  [1_000, 500],
]);
/** Half a second of work for each of 1,000 clients is more than two cores can do, whatever is added to it. */
const TARGET_PROCESSING_SECONDS = 5;

function loopRows(augur: ServiceFigures, other?: ServiceFigures): Row[] {
  return augur.loops.map((figure) => {
    const { clients, processingSeconds } = figure;
    const theirs = other?.loops.find(
      (each) => each.clients === clients && each.processingSeconds === processingSeconds,
    );
    const show = (each: typeof figure) =>
      `p50 ${ms(each.beyondP50Ms)}, p99 ${ms(each.beyondP99Ms)}, ${count(each.answersPerMinute)}/min`;
    const most = processingSeconds === TARGET_PROCESSING_SECONDS ? MAX_BEYOND_MS.get(clients) : undefined;
    return {
      what: `answer beyond T = ${processingSeconds} s, ${count(clients)} clients in a loop`,
      augur: show(figure),
      ...(theirs && { other: show(theirs) }),
      ...(most !== undefined && { target: { text: `p99 ≤ ${ms(most)}`, isMet: figure.beyondP99Ms <= most } }),
    };
  });
}

function burstRows({ bursts }: EmbeddedFigures): Row[] {
  return bursts.map(({ questions, makespanMs, idealMs }) => ({
    what: `${count(questions)} at once, T = 0.5 s, 200 slots`,
    augur: `${(makespanMs / 1000).toFixed(2)} s = ${(makespanMs / idealMs).toFixed(3)} × ideal`,
    ...(questions === 10_000 && { target: { text: '≤ 1.05 × ideal', isMet: makespanMs <= 1.05 * idealMs } }),
  }));
}

function footprintRows(augur: EmbeddedFigures): Row[] {
  const { startMs, readyMegabytes, idleMegabytes, megabytesPer1000Waiting, cpuMsPerQuestion } = augur;
  return [
    { what: 'warm `npm start` to ready', augur: ms(startMs), target: { text: '≤ 2,000 ms', isMet: startMs <= 2_000 } },
    { what: 'memory when ready, of all processes with npm', augur: `${count(readyMegabytes)} MB` },
    {
      what: 'memory when idle after the first heartbeat, of all processes with npm',
      augur: `${count(idleMegabytes)} MB`,
      target: { text: '≤ 250 MB', isMet: idleMegabytes <= 250 },
    },
    { what: 'memory of 1,000 more questions waiting', augur: `${megabytesPer1000Waiting.toFixed(1)} MB` },
    { what: 'processor time of a question, asked, answered and read', augur: `${cpuMsPerQuestion.toFixed(1)} ms` },
  ];
}
