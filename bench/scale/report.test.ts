import { describe, expect, it } from 'vitest';
import { planCapacity } from '../../plan/planCapacity.ts';
import { platforms } from '../../plan/platform.ts';
import { plotScale } from './plot.ts';
import { formatScaleTable, type ScaleResults } from './report.ts';

const load = { connections: 10, thinkSeconds: 0, processingSeconds: 5, collecting: { by: 'wait' } } as const;
const { prediction } = planCapacity(load, { platform: platforms.embedded });

/** Results with `factor` times the answers per minute that are predicted. */
function resultsWith(factor: number): ScaleResults {
  const measured = {
    clients: 10,
    processingSeconds: 5,
    warmUpSeconds: 20,
    seconds: 60,
    questions: 150,
    answersPerMinute: factor * prediction.answersPerMinute,
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
  };
}

describe('formatScaleTable', () => {
  it.each([
    [1.02, '| +2.0 % |'],
    [0.95, '| −5.0 % |'],
    [0.89, '| −11.0 %, missed |'],
  ])('shows the error of %d times the predicted answers, and marks it from 10 %% on', (factor, cell) => {
    expect(formatScaleTable(resultsWith(factor), 'scale.svg')).toContain(cell);
  });

  it('shows the estimates of the five systems for the same number of connections', () => {
    expect(formatScaleTable(resultsWith(1), 'scale.svg')).toContain(
      '2 workers: over 100/min; 6–8 workers: 48/min (T = 10 s)',
    );
  });
});

describe('plotScale', () => {
  it('shows what was measured, predicted and estimated, and numbers only', () => {
    const svg = plotScale(resultsWith(1).figures);
    expect(svg).toContain(' measured 9.9<');
    expect(svg).toContain(' predicted 9');
    expect(svg).toContain('estimated 48 to 48');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});
