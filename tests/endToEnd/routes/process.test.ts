import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, post, waitForTask } from '../client.ts';
import { type Rejection, TIME_LINE, waitForReport } from '../reports.ts';
import type { Run } from '../run.ts';
import { modes, startTestRun } from '../testRun.ts';

describe.each(modes)('POST /process, with %s execution environments', (_, flags) => {
  let run: Run;

  beforeAll(async () => {
    run = await startTestRun(flags);
  }, 30_000);

  afterAll(() => run.stop());

  it('answers a message that is not a question', async () => {
    const { status, body } = await post(run.url, '/process?message=somecoolmessage');
    expect(status).toBe(202);
    expect(body).toMatchObject({ task_id: body.id, kind: 'answer', answer: null });

    await waitForTask(run.url, body.id);
    const { status: shown, body: task } = await call(run.url, `/status/${body.task_id}`);
    expect(shown).toBe(200);
    expect(task).toMatchObject({ task_id: body.id, status: 'succeeded' });
    expect(['yes', 'no']).toContain(task.answer);
  });

  it('rejects a phone number whose plus sign was decoded as a space, and writes a report', async () => {
    const path = '/process?message=my%20phone%20number%20:+380991414444';
    const { status, body } = await post<Rejection>(run.url, path);
    expect(status).toBe(400);
    expect(body).toMatchObject({ rule: 'personal-data', found: ['phone'] });
    expect(await waitForReport(body.alert_id)).toEqual([
      'ALERT TYPE: phone',
      'EVENT TYPE: PII',
      expect.stringMatching(TIME_LINE),
      'SOURCE: POST /process',
      'DATA: my phone number : 380991414444',
    ]);
    expect(run.output()).not.toContain('380991414444');
  });
});
