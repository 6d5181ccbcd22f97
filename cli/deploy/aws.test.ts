import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const API_TOKENS = '4f1d2c3b5a69788796a5b4c3d2e1f00f';

/** Runs `deploy:aws`. @returns what it prints before it fails; without AWS credentials it cannot deploy anything */
async function deploy(variables: Record<string, string>, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', ...variables };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(import.meta.dirname, 'aws.ts'), 'deploy', ...args], { env }, (error, _, stderr) =>
      error ? resolve(stderr) : reject(new Error('The deployment was not refused')),
    );
  });
}

describe('deploy:aws refuses to deploy', () => {
  it('with a token that everybody knows', async () => {
    expect(await deploy({ API_TOKENS: 'SECRET_TOKEN' })).toContain('API_TOKENS: number 1 is a token of local runs');
  });

  it('with InfluxDB but without the SSM parameter that has its token, even where the token itself is given', async () => {
    const influx = { INFLUX_URL: 'https://influx.example.com', INFLUX_TOKEN: 'a-secret' };
    const message = await deploy({ API_TOKENS, ...influx }, '-c', 'stage=test');
    expect(message).toContain('-c influxTokenParameter=/augur/influx-token');
    expect(message).not.toContain('a-secret');
  });

  it('to an endpoint other than AWS', async () => {
    expect(await deploy({ API_TOKENS, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).toContain('AWS_ENDPOINT_URL is');
  });
});
