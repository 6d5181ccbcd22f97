import type { IncomingMessage } from 'node:http';
import type { BodyBudget } from './bodyBudget.ts';

const EMPTY = Buffer.alloc(0);

export interface ReadBodyOptions {
  readonly limitBytes: number;
  readonly budget: BodyBudget;
}

/**
 * Reads the body of a request. Stops reading a body that is larger than the limit or than what is left of the budget, and
 * keeps nothing of it.
 *
 * @returns the body, whose bytes the caller returns to the budget; or 'too large'; or 'over budget'; or 'aborted' when the
 * client has closed the connection
 */
export function readBody(
  request: IncomingMessage,
  { limitBytes, budget }: ReadBodyOptions,
): Promise<Buffer | 'too large' | 'over budget' | 'aborted'> {
  const { 'content-length': contentLength, 'transfer-encoding': transferEncoding } = request.headers;
  if (transferEncoding === undefined && Number(contentLength ?? 0) === 0) return Promise.resolve(EMPTY);
  if (Number(contentLength) > limitBytes) return Promise.resolve('too large');

  const { promise, resolve } = Promise.withResolvers<Buffer | 'too large' | 'over budget' | 'aborted'>();
  const chunks: Buffer[] = [];
  let size = 0;
  function collect(chunk: Buffer): void {
    if (size + chunk.byteLength > limitBytes) {
      refuse('too large');
    } else if (!budget.take(chunk.byteLength)) {
      refuse('over budget');
    } else {
      size += chunk.byteLength;
      chunks.push(chunk);
    }
  }
  function refuse(reason: 'too large' | 'over budget'): void {
    request.pause();
    discard(reason);
  }
  function discard(reason: 'too large' | 'over budget' | 'aborted'): void {
    stop();
    chunks.length = 0;
    budget.return(size);
    resolve(reason);
  }
  function finish(): void {
    stop();
    resolve(Buffer.concat(chunks));
  }
  const abort = () => discard('aborted');
  function stop(): void {
    request.off('data', collect);
    request.off('end', finish);
    request.off('close', abort);
  }
  request.on('data', collect);
  request.on('end', finish);
  request.on('close', abort);
  return promise;
}
