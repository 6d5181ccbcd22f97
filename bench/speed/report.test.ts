import { describe, expect, it } from 'vitest';
import type { EmbeddedFigures, ServiceFigures } from './figures.ts';
import { type BenchResults, formatBenchPage, formatBenchSummary } from './report.ts';

const machine = { node: 'v24.0.0', platform: 'linux x64', processor: 'A processor', cores: 2, memoryGigabytes: 24 };
const submitting = [{ connections: 50, perSecond: 2_000, p50Ms: 20, p99Ms: 60, questions: 10_000 }];
const augur: EmbeddedFigures = {
  submitting,
  loops: [],
  startMs: 1_700,
  readyMegabytes: 180,
  idleMegabytes: 200,
  megabytesPer1000Waiting: 8,
  pickUpP50Ms: 4,
  pickUpP99Ms: 12,
  cpuMsPerQuestion: 4,
  bursts: [],
  bundles: [{ function: 'worker', kilobytes: 290, initMs: 50 }],
};
const celery: ServiceFigures = {
  submitting: [{ connections: 50, perSecond: 400, p50Ms: 90, p99Ms: 400, questions: 2_000 }],
  loops: [],
};

function resultsWith(figures: Partial<EmbeddedFigures>, other?: ServiceFigures): BenchResults {
  const results = { measuredAt: '2026-11-24T12:00:00.000Z', machine, augur: { ...augur, ...figures } };
  return other ? { ...results, other } : results;
}

describe('formatBenchPage', () => {
  it('marks no figure that meets its target', () => {
    expect(formatBenchPage(resultsWith({}))).not.toContain('missed');
  });

  it.each<[string, Partial<EmbeddedFigures>]>([
    ['| 251 MB | ≤ 250 MB, missed |', { idleMegabytes: 251 }],
    ['| p50 5.1 ms, p99 12 ms | p50 ≤ 5 ms, p99 ≤ 25 ms, missed |', { pickUpP50Ms: 5.1 }],
    [
      '| worker | 301 KB, missed | 121 ms, missed |',
      { bundles: [{ function: 'worker', kilobytes: 301, initMs: 121 }] },
    ],
    [
      '| 26.30 s = 1.052 × ideal | ≤ 1.05 × ideal, missed |',
      { bursts: [{ questions: 10_000, acceptedMs: 4_000, makespanMs: 26_300, idealMs: 25_000 }] },
    ],
  ])('marks each figure that misses its target: %s', (row, figures) => {
    expect(formatBenchPage(resultsWith(figures))).toContain(row);
  });

  it('derives the targets of submissions from the other service, if one was measured', () => {
    expect(formatBenchPage(resultsWith({}, celery))).toContain(
      '| 2,000/s, p50 20 ms, p99 60 ms | ≥ 1,200/s, p99 ≤ 100 ms | 400/s, p50 90 ms, p99 400 ms |',
    );
  });
});

describe('formatBenchSummary', () => {
  it('has the figures with a target, and only those', () => {
    const summary = formatBenchSummary(resultsWith({}));
    expect(summary).toContain('p50 4.0 ms');
    expect(summary).not.toContain('1,000 more waiting questions');
    expect(formatBenchPage(resultsWith({}))).toContain('1,000 more waiting questions');
  });
});
