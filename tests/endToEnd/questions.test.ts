import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROCESSING_SECONDS } from './assembly.ts';
import { ended, eventually, post, type TaskView } from './client.ts';
import { deployedUrl } from './deployed.ts';
import { lateLines } from './endpoint.ts';
import { type Rejection, report } from './reports.ts';
import type { Run } from './run.ts';
import { modes, startTestRun } from './testRun.ts';

/** An endpoint that has a process for every request at once is not there to show how many it stands. */
const BURST = deployedUrl === undefined ? 100 : 20;

describe.each(modes)('a question, with %s execution environments', (_, flags) => {
  let run: Run;

  beforeAll(async () => {
    run = await startTestRun(flags);
  });

  afterAll(async () => {
    expect(await run.stop()).toBe(0);
    // Node's own warnings are among what an endpoint logs, and the host tells of errors of its own.
    expect(run.output()).not.toMatch(deployedUrl === undefined ? /error/i : / (ERROR|CRITICAL) /);
  }, 15_000);

  it('is accepted at once and answered after the processing time', async () => {
    const { status, headers, body } = await post(run.url, '/predictions', { question: 'Will it rain tomorrow?' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ id: body.prediction_id, kind: 'answer', status: 'queued', answer: null });
    const location = new URL(headers.get('location') ?? '', `${run.url}/predictions`);
    expect(location.href).toBe(`${run.url}/predictions/${body.id}`);

    const task = await ended(run.url, body.id);
    expect(task.status).toBe('succeeded');
    expect(['yes', 'no']).toContain(task.answer);
    expect(task.processing_ms).toBeGreaterThanOrEqual(PROCESSING_SECONDS * 1000 - 5);
    expect(task.queue_ms).toBeGreaterThanOrEqual(0);
  });

  it('never shows in a log what was asked or turned away', async () => {
    const { body: fine } = await post(run.url, '/predictions', { question: 'Will my xylophone arrive?' });
    await ended(run.url, fine.id);
    const { body: unfit } = await post<Rejection>(run.url, '/predictions', { question: 'Who has my xylophone?' });
    await report(unfit.alert_id);
    const logged = () => [fine.id, unfit.alert_id].every((id) => run.output().includes(id));
    await eventually(async () => logged() || undefined);
    expect(run.output()).not.toContain('xylophone');
  });

  let burst: TaskView[];

  it(`is answered, each of ${BURST} that come at once`, async () => {
    const asked = await Promise.all(
      Array.from({ length: BURST }, (_, index) => post(run.url, `/prediction?question=Will%20${index}%20win?`)),
    );
    burst = await Promise.all(asked.map(({ body }) => ended(run.url, body.id)));
    expect(burst.filter(({ status }) => status === 'succeeded')).toHaveLength(BURST);
  });

  it.skipIf(lateLines)(`is answered exactly once, each of those ${BURST}${lateLines}`, async () => {
    await eventually(async () => burst.every(({ id }) => run.answers(id) > 0) || undefined);
    expect(burst.filter(({ id }) => run.answers(id) !== 1)).toEqual([]);
  });
});
