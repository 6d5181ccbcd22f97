import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PROCESSING_SECONDS } from './assembly.ts';
import { call, ended, eventually, post, type TaskView } from './client.ts';
import { type EmbeddedRun, startEmbedded } from './embedded.ts';

interface Rejection {
  type: string;
  title: string;
  status: number;
  detail: string;
  rule: string;
  found: string[];
  alert_id: string;
}

const reports = inject('reports');

/** The report of an alert, once it is written. */
async function report(alertId: string): Promise<string> {
  return eventually(async () => {
    const name = (await readdir(reports).catch(() => [])).find((file) => file.endsWith(`_${alertId}.txt`));
    return name && readFile(join(reports, name), 'utf8');
  });
}

describe.each([['shared'], ['isolated']])('a question, with %s execution environments', (mode) => {
  let run: EmbeddedRun;

  beforeAll(async () => {
    const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
    const flags = ['--assembly', inject('assembly'), '--state', state];
    run = await startEmbedded(...flags, ...(mode === 'isolated' ? ['--isolated'] : []));
  }, 30_000);

  afterAll(async () => {
    expect(await run.stop()).toBe(0);
    expect(run.output()).not.toMatch(/error/i);
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

  it('is taken as its users type it, with a malformed escape', async () => {
    const { status, body } = await post(run.url, '/prediction?question=Will%20I%20live%forever?');
    expect(status).toBe(202);
    expect((await call(run.url, `/status?prediction_id=${body.prediction_id}`)).body).toMatchObject({
      prediction_id: body.prediction_id,
    });
    expect((await ended(run.url, body.id)).status).toBe('succeeded');
  });

  it('may be a message, which need not be a question', async () => {
    const { status, body } = await post(run.url, '/process?message=somecoolmessage');
    expect(status).toBe(202);
    expect(body.task_id).toBe(body.id);
    expect((await call(run.url, `/status/${body.task_id}`)).body).toMatchObject({ task_id: body.id, kind: 'answer' });
    expect((await ended(run.url, body.id)).status).toBe('succeeded');
  });

  it('is turned away, with a report, when it is no yes/no question', async () => {
    const { status, headers, body } = await post<Rejection>(run.url, '/prediction?question=what%20is%20your%20name?');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 400, rule: 'yes-no-question', found: ['not a yes/no question'] });
    const lines = (await report(body.alert_id)).split('\n');
    expect(lines).toEqual([
      'ALERT TYPE: not a yes/no question',
      expect.stringMatching(/^TIME: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      'SOURCE: POST /prediction',
      'DATA: what is your name?',
      '',
    ]);
  });

  it('is turned away, with a report, when it holds a phone number whose plus sign became a space', async () => {
    const path = '/process?message=my%20phone%20number%20:+380991414444';
    const { status, body } = await post<Rejection>(run.url, path);
    expect(status).toBe(400);
    expect(body).toMatchObject({ rule: 'personal-data', found: ['phone'] });
    expect(await report(body.alert_id)).toContain('\nDATA: my phone number : 380991414444\n');
  });

  it('never shows in a log what was asked or turned away', async () => {
    const { body: fine } = await post(run.url, '/predictions', { question: 'Will my xylophone arrive?' });
    await ended(run.url, fine.id);
    const { body: unfit } = await post<Rejection>(run.url, '/predictions', { question: 'Who has my xylophone?' });
    await report(unfit.alert_id);
    expect(run.output()).toContain(fine.id);
    expect(run.output()).toContain(unfit.alert_id);
    expect(run.output()).not.toContain('xylophone');
  });

  it('is answered exactly once, each of a hundred that come at once', async () => {
    const asked = await Promise.all(
      Array.from({ length: 100 }, (_, index) => post(run.url, `/prediction?question=Will%20${index}%20win?`)),
    );
    const tasks: TaskView[] = await Promise.all(asked.map(({ body }) => ended(run.url, body.id)));
    expect(tasks.filter(({ status }) => status === 'succeeded')).toHaveLength(100);
    await eventually(async () => tasks.every(({ id }) => run.answers(id) > 0) || undefined);
    expect(tasks.filter(({ id }) => run.answers(id) !== 1)).toEqual([]);
  }, 30_000);
});
