import { describe, expect, it } from 'vitest';
import { checkSettingNames, readSettings } from './settings.ts';

const read = (context: Record<string, unknown>) => readSettings((key) => context[key]);

describe('the settings', () => {
  it('have defaults', () => {
    expect(read({})).toEqual({
      processingSeconds: 5,
      workerConcurrency: 20,
      taskRetentionDays: 7,
      alertKeywords: 'ssn',
      requestsPerSecond: 5_000,
      requestBurst: 2_500,
      reserveConcurrency: true,
      maxQueueSeconds: 60,
      alertRetentionDays: 30,
      logRetentionDays: 14,
      keepData: true,
      requireTls: true,
    });
  });

  it('are read from strings, as -c passes them', () => {
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
    ['requestsPerSecond', '0'],
    ['requestBurst', '5001'],
    ['influxTokenParameter', '/augur/*'],
    ['taskRetentionDays', '0'],
    ['logRetentionDays', '4'],
    ['answerSeed', ''],
  ])('reject %s=%s with an error that names the setting', (key, value) => {
    expect(() => read({ [key]: value })).toThrow(`Setting ${key}: `);
  });
});

describe('checkSettingNames', () => {
  it.each([
    ['workerConcurency', 'workerConcurrency'],
    ['ProcessingSeconds', 'processingSeconds'],
    ['alertKeyword', 'alertKeywords'],
    ['stages', 'stage'],
  ])('throws for %s, with the nearest setting %s', (key, nearest) => {
    expect(() => checkSettingNames([key])).toThrow(`There is no setting ${key}. Did you mean ${nearest}?`);
  });

  it("accepts settings, the stage and CDK's own keys", () => {
    const keys = [
      'processingSeconds',
      'stage',
      '@aws-cdk/core:enablePartitionLiterals',
      'aws:cdk:enable-path-metadata',
    ];
    expect(() => checkSettingNames(keys)).not.toThrow();
  });
});
