import type { IncomingMessage } from 'node:http';

const EMPTY = Buffer.alloc(0);

/**
 * Reads the body of a request. Stops reading a body that is larger than the limit, and keeps nothing of it.
 *
 * @returns the body; or 'too large'; or 'aborted' when the client has closed the connection
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | 'too large' | 'aborted'> {
  const { 'content-length': contentLength, 'transfer-encoding': transferEncoding } = request.headers;
  if (transferEncoding === undefined && Number(contentLength ?? 0) === 0) return Promise.resolve(EMPTY);
  if (Number(contentLength) > limitBytes) return Promise.resolve('too large');

  const { promise, resolve } = Promise.withResolvers<Buffer | 'too large' | 'aborted'>();
  const chunks: Buffer[] = [];
  let size = 0;
  function collect(chunk: Buffer): void {
    size += chunk.byteLength;
    chunks.push(chunk);
    if (size <= limitBytes) return;
    request.off('data', collect);
    chunks.length = 0;
    request.pause();
    resolve('too large');
  }
  request.on('data', collect);
  request.once('end', () => resolve(Buffer.concat(chunks)));
  // Has no effect after the end.
  request.once('close', () => resolve('aborted'));
  return promise;
}
