import { formatCount, formatSignificant } from '../../plan/formatValue.ts';
import { fiveSystemEstimates } from './fiveSystemEstimates.ts';
import type { ScaleFigures } from './measureScale.ts';

/** One bar per number of connections, and a mark for its prediction. */
interface Series {
  readonly name: string;
  readonly color: string;
  readonly measured: readonly number[];
  readonly predicted?: readonly number[];
}

interface Chart {
  readonly title: string;
  readonly scale: 'linear' | 'logarithmic';
  readonly series: readonly Series[];
  /** The estimated ranges for each number of connections. */
  readonly ranges?: readonly (readonly (readonly [number, number])[])[];
}

const WIDTH = 960;
const HEIGHT = 650;
const CHART = { width: 400, height: 220, left: 56, top: 84 } as const;
const COLUMN = 480;
const ROW = 300;
const GRID_LINES = 4;
const GAP = 0.3;
const CAP = 4;
const LABEL_HEIGHT = 20;
/** Of the highest bar: leaves room for its label. */
const HEADROOM = 1.15;
const DARK = '#1d4ed8';
const LIGHT = '#93c5fd';
const PREDICTED = '#c2410c';
const ESTIMATED = '#6b7280';
const STYLE =
  'text{font:12px system-ui,sans-serif;fill:#111827}.title{font-weight:600;font-size:14px}.small{font-size:11px}.axis{fill:#6b7280;font-size:11px}';

/** Plots the scaling measurement as four bar charts. @returns an SVG document */
export function plotScale(figures: readonly ScaleFigures[]): string {
  const connections = figures.map((each) => each.connections);
  const charts: Chart[] = [
    {
      title: 'Answers per minute',
      scale: 'logarithmic',
      series: [
        {
          name: '',
          color: DARK,
          measured: figures.map(({ measured }) => measured.answersPerMinute),
          predicted: figures.map(({ predicted }) => predicted.answersPerMinute),
        },
      ],
      ranges: connections.map((each) => (fiveSystemEstimates.get(each) ?? []).map(({ perMinute }) => perMinute)),
    },
    {
      title: 'Wait for a worker, ms: p50 and p99',
      scale: 'linear',
      series: [
        {
          name: 'p50',
          color: DARK,
          measured: figures.map(({ measured }) => measured.waitP50Ms ?? 0),
          predicted: figures.map(({ predicted }) => 1000 * predicted.p50WaitSeconds),
        },
        {
          name: 'p99',
          color: LIGHT,
          measured: figures.map(({ measured }) => measured.waitP99Ms ?? 0),
          predicted: figures.map(({ predicted }) => 1000 * predicted.p99WaitSeconds),
        },
      ],
    },
    {
      title: 'Slots in use, on average',
      scale: 'logarithmic',
      series: [
        {
          name: '',
          color: DARK,
          measured: figures.map(({ measured }) => measured.slotsInUse ?? 0),
          predicted: figures.map(({ predicted }) => predicted.slotsInUse),
        },
      ],
    },
    {
      title: 'Memory of all processes, MB',
      scale: 'linear',
      series: [{ name: '', color: DARK, measured: figures.map(({ memoryMegabytes }) => memoryMegabytes) }],
    },
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Scaling, predicted and measured">`,
    `<style>${STYLE}</style>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#ffffff"/>`,
    renderLegend(),
    ...charts.map((chart, index) => {
      const x = CHART.left + COLUMN * (index % 2);
      const y = CHART.top + ROW * Math.floor(index / 2);
      return `<g transform="translate(${x} ${y})">${renderChart(chart, connections)}</g>`;
    }),
    '</svg>\n',
  ].join('\n');
}

function renderLegend(): string {
  return [
    `<g transform="translate(${CHART.left} 22)">`,
    `<rect width="12" height="12" fill="${DARK}"/><text x="18" y="11">measured</text>`,
    `<line x1="100" x2="120" y1="6" y2="6" stroke="${PREDICTED}" stroke-width="3"/><text x="126" y="11">predicted</text>`,
    `<line x1="210" x2="210" y1="-2" y2="14" stroke="${ESTIMATED}" stroke-width="3"/><text x="218" y="11">estimated by the five systems</text>`,
    `<text class="axis" x="${COLUMN}" y="11">by number of connections, T = 5 s</text>`,
    '</g>',
  ].join('');
}

function renderChart({ title, scale, series, ranges = [] }: Chart, connections: readonly number[]): string {
  const shown = [...series.flatMap(({ measured, predicted = [] }) => [...measured, ...predicted]), ...ranges.flat(2)];
  const axis = scale === 'linear' ? createLinearAxis(shown) : createLogarithmicAxis(shown);
  const group = CHART.width / connections.length;
  const width = (group * (1 - GAP)) / (series.length + Math.sign(ranges.length));
  return [
    `<text class="title" y="-12">${title}</text>`,
    ...axis.ticks.map((tick) => renderGridLine(tick, axis)),
    ...connections.flatMap((each, index) => {
      const left = (index + GAP / 2) * group;
      return [
        `<text class="axis" x="${round((index + 0.5) * group)}" y="${CHART.height + 18}" text-anchor="middle">${formatCount(each)}</text>`,
        ...series.map((one, position) => renderBar(one, index, { x: left + position * width, width }, axis)),
        ...renderRanges(ranges[index] ?? [], { x: left + series.length * width, width }, axis),
      ];
    }),
  ].join('\n');
}

function renderGridLine(tick: number, axis: Axis): string {
  const y = axis.y(tick);
  return `<line x2="${CHART.width}" y1="${round(y)}" y2="${round(y)}" stroke="#e5e7eb"/><text class="axis" x="-8" y="${round(y + 4)}" text-anchor="end">${formatSignificant(tick)}</text>`;
}

/** The horizontal position of a bar. */
interface HorizontalRange {
  readonly x: number;
  readonly width: number;
}

function renderBar(
  { name, color, measured, predicted }: Series,
  index: number,
  { x, width }: HorizontalRange,
  axis: Axis,
): string {
  const value = measured[index] ?? 0;
  const y = axis.y(value);
  const expected = predicted?.[index];
  const mark = expected === undefined ? y : axis.y(expected);
  // The label is above the prediction mark when the mark would cross it.
  const top = mark < y && y - mark < LABEL_HEIGHT ? mark : y;
  const parts = [
    `<rect x="${round(x + 1)}" y="${round(y)}" width="${round(width - 2)}" height="${round(CHART.height - y)}" fill="${color}"><title>${name} measured ${formatSignificant(value)}</title></rect>`,
    `<text class="small" x="${round(x + width / 2)}" y="${round(top - 6)}" text-anchor="middle">${formatCount(value)}</text>`,
  ];
  if (expected !== undefined) {
    const at = round(mark);
    parts.push(
      `<line x1="${round(x - 3)}" x2="${round(x + width + 3)}" y1="${at}" y2="${at}" stroke="${PREDICTED}" stroke-width="3"><title>${name} predicted ${formatSignificant(expected)}</title></line>`,
    );
  }
  return parts.join('');
}

function renderRanges(
  ranges: readonly (readonly [number, number])[],
  { x, width }: HorizontalRange,
  axis: Axis,
): string[] {
  return ranges.map((range, position) => {
    const at = round(x + (width * (position + 1)) / (ranges.length + 1));
    const [low, high] = [axis.y(range[0]) + CAP, axis.y(range[1]) - CAP];
    return `<line x1="${at}" x2="${at}" y1="${round(low)}" y2="${round(high)}" stroke="${ESTIMATED}" stroke-width="3"><title>estimated ${range.join(' to ')}</title></line>`;
  });
}

interface Axis {
  readonly ticks: readonly number[];
  y(value: number): number;
}

function createLinearAxis(values: readonly number[]): Axis {
  const max = HEADROOM * Math.max(...values);
  const exact = max / GRID_LINES;
  const decade = 10 ** Math.floor(Math.log10(exact));
  const step = decade * ([1, 2, 2.5, 5, 10].find((factor) => factor * decade >= exact) ?? 10);
  const ticks = Array.from({ length: GRID_LINES + 1 }, (_, index) => index * step);
  return { ticks, y: (value) => CHART.height * (1 - value / (GRID_LINES * step)) };
}

function createLogarithmicAxis(values: readonly number[]): Axis {
  const lowest = Math.floor(Math.log10(Math.min(...values)));
  const highest = Math.ceil(Math.log10(HEADROOM * Math.max(...values)));
  const ticks = Array.from({ length: highest - lowest + 1 }, (_, index) => 10 ** (lowest + index));
  return { ticks, y: (value) => CHART.height * (1 - (Math.log10(value) - lowest) / (highest - lowest)) };
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
