import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { functionName, functions, publishersOf, timeoutSecondsOf } from './functions.ts';

const root = join(import.meta.dirname, '..', 'functions');

it('lists every folder under functions/ that has an index.ts', () => {
  const folders = readdirSync(root).filter((folder) => existsSync(join(root, folder, 'index.ts')));
  expect(Object.keys(functions).sort()).toEqual(folders.sort());
});

it('names functions after their folders, in kebab-case', () => {
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

it('knows which functions publish a metric', () => {
  expect(publishersOf('Failed')).toEqual(['worker', 'dead-letter']);
  expect(publishersOf('Rejected')).toEqual(['submit', 'store']);
});

it('gives the worker 10 seconds beyond the processing time, in whole seconds', () => {
  expect(timeoutSecondsOf('worker', 0)).toBe(10);
  expect(timeoutSecondsOf('worker', 60.5)).toBe(71);
});
