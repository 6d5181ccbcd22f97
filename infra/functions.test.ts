import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createServiceApi, REQUEST_TIMEOUT_MS } from '../functions/heartbeat/serviceApi.ts';
import { WRITE_TIMEOUT_MS } from '../functions/telemetry/influx.ts';
import { functionName, functions, publishersOf, timeoutSecondsOf } from './functions.ts';

const root = join(import.meta.dirname, '..', 'functions');

describe('functions', () => {
  it('lists every folder under functions/ that has an index.ts', () => {
    const folders = readdirSync(root).filter((folder) => existsSync(join(root, folder, 'index.ts')));
    expect(Object.keys(functions).sort()).toEqual(folders.sort());
  });

  it.each(Object.entries(functions))('lists the environment variables that %s reads', async (folder, definition) => {
    const { environmentShape }: { environmentShape: object } = await import(join(root, folder, 'environment.ts'));
    expect([...definition.environment].sort()).toEqual(Object.keys(environmentShape).sort());
  });

  it('gives the heartbeat time for one request of each kind', () => {
    const kinds = Object.keys(createServiceApi('http://127.0.0.1/', fetch));
    expect(kinds).toHaveLength(3);
    expect(functions.heartbeat.timeoutSeconds).toBeGreaterThan((kinds.length * REQUEST_TIMEOUT_MS) / 1_000);
  });

  it('gives telemetry time for more than two writes', () => {
    expect(functions.telemetry.timeoutSeconds).toBeGreaterThan((2 * WRITE_TIMEOUT_MS) / 1_000);
  });
});

describe('functionName', () => {
  it('returns the name of the folder in kebab-case', () => {
    expect(Object.keys(functions).map(functionName).sort()).toEqual([
      'alert-recorder',
      'alerts-api',
      'dead-letter',
      'gateway',
      'heartbeat',
      'status',
      'store',
      'submit',
      'telemetry',
      'worker',
    ]);
  });
});

describe('publishersOf', () => {
  it('returns the functions that publish a metric', () => {
    expect(publishersOf('Failed')).toEqual(['worker', 'dead-letter']);
    expect(publishersOf('Rejected')).toEqual(['submit', 'store']);
  });
});

describe('timeoutSecondsOf', () => {
  it('returns the processing time plus 10 seconds for the worker, in whole seconds', () => {
    expect(timeoutSecondsOf('worker', 0)).toBe(10);
    expect(timeoutSecondsOf('worker', 60.5)).toBe(71);
  });
});
