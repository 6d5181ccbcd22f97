import type { FuzzRequest } from './generateRequest.ts';
import type { RawResponse } from './sendRequest.ts';

/** How long any response may take, in milliseconds. */
export const MAX_RESPONSE_MS = 2_000;

/**
 * What is wrong with a response: a 5xx, one that took too long, or an error that is not problem details (RFC 9457).
 *
 * @returns undefined when nothing is
 */
export function findViolation(
  { method, isMalformed }: Pick<FuzzRequest, 'method' | 'isMalformed'>,
  response: RawResponse | undefined,
  elapsedMs: number,
): string | undefined {
  if (elapsedMs > MAX_RESPONSE_MS) return `the response took ${Math.round(elapsedMs)} ms`;
  if (response === undefined) return isMalformed ? undefined : 'the connection was closed without a response';
  const { status, headers, body } = response;
  if (status >= 500) return `status ${status}`;
  if (status < 400) return undefined;
  const contentType = headers.get('content-type') ?? 'none';
  if (!contentType.startsWith('application/problem+json')) return `status ${status} with content type ${contentType}`;
  // API Gateway cannot know the method of a request that it cannot parse.
  const isParsed = headers.get('x-amzn-errortype') !== 'BadRequestException';
  if (method === 'HEAD' && isParsed) return body === '' ? undefined : 'a response to HEAD with a body';
  return isProblem(body, status) ? undefined : `status ${status} without problem details`;
}

/** The member `status` is optional, but has to be the response's (RFC 9457, section 3.1.2). API Gateway's own have none. */
function isProblem(body: string, status: number): boolean {
  try {
    const problem: unknown = JSON.parse(body);
    if (typeof problem !== 'object' || problem === null || !('title' in problem)) return false;
    return !('status' in problem) || problem.status === status;
  } catch {
    return false;
  }
}
