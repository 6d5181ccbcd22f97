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

async function writer(answer: RequestListener, readToken = async () => 't') {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createInfluxWriter({ url, readToken, org: 'augur', bucket: 'logs' });
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

  it('reads the token once, and again after InfluxDB has refused it', async () => {
    const tokens = ['old', 'new'];
    const used: (string | undefined)[] = [];
    const write = await writer(
      ({ headers: { authorization } }, response) => {
        used.push(authorization);
        response.writeHead(used.length === 2 ? 401 : 204).end();
      },
      async () => tokens.shift() ?? '',
    );
    await write([point]);
    await expect(write([point])).rejects.toThrow('401');
    await write([point]);
    expect(used).toEqual(['Token old', 'Token old', 'Token new']);
  });

  it('reads the token again after it could not be read', async () => {
    let reads = 0;
    const write = await writer(
      (_, response) => response.writeHead(204).end(),
      async () => {
        reads += 1;
        if (reads === 1) throw new Error('SSM does not respond');
        return 't';
      },
    );
    await expect(write([point])).rejects.toThrow('SSM does not respond');
    await expect(write([point])).resolves.toBeUndefined();
  });

  it('sends no request for no points', async () => {
    const write = createInfluxWriter({
      url: 'http://127.0.0.1:1',
      readToken: async () => 't',
      org: 'augur',
      bucket: 'logs',
    });
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
    const write = createInfluxWriter({
      url: 'http://127.0.0.1:1',
      readToken: async () => 't',
      org: 'augur',
      bucket: 'logs',
    });
    await expect(write([point])).rejects.toThrow(/InfluxDB did not accept 1 points: .*ECONNREFUSED/);
  });
});
