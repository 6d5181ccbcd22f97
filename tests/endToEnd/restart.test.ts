import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { type EmbeddedRun, startEmbedded } from '../../bench/serviceProcess.ts';
import { eventually, post, waitForTask } from './client.ts';
import { embeddedOnly } from './testRun.ts';

const QUESTIONS = 200;

it.skipIf(embeddedOnly)(
  `answers every accepted question exactly once when the service is killed and started again${embeddedOnly}`,
  async () => {
    const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
    const flags = ['--assembly', inject('assembly'), '--state', state];

    const first = await startEmbedded(...flags);
    const accepted = await Promise.all(
      Array.from({ length: QUESTIONS }, (_, index) =>
        post(first.url, `/prediction?question=Will%20${index}%20survive?`),
      ),
    );
    const ids = accepted.map(({ status, body }) => {
      expect(status).toBe(202);
      return body.id;
    });
    const answered = (run: EmbeddedRun) => ids.filter((id) => run.answers(id) > 0);
    await eventually(async () => answered(first).length > 0 || undefined);
    await first.kill();
    const before = answered(first);
    expect(before.length).toBeLessThan(QUESTIONS);

    const second = await startEmbedded(...flags);
    const tasks = await Promise.all(ids.map((id) => waitForTask(second.url, id)));
    expect(tasks.filter(({ status, answer }) => status === 'succeeded' && answer !== null)).toHaveLength(QUESTIONS);
    expect(await second.stop()).toBe(0);

    const after = answered(second);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect(after.filter((id) => second.answers(id) !== 1)).toEqual([]);
  },
  90_000,
);
