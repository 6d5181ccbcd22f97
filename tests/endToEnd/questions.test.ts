import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROCESSING_SECONDS } from './assembly.ts';
import { call, eventually, post, type TaskView, waitForTask } from './client.ts';
import { deployedUrl } from './deployed.ts';
import { lateLines } from './endpoint.ts';
import { type Rejection, waitForReport } from './reports.ts';
import type { Run } from './run.ts';
import { modes, startTestRun } from './testRun.ts';

/** Fewer on an emulator, which starts a process for each concurrent invocation. */
const BURST = deployedUrl === undefined ? 100 : 20;

describe.each(modes)('a question, with %s execution environments', (_, flags) => {
  let run: Run;

  beforeAll(async () => {
    run = await startTestRun(flags);
  });

  afterAll(async () => {
    expect(await run.stop()).toBe(0);
    // An emulator also logs Node's warnings, so only the level counts there. The local host prints its own errors.
    expect(run.output()).not.toMatch(deployedUrl === undefined ? /error/i : / (ERROR|CRITICAL) /);
  }, 15_000);

  it('is accepted with 202 and answered after the processing time', async () => {
    const { status, headers, body } = await post(run.url, '/predictions', { question: 'Will it rain tomorrow?' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ id: body.prediction_id, kind: 'answer', status: 'queued', answer: null });
    const location = new URL(headers.get('location') ?? '', `${run.url}/predictions`);
    expect(location.href).toBe(`${run.url}/predictions/${body.id}`);

    const task = await waitForTask(run.url, body.id);
    expect(task.status).toBe('succeeded');
    expect(['yes', 'no']).toContain(task.answer);
    expect(task.processing_ms).toBeGreaterThanOrEqual(PROCESSING_SECONDS * 1000 - 5);
    expect(task.queue_ms).toBeGreaterThanOrEqual(0);
  });

  it.each(['Will it rain \u{1F327} tomorrow?', 'Will it rain \u{FFFE}\u{FFFF} tomorrow?'])(
    'may contain characters that SQS or an emulator rejects: %j',
    async (question) => {
      const { status, body } = await post(run.url, '/predictions/', { question }, { Prefer: 'wait' });
      expect(status).toBe(200);
      expect(['yes', 'no']).toContain(body.answer);
      const { headers } = await post(run.url, '/predictions/', { question });
      const location = new URL(headers.get('location') ?? '', `${run.url}/predictions/`);
      expect(location.href).toMatch(new RegExp(`^${run.url}/predictions/[\\w-]{36}$`));
      expect((await call(run.url, `/predictions/${body.id.toUpperCase()}`)).status).toBe(200);
    },
  );

  it('leaves an alert with its data when it is rejected, whatever characters it has', async () => {
    const question = 'Is \u{1F327}\u{FFFF} jane.doe@example.com there?';
    const { status, body } = await post<Rejection>(run.url, '/predictions', { question });
    expect(status).toBe(400);
    expect((await waitForReport(body.alert_id)).at(-1)).toBe(`DATA: ${question}`);
  });

  it('never appears in a log, whether accepted or rejected', async () => {
    const { body: fine } = await post(run.url, '/predictions', { question: 'Will my xylophone arrive?' });
    await waitForTask(run.url, fine.id);
    const { body: unfit } = await post<Rejection>(run.url, '/predictions', { question: 'Who has my xylophone?' });
    await waitForReport(unfit.alert_id);
    const logged = () => [fine.id, unfit.alert_id].every((id) => run.output().includes(id));
    await eventually(async () => logged() || undefined);
    expect(run.output()).not.toContain('xylophone');
  });

  let burst: TaskView[];

  it(`is answered when ${BURST} arrive at the same time`, async () => {
    const asked = await Promise.all(
      Array.from({ length: BURST }, (_, index) => post(run.url, `/prediction?question=Will%20${index}%20win?`)),
    );
    burst = await Promise.all(asked.map(({ body }) => waitForTask(run.url, body.id)));
    expect(burst.filter(({ status }) => status === 'succeeded')).toHaveLength(BURST);
  });

  it.skipIf(lateLines)(`is answered exactly once when ${BURST} arrive at the same time${lateLines}`, async () => {
    await eventually(async () => burst.every(({ id }) => run.answers(id) > 0) || undefined);
    expect(burst.filter(({ id }) => run.answers(id) !== 1)).toEqual([]);
  });
});
