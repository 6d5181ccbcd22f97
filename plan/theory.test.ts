import { describe, expect, it } from 'vitest';
import type { Load, WorkerSettings } from './load.ts';
import { type Platform, platforms } from './platform.ts';
import { Simulation } from './simulation.ts';
import { theoryOf } from './theory.ts';

const MAX_ERROR = 0.1;
const ANSWERS = 500_000;
const collecting = { by: 'wait' } as const;
const questions = (perSecond: number, processingSeconds = 5): Load => ({
  perMinute: 60 * perSecond,
  processingSeconds,
  collecting,
});
const clients = (connections: number, thinkSeconds = 0, processingSeconds = 5): Load => ({
  connections,
  thinkSeconds,
  processingSeconds,
  collecting,
});
const workers = (workerConcurrency: number, batchSize = 10): WorkerSettings => ({ workerConcurrency, batchSize });

function simulated(load: Load, settings: WorkerSettings, seconds: number, platform: Platform = platforms.aws) {
  const simulation = new Simulation({ load, settings, platform, seed: 7, start: 'running' });
  simulation.run(seconds / 10);
  const { answers, waitsSeconds } = simulation.run(seconds);
  const waits = Float64Array.from(waitsSeconds).sort();
  return {
    answersPerMinute: (60 * answers) / seconds,
    meanWaitSeconds: waits.reduce((sum, wait) => sum + wait, 0) / waits.length,
    p99WaitSeconds: waits[Math.floor(0.99 * waits.length)] ?? Number.NaN,
  };
}

const error = (predicted: number | undefined, measured: number) =>
  Math.abs((predicted ?? Number.NaN) - measured) / measured;

describe('the waits of questions that come on their own differ between theory and simulation by less than 10 %', () => {
  it.each([
    ['one slot, half in use', questions(0.1), workers(1, 1)],
    ['one slot, 80 % in use', questions(0.16), workers(1, 1)],
    ['10 slots, 80 % in use', questions(1.6), workers(10, 1)],
    ['10 slots, 90 % in use', questions(1.8), workers(10, 1)],
    ['50 slots, 90 % in use', questions(9), workers(50, 1)],
    ['100 slots, 90 % in use, T = 0.5 s', questions(180, 0.5), workers(100, 1)],
    ['200 slots, 95 % in use', questions(38), workers(200, 1)],
    ['batches, 20 workers for as many questions', questions(4), workers(20)],
    ['batches, 20 workers for 15 questions', questions(3), workers(20)],
    ['batches, 100 workers for as many questions', questions(20), workers(100)],
    ['batches, 100 workers for 90 questions', questions(18), workers(100)],
    ['batches, 500 workers for as many questions, T = 0.5 s', questions(1_000, 0.5), workers(500)],
  ])('%s', (_, load, settings) => {
    const theory = theoryOf(load, settings);
    const simulation = simulated(load, settings, ANSWERS / (theory.answersPerMinute / 60));
    expect(error(theory.meanWaitSeconds, simulation.meanWaitSeconds)).toBeLessThan(MAX_ERROR);
    expect(error(theory.p99WaitSeconds, simulation.p99WaitSeconds)).toBeLessThan(MAX_ERROR);
  });
});

describe('the answers of clients that wait for them differ between theory and simulation by less than 10 %', () => {
  it.each([
    ['10 clients, the defaults', clients(10), workers(20), platforms.embedded],
    ['100 clients, 12 workers', clients(100), workers(12), platforms.embedded],
    ['100 clients, the defaults', clients(100), workers(20), platforms.embedded],
    ['500 clients, 60 workers', clients(500), workers(60), platforms.embedded],
    ['1,000 clients, the defaults: five times too many', clients(1_000), workers(20), platforms.embedded],
    ['100 clients that think for 5 s', clients(100, 5), workers(20), platforms.embedded],
    ['100 clients with a worker each', clients(100), workers(100), platforms.aws],
    ['300 clients for 200 slots', clients(300), workers(20), platforms.aws],
    ['50,000 clients for 10,000 slots', clients(50_000), workers(1_000), platforms.aws],
  ])('%s', (_, load, settings, platform) => {
    const theory = theoryOf(load, settings, platform);
    const simulation = simulated(load, settings, 200, platform);
    expect(error(theory.answersPerMinute, simulation.answersPerMinute)).toBeLessThan(MAX_ERROR);
    if (theory.meanWaitSeconds > 0) {
      expect(error(theory.meanWaitSeconds, simulation.meanWaitSeconds)).toBeLessThan(MAX_ERROR);
    }
  });

  it('knows that batches which are not full cost what their workers could do', () => {
    const [load, settings] = [clients(100), workers(10)];
    const bound = theoryOf(load, settings);
    expect(bound.isBound).toBe(true);
    expect(simulated(load, settings, 200).answersPerMinute).toBeLessThan(0.95 * bound.answersPerMinute);
  });
});

describe('theory', () => {
  it('does not promise what the slots cannot do', () => {
    expect(theoryOf(questions(50), workers(20))).toMatchObject({ answersPerMinute: 2_400, meanWaitSeconds: Infinity });
    expect(theoryOf(clients(1_000_000), workers(1_000)).answersPerMinute).toBe(120_000);
  });
});
