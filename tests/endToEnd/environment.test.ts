import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startEmbeddedIn } from '../../bench/serviceProcess.ts';
import { post, waitForTask } from './client.ts';
import { embeddedOnly } from './testRun.ts';

/** Nothing listens there. */
const PROXY = 'http://127.0.0.1:9';

describe.skipIf(embeddedOnly)(`npm start${embeddedOnly}`, () => {
  it.each<[string, Record<string, string>, string]>([
    ['variables of the AWS SDK', { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' }, ''],
    ['a profile that does not exist', { AWS_PROFILE: 'nobody', AWS_REGION: 'nowhere', AWS_RETRY_MODE: 'none' }, ''],
    ['a configuration file', {}, '[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n'],
    ['a proxy', { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, http_proxy: PROXY, NODE_USE_ENV_PROXY: '1' }, ''],
    ['NODE_ENV=production', { NODE_ENV: 'production' }, ''],
  ])('answers a question where the user has %s', async (_, environment, awsConfig) => {
    const home = await mkdtemp(join(tmpdir(), 'augur-home-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws', 'config'), awsConfig);
    const variables = { ...environment, HOME: home, AWS_CONFIG_FILE: join(home, '.aws', 'config') };
    const state = join(home, 'state');
    const run = await startEmbeddedIn(variables, '--assembly', inject('assembly'), '--state', state);
    onTestFinished(async () => {
      await run.stop();
    });
    const { body } = await post(run.url, '/prediction?question=Will%20it%20rain?');
    expect(await waitForTask(run.url, body.id)).toMatchObject({ status: 'succeeded' });
  });
});
