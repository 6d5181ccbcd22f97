import type { IncomingMessage } from 'node:http';

const NOTHING = Buffer.alloc(0);

/**
 * Reads a request's body, as far as it is allowed to go: of one that is larger no more is read or kept.
 *
 * @returns the body, or why there is none
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | 'too large' | 'aborted'> {
  const { 'content-length': contentLength, 'transfer-encoding': transferEncoding } = request.headers;
  if (transferEncoding === undefined && Number(contentLength ?? 0) === 0) return Promise.resolve(NOTHING);
  if (Number(contentLength) > limitBytes) return Promise.resolve('too large');

  const { promise, resolve } = Promise.withResolvers<Buffer | 'too large' | 'aborted'>();
  const chunks: Buffer[] = [];
  let size = 0;
  function keep(chunk: Buffer): void {
    size += chunk.byteLength;
    chunks.push(chunk);
    if (size <= limitBytes) return;
    request.off('data', keep);
    chunks.length = 0;
    request.pause();
    resolve('too large');
  }
  request.on('data', keep);
  request.once('end', () => resolve(Buffer.concat(chunks)));
  // After the end this changes nothing; before it the client went away.
  request.once('close', () => resolve('aborted'));
  return promise;
}
