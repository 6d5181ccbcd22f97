import { describe, expect, it } from 'vitest';
import { planFor } from '../../plan/plan.ts';
import { platforms } from '../../plan/platform.ts';
import { plotOf } from './plot.ts';
import { markdownOf, type ScaleResults } from './report.ts';

const load = { connections: 10, thinkSeconds: 0, processingSeconds: 5, collecting: { by: 'wait' } } as const;
const { prediction } = planFor(load, { platform: platforms.embedded });

/** What would come of so many times the answers that are predicted. */
function resultsOf(share: number): ScaleResults {
  const measured = {
    clients: 10,
    processingSeconds: 5,
    warmUpSeconds: 20,
    seconds: 60,
    questions: 150,
    answersPerMinute: share * prediction.answersPerMinute,
    beyondP50Ms: 30,
    beyondP99Ms: 40,
    waitP50Ms: 50,
    waitP99Ms: 70,
    slotsInUse: 9.9,
  };
  return {
    measuredAt: '2026-11-24T12:00:00.000Z',
    machine: { node: 'v24.0.0', platform: 'linux x64', processor: 'A processor', cores: 2, memoryGigabytes: 24 },
    figures: [
      {
        connections: 10,
        workerConcurrency: 10,
        predicted: prediction,
        measured,
        memoryMegabytes: 250,
        processorsUsed: 0.1,
      },
    ],
    onAws: [],
  };
}

describe('the report of the scaling measurement', () => {
  it.each([
    [1.02, '| +2.0 % |'],
    [0.95, '| −5.0 % |'],
    [0.89, '| −11.0 %, missed |'],
  ])('says how far from the prediction %d times as many answers are', (share, cell) => {
    expect(markdownOf(resultsOf(share))).toContain(cell);
  });

  it('shows what the five systems estimated beside what was measured', () => {
    expect(markdownOf(resultsOf(1))).toContain('2 workers: over 100/min; 6–8 workers: 48/min (T = 10 s)');
  });
});

describe('the plot', () => {
  it('shows everything that was measured, predicted and estimated, and nothing that is no number', () => {
    const svg = plotOf(resultsOf(1).figures);
    expect(svg).toContain(' measured 9.9<');
    expect(svg).toContain(' predicted 9');
    expect(svg).toContain('estimated 48 to 48');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});
