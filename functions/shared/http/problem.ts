import { STATUS_CODES } from 'node:http';

/** What a problem response contains beside its status. Never contains what the client sent. */
export interface ProblemDetails {
  /** What is wrong and what to do about it, for the person who reads the response. */
  detail: string;
  /** A URI that identifies the problem type; `about:blank` without one. */
  type?: string;
  title?: string;
  headers?: Record<string, string>;
  /** Extension members (RFC 9457, section 3.2). */
  members?: Record<string, unknown>;
}

/** An error that the client can correct. `httpHandler` renders it as problem details (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly details: ProblemDetails;

  constructor(status: number, details: ProblemDetails) {
    super(details.title ?? STATUS_CODES[status] ?? 'Problem');
    this.status = status;
    this.details = details;
  }
}
