import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

export type Measurement = 'logs' | 'tasks' | 'interactions' | 'alerts';

/** An InfluxDB that tells how many points it has. */
export interface PointStore {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  count(measurement: Measurement): Promise<number>;
  end(): Promise<void>;
}

/** How long it takes over an answer while it is slow. */
const SLOW_MS = 2_000;

/** What InfluxDB 2.x is to whoever writes to it. As there, a point overwrites one with the same tags and timestamp. */
export interface FakeInflux extends PointStore {
  /** `closed`: nobody listens; `refusing`: answers 503; `slow`: answers late; `up`: as it should be. */
  become(state: 'up' | 'closed' | 'refusing' | 'slow'): Promise<void>;
}

export async function startFakeInflux(): Promise<FakeInflux> {
  const points = new Set<string>();
  let state = 'up';
  let server: Server | undefined;
  let port = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await buffer(request);
    if (state === 'refusing') {
      response.writeHead(503).end();
      return;
    }
    if (state === 'slow') await sleep(SLOW_MS);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(received) : received;
    for (const key of keysOf(body.toString())) points.add(key);
    response.writeHead(204).end();
  }

  async function listen(): Promise<void> {
    server = createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }

  async function close(): Promise<void> {
    if (!server?.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    token: 'secret',
    org: 'augur',
    bucket: 'logs',
    async count(measurement) {
      return [...points].filter((key) => key.startsWith(`${measurement},`)).length;
    },
    async become(next) {
      state = next;
      if (next === 'closed') await close();
      else if (!server?.listening) await listen();
    },
    end: close,
  };
}

/** Measurement, tags and timestamp of each line of the line protocol: what makes a point the one it is. */
function keysOf(body: string): string[] {
  // A backslash takes the character after it along; a field in quotes may hold spaces and line breaks.
  return [...body.matchAll(/^((?:\\.|[^\\ \n])+) (?:"(?:\\.|[^"\\])*"|[^"\n ])+ (\d+)$/gmsu)].map(
    ([, series, timestamp]) => `${series} ${timestamp}`,
  );
}
