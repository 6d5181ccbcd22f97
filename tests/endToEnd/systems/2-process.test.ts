import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, ended, post } from '../client.ts';
import { type Rejection, report, TIME_LINE } from '../reports.ts';
import type { Run } from '../run.ts';
import { modes, startTestRun } from '../testRun.ts';

describe.each(modes)('the second system: a message, with %s execution environments', (_, flags) => {
  let run: Run;

  beforeAll(async () => {
    run = await startTestRun(flags);
  }, 30_000);

  afterAll(() => run.stop());

  it('need not be a question to be answered', async () => {
    const { status, body } = await post(run.url, '/process?message=somecoolmessage');
    expect(status).toBe(202);
    expect(body).toMatchObject({ task_id: body.id, kind: 'answer', answer: null });

    await ended(run.url, body.id);
    const { status: shown, body: task } = await call(run.url, `/status/${body.task_id}`);
    expect(shown).toBe(200);
    expect(task).toMatchObject({ task_id: body.id, status: 'succeeded' });
    expect(['yes', 'no']).toContain(task.answer);
  });

  it('is turned away, with a report, when it holds a phone number whose plus sign became a space', async () => {
    const path = '/process?message=my%20phone%20number%20:+380991414444';
    const { status, body } = await post<Rejection>(run.url, path);
    expect(status).toBe(400);
    expect(body).toMatchObject({ rule: 'personal-data', found: ['phone'] });
    expect(await report(body.alert_id)).toEqual([
      'ALERT TYPE: phone',
      'EVENT TYPE: PII',
      expect.stringMatching(TIME_LINE),
      'SOURCE: POST /process',
      'DATA: my phone number : 380991414444',
    ]);
    expect(run.output()).not.toContain('380991414444');
  });
});
