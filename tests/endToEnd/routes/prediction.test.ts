import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, post, waitForTask } from '../client.ts';
import { type Rejection, TIME_LINE, waitForReport } from '../reports.ts';
import type { Run } from '../run.ts';
import { modes, startTestRun } from '../testRun.ts';

describe.each(modes)('POST /prediction, with %s execution environments', (_, flags) => {
  let run: Run;

  beforeAll(async () => {
    run = await startTestRun(flags);
  }, 30_000);

  afterAll(() => run.stop());

  it('accepts a question with a malformed percent escape and answers it', async () => {
    const { status, body } = await post(run.url, '/prediction?question=Will%20I%20live%forever?');
    expect(status).toBe(202);
    expect(body).toMatchObject({ prediction_id: body.id, kind: 'answer', answer: null });

    await waitForTask(run.url, body.id);
    const { status: shown, body: task } = await call(run.url, `/status?prediction_id=${body.prediction_id}`);
    expect(shown).toBe(200);
    expect(task).toMatchObject({ prediction_id: body.id, status: 'succeeded' });
    expect(['yes', 'no']).toContain(task.answer);
  });

  it('rejects what is not a yes/no question, and writes a report', async () => {
    const { status, headers, body } = await post<Rejection>(run.url, '/prediction?question=what%20is%20your%20name?');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 400, rule: 'yes-no-question', found: ['not a yes/no question'] });
    expect(await waitForReport(body.alert_id)).toEqual([
      'ALERT TYPE: not a yes/no question',
      expect.stringMatching(TIME_LINE),
      'SOURCE: POST /prediction',
      'DATA: what is your name?',
    ]);
    expect(run.output()).not.toContain('your name?');
  });
});
