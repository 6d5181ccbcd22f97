import { afterEach, describe, expect, it, vi } from 'vitest';
import { ACTING, createFunction, fakeTimers } from '../../tests/local/functionUnderTest.ts';

afterEach(() => vi.useRealTimers());

describe('the log of a function', () => {
  it('has whole lines, in the order in which the function writes them, before the result', async () => {
    const { invoke, messages } = await createFunction(
      `
      export const handler = async () => {
        console.log('one'); console.error('two'); console.log('three\\nfour');
        process.stdout.write('fi'); process.stderr.write('six\\n'); process.stdout.write('ve\\n');
        const [a, b] = [Buffer.from('sev€n\\n').subarray(0, 4), Buffer.from('sev€n\\n').subarray(4)];
        process.stdout.write(a); process.stdout.write(b);
        process.stdout.write('6569676874 0a'.replace(' ', ''), 'hex');
        process.stdout.write('no end');
      }`.replaceAll('\\\\', '\\'),
    );
    await invoke();
    expect(messages()).toEqual(['one', 'two', 'three', 'four', 'six', 'five', 'sev€n', 'eight']);
  });

  it('has all output from before an environment ends, and its unfinished line', async () => {
    const { invoke, messages } = await createFunction(`export const handler = async () => {
      for (let n = 0; n < 1000; n += 1) console.log('line ' + n);
      process.stdout.write('unfinished');
      process.exit(1);
    }`);
    expect(await invoke()).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(messages().slice(0, -1)).toEqual([...Array.from({ length: 1000 }, (_, n) => `line ${n}`), 'unfinished']);
  });

  it('has the output from before an endless loop', async () => {
    fakeTimers();
    const { invoke, logged } = await createFunction(ACTING, { timeoutMs: 3000 });
    const result = invoke({ action: 'loop' });
    await logged('loop');
    vi.advanceTimersByTime(3000);
    await result;
  });

  it("has Lambda's lines before and after those of the function", async () => {
    const { invoke, messages, lines } = await createFunction("export const handler = () => { console.log('within') }", {
      systemLogLevel: 'INFO',
    });
    await invoke();
    await invoke();
    const [start, within, report, , , second] = messages();
    const { requestId } = JSON.parse(start ?? '').record;
    expect(JSON.parse(start ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      type: 'platform.start',
      record: { requestId, version: '$LATEST' },
    });
    expect(within).toBe('within');
    const { record } = JSON.parse(report ?? '');
    expect(record).toEqual({
      requestId,
      metrics: {
        durationMs: expect.any(Number),
        billedDurationMs: Math.ceil(record.metrics.billedDurationMs),
        memorySizeMB: 256,
        maxMemoryUsedMB: expect.toSatisfy((megabytes: number) => megabytes > 1 && megabytes < 100),
        initDurationMs: expect.any(Number),
      },
      status: 'success',
    });
    expect(record.metrics.billedDurationMs).toBeGreaterThanOrEqual(record.metrics.durationMs);
    expect(JSON.parse(second ?? '').record.metrics).not.toHaveProperty('initDurationMs');
    expect(lines.every(({ logGroupName, timestamp }) => logGroupName === '/aws/lambda/example' && timestamp > 0)).toBe(
      true,
    );
  });

  it('reports failures also when the system log level is WARN', async () => {
    fakeTimers();
    const { invoke, logged, messages } = await createFunction(ACTING, { timeoutMs: 3000 });
    await invoke();
    expect(messages()).toEqual([]);
    const result = invoke({ action: 'hang' });
    await logged('hang');
    vi.advanceTimersByTime(3000);
    await result;
    expect(JSON.parse(messages()[1] ?? '')).toMatchObject({
      type: 'platform.report',
      record: { status: 'timeout', errorType: 'Sandbox.Timedout', metrics: { durationMs: expect.any(Number) } },
    });
  });
});
