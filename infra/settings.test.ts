import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const read = (context: Record<string, unknown>) => readSettings((key) => context[key]);

describe('the settings', () => {
  it('have defaults for a first run', () => {
    expect(read({})).toEqual({
      processingSeconds: 5,
      workerConcurrency: 20,
      taskRetentionDays: 7,
      alertKeywords: 'ssn',
      maxQueueSeconds: 60,
      alertRetentionDays: 30,
      logRetentionDays: 14,
      keepData: true,
      requireTls: true,
    });
  });

  it('are read from text, as -c passes them', () => {
    expect(read({ processingSeconds: '0.5', workerConcurrency: '100', answerSeed: '7' })).toMatchObject({
      processingSeconds: 0.5,
      workerConcurrency: 100,
      answerSeed: '7',
    });
  });

  it.each([
    ['processingSeconds', '-1'],
    ['processingSeconds', '801'],
    ['processingSeconds', ''],
    ['processingSeconds', 'five'],
    ['workerConcurrency', '1'],
    ['workerConcurrency', '1001'],
    ['workerConcurrency', '2.5'],
    ['taskRetentionDays', '0'],
    ['logRetentionDays', '4'],
    ['answerSeed', ''],
  ])('refuse %s=%s, by its name', (key, value) => {
    expect(() => read({ [key]: value })).toThrow(`Setting ${key}: `);
  });
});
