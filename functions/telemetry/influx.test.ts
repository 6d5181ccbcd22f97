import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createInfluxWriter, lineOf } from './influx.ts';
import type { PointData } from './points.ts';

const point: PointData = {
  measurement: 'logs',
  tags: { function: 'worker', level: 'INFO' },
  fields: { message: 'say "hi"', wait_ms: 2 },
  time: 1_795_000_000_000_000_007n,
};

let server: Server | undefined;
afterEach(() => server?.close());

async function writer(answer: RequestListener) {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createInfluxWriter({ url, token: 't', org: 'augur', bucket: 'logs' });
}

describe('lineOf', () => {
  it('keeps nanoseconds exactly and writes every number as a float', () => {
    expect(lineOf(point)).toBe('logs,function=worker,level=INFO message="say \\"hi\\"",wait_ms=2 1795000000000000007');
  });
});

describe('createInfluxWriter', () => {
  it('writes all points in one request', async () => {
    const paths: string[] = [];
    const write = await writer(({ url = '' }, response) => {
      paths.push(url);
      response.writeHead(204).end();
    });
    await write(Array.from({ length: 5_000 }, () => point));
    expect(paths).toEqual(['/api/v2/write?org=augur&bucket=logs&precision=ns']);
  });

  it('sends no request for no points', async () => {
    const write = createInfluxWriter({ url: 'http://127.0.0.1:1', token: 't', org: 'augur', bucket: 'logs' });
    await expect(write([])).resolves.toBeUndefined();
  });

  it.each([
    [503, 'unavailable', 'InfluxDB rejected some or all of 1 points: 503, unavailable'],
    [422, 'partial write: dropped=1', 'InfluxDB rejected some or all of 1 points: 422, partial write: dropped=1'],
    [400, 'unable to parse: secret', 'InfluxDB rejected some or all of 1 points: 400'],
  ])(
    'throws after a response with status %i, without a retry and without quoting a line',
    async (status, message, error) => {
      let requests = 0;
      const write = await writer((_, response) => {
        requests += 1;
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message }));
      });
      await expect(write([point])).rejects.toThrow(new Error(error));
      expect(requests).toBe(1);
    },
  );

  it('throws when the connection is refused', async () => {
    const write = createInfluxWriter({ url: 'http://127.0.0.1:1', token: 't', org: 'augur', bucket: 'logs' });
    await expect(write([point])).rejects.toThrow(/InfluxDB did not accept 1 points: .*ECONNREFUSED/);
  });
});
