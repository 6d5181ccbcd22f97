import { connect } from 'node:net';
import type { FuzzRequest } from './generateRequest.ts';

export interface RawResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Sends a request over a connection of its own, as `fetch` does not: it need not be HTTP.
 *
 * @returns the response; undefined when the service closes the connection without one
 * @throws Error when the connection fails, or is still open after the timeout
 */
export function sendRequest(
  port: number,
  { bytes, isMalformed }: Pick<FuzzRequest, 'bytes' | 'isMalformed'>,
  timeoutMs: number,
): Promise<RawResponse | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<RawResponse | undefined>();
  const chunks: Buffer[] = [];
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const timer = setTimeout(() => {
    socket.destroy();
    reject(new Error(`No response within ${timeoutMs} ms`));
  }, timeoutMs);
  socket.on('data', (chunk) => chunks.push(chunk));
  // The service may answer and close before it has read everything. What it has answered counts.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
  });
  socket.once('close', () => {
    clearTimeout(timer);
    resolve(parseResponse(Buffer.concat(chunks).toString('utf8')));
  });
  socket.once('end', () => socket.end());
  socket.write(bytes);
  // A service that waits for the rest of a request learns that none follows.
  if (isMalformed) socket.end();
  return promise;
}

/** Parses a response. Of several, such as `100 Continue` and the final one, the last counts. */
export function parseResponse(text: string): RawResponse | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  if (headEnd < 0 || Number.isNaN(status)) return undefined;
  const rest = text.slice(headEnd + 4);
  if (status < 200) return parseResponse(rest);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status, headers, body: headers.get('transfer-encoding') === 'chunked' ? withoutChunks(rest) : rest };
}

function withoutChunks(text: string): string {
  return text
    .split('\r\n')
    .filter((_, index) => index % 2 === 1)
    .join('');
}
