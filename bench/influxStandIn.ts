import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

/** A measurement, in InfluxDB's sense, that telemetry writes. */
export type Measurement = 'logs' | 'tasks' | 'interactions' | 'alerts';

/** An InfluxDB 2.x, and how many points it stores. */
export interface PointStore {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  /** The number of points of a measurement. */
  count(measurement: Measurement): Promise<number>;
  /** Closes the connections to it. */
  close(): Promise<void>;
}

/** The response time in the state `slow`. */
const SLOW_MS = 2_000;

/** A stand-in for the write API of InfluxDB 2.x. A point replaces one with the same measurement, tags and timestamp. */
export interface InfluxStandIn extends PointStore {
  /** Changes its state. `closed`: does not listen; `refusing`: answers 503; `slow`: answers late; `up`: accepts writes. */
  setState(newState: 'up' | 'closed' | 'refusing' | 'slow'): Promise<void>;
}

/** Starts a stand-in on a free port of 127.0.0.1, in the state `up`. */
export async function startInfluxStandIn(): Promise<InfluxStandIn> {
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
    async setState(newState) {
      state = newState;
      if (newState === 'closed') await close();
      else if (!server?.listening) await listen();
    },
    close,
  };
}

/** The identity of each point in line protocol: its measurement, tags and timestamp. */
function keysOf(body: string): string[] {
  // A backslash escapes the next character; a quoted field may contain spaces and line breaks.
  return [...body.matchAll(/^((?:\\.|[^\\ \n])+) (?:"(?:\\.|[^"\\])*"|[^"\n ])+ (\d+)$/gmsu)].map(
    ([, series, timestamp]) => `${series} ${timestamp}`,
  );
}
