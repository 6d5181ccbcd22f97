import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, ended, post } from '../client.ts';
import { type Rejection, report, TIME_LINE } from '../reports.ts';
import type { Run } from '../run.ts';
import { modes, startTestRun } from '../testRun.ts';

describe.each(modes)('the first system: a prediction, with %s execution environments', (_, flags) => {
  let run: Run;

  beforeAll(async () => {
    run = await startTestRun(flags);
  }, 30_000);

  afterAll(() => run.stop());

  it('is taken as its users type it, with a malformed escape, and answered', async () => {
    const { status, body } = await post(run.url, '/prediction?question=Will%20I%20live%forever?');
    expect(status).toBe(202);
    expect(body).toMatchObject({ prediction_id: body.id, kind: 'answer', answer: null });

    await ended(run.url, body.id);
    const { status: shown, body: task } = await call(run.url, `/status?prediction_id=${body.prediction_id}`);
    expect(shown).toBe(200);
    expect(task).toMatchObject({ prediction_id: body.id, status: 'succeeded' });
    expect(['yes', 'no']).toContain(task.answer);
  });

  it('is turned away, with a report, when it is no yes/no question', async () => {
    const { status, headers, body } = await post<Rejection>(run.url, '/prediction?question=what%20is%20your%20name?');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 400, rule: 'yes-no-question', found: ['not a yes/no question'] });
    expect(await report(body.alert_id)).toEqual([
      'ALERT TYPE: not a yes/no question',
      expect.stringMatching(TIME_LINE),
      'SOURCE: POST /prediction',
      'DATA: what is your name?',
    ]);
    expect(run.output()).not.toContain('your name?');
  });
});
