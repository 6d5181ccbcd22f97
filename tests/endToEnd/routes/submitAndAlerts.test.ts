import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, call, eventually, post, type TaskView, waitForTask } from '../client.ts';
import { deployedUrl } from '../deployed.ts';
import { lateLines } from '../endpoint.ts';
import { type Rejection, TIME_LINE, waitForReport } from '../reports.ts';
import type { Run } from '../run.ts';
import { modes, startTestRun } from '../testRun.ts';

interface Alert {
  id: string;
  time: string;
  types: string[];
  source: string;
  data: string;
}

interface AlertPage {
  alerts: Alert[];
  next_cursor: string | null;
}

const token = bearer('SECRET_TOKEN');
const RECEIVED = 'Task received and is being processed';

let run: Run;

const submit = <Body = TaskView>(data: unknown) => post<Body>(run.url, '/submit', { data });

/** The log lines about a task. */
function linesAbout(taskId: string, message: string): string[] {
  return run
    .output()
    .split('\n')
    .filter((line) => line.includes(` ${message} task_id=${taskId}`));
}

describe('POST /submit and the alerts API', () => {
  beforeAll(async () => {
    run = await startTestRun();
  }, 30_000);

  afterAll(async () => {
    await run.stop();
    expect(run.output()).not.toContain('SECRET_TOKEN');
  });

  it('logs an interaction, and its task succeeds', async () => {
    const { status, headers, body } = await submit('hello');
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`./status/${body.task_id}`);
    expect(body).toMatchObject({ message: RECEIVED, task_id: body.id, kind: 'record', status: 'queued' });

    expect(await waitForTask(run.url, body.id)).toMatchObject({ kind: 'record', status: 'succeeded' });
    const [line] = await eventually(async () => {
      const lines = linesAbout(body.id, 'Interaction');
      return lines.length > 0 ? lines : undefined;
    });
    expect(line).toContain(`source=POST /submit time=${body.created_at} payload=hello`);
  });

  it('rejects a social security number and writes a report of personal data', async () => {
    const { status, headers, body } = await submit<Rejection>('my ssn is 123-45-6789');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ rule: 'personal-data', found: ['SSN', 'keyword ssn'] });
    expect(await waitForReport(body.alert_id)).toEqual([
      'ALERT TYPE: SSN and keyword ssn',
      'EVENT TYPE: PII',
      expect.stringMatching(TIME_LINE),
      'SOURCE: POST /submit',
      'DATA: my ssn is 123-45-6789',
    ]);
    expect(run.output()).not.toContain('123-45-6789');
  });

  it.each<[where: string, data: unknown]>([
    ['in capitals', 'Nobody has my SSN.'],
    ['deep in the data', { form: [{ note: 'the Ssn?' }] }],
    ['as a key', { ssn: 'none' }],
  ])('rejects the keyword %s and writes a report', async (_, data) => {
    const { status, body } = await submit<Rejection>(data);
    expect(status).toBe(400);
    expect(body.found).toEqual(['keyword ssn']);
    const lines = await waitForReport(body.alert_id);
    expect(lines).toContain('EVENT TYPE: PII');
    expect(lines.at(-1)).toBe(`DATA: ${typeof data === 'string' ? data : JSON.stringify(data)}`);
  });

  it.each(['classnames', 'a lessn for all'])('accepts the keyword as a part of a word: %s', async (data) => {
    expect((await submit(data)).status).toBe(202);
  });

  it('returns 400 and names missing data', async () => {
    const { status, body } = await post<Rejection>(run.url, '/submit', {});
    expect(status).toBe(400);
    expect(body.detail).toMatch(/"data" is missing/);
  });

  it('records an alert from POST /alert, writes its report and returns it', async () => {
    const payload = { host: 'web-1', free: 0 };
    const { status, headers, body } = await post<Rejection>(run.url, '/alert', { type: 'disk full', payload }, token);
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`./alerts/${body.alert_id}`);
    expect(await waitForReport(body.alert_id)).toEqual([
      'ALERT TYPE: disk full',
      expect.stringMatching(TIME_LINE),
      'SOURCE: POST /alert',
      `DATA: ${JSON.stringify(payload)}`,
    ]);
    const { body: alert } = await call<Alert>(run.url, `/alerts/${body.alert_id}`, { headers: token });
    expect(alert).toMatchObject({ id: body.alert_id, types: ['disk full'], data: JSON.stringify(payload) });
  });

  it.each<[name: string, body: object]>([
    ['no type', { payload: 1 }],
    ['an empty type', { type: ' ', payload: 1 }],
    ['no payload', { type: 'disk full' }],
  ])('returns 400 for an alert with %s', async (_, body) => {
    expect((await post(run.url, '/alert', body, token)).status).toBe(400);
  });

  it('lists the alerts in pages, newest first', async () => {
    const raised: string[] = [];
    for (const payload of ['one', 'two', 'three', 'four', 'five']) {
      const { body } = await post<Rejection>(run.url, '/alert', { type: 'paged', payload }, token);
      await waitForReport(body.alert_id);
      raised.unshift(body.alert_id);
    }
    const listed: Alert[] = [];
    let query = 'limit=2';
    while (listed.length < 5) {
      const { status, body } = await call<AlertPage>(run.url, `/alerts?${query}`, { headers: token });
      expect(status).toBe(200);
      expect(body.alerts.length).toBeLessThanOrEqual(2);
      listed.push(...body.alerts);
      query = `limit=2&cursor=${body.next_cursor}`;
    }
    expect(listed.slice(0, 5).map(({ id }) => id)).toEqual(raised);
    expect(listed[0]).toMatchObject({ types: ['paged'], source: 'POST /alert', data: 'five' });

    const { body: all } = await call<AlertPage>(run.url, '/alerts', { headers: token });
    const times = all.alerts.map(({ time }) => time);
    expect(times).toEqual([...times].sort().reverse());
    // A deployed service may have more alerts than fit in a page.
    if (deployedUrl === undefined) expect(all.next_cursor).toBeNull();
  });

  it.each([
    ['limit=0', '"limit" has to be a number from 1 to 100.'],
    ['limit=101', '"limit" has to be a number from 1 to 100.'],
    ['cursor=somewhere', '"cursor" is not a cursor from a page of alerts'],
  ])('returns 400 and explains what is wrong with ?%s', async (query, says) => {
    const { status, body } = await call<Rejection>(run.url, `/alerts?${query}`, { headers: token });
    expect(status).toBe(400);
    expect(body.detail).toContain(says);
  });

  it('returns 404 for an unknown alert', async () => {
    const path = '/alerts/c0ffee00-0000-4000-8000-000000000000';
    expect((await call(run.url, path, { headers: token })).status).toBe(404);
  });
});

describe.each(modes)('ten concurrent POST /submit, with %s execution environments', (_, flags) => {
  beforeAll(async () => {
    run = await startTestRun(flags);
  }, 30_000);

  afterAll(() => run.stop());

  let ids: string[];

  it('are all accepted, and their tasks succeed', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, (_, index) => submit(`hello ${index}`)));
    expect(replies.map(({ status, body }) => [status, body.message])).toEqual(Array(10).fill([202, RECEIVED]));
    ids = replies.map(({ body }) => body.task_id ?? '');
    expect(new Set(ids).size).toBe(10);

    const tasks = await Promise.all(ids.map((id) => waitForTask(run.url, id)));
    expect(tasks.map(({ kind, status }) => [kind, status])).toEqual(Array(10).fill(['record', 'succeeded']));
  });

  it.skipIf(lateLines)(`are each logged exactly once${lateLines}`, async () => {
    // Log lines may come after the response.
    const logged = (id: string) => run.answers(id) > 0 && linesAbout(id, 'Task received').length > 0;
    await eventually(async () => ids.every(logged) || undefined);
    const received = ids.flatMap((id) => linesAbout(id, 'Task received'));
    expect(received).toHaveLength(10);
    expect(received.filter((line) => line.endsWith(' kind=record'))).toEqual(received);
    ids.forEach((id, index) => {
      expect(linesAbout(id, 'Interaction')).toEqual([expect.stringMatching(new RegExp(` payload=hello ${index}$`))]);
    });
  });
});
