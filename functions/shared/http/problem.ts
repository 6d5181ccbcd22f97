import { STATUS_CODES } from 'node:http';

/** What a problem says beside its status: everything a client needs to do better, nothing of what it sent. */
export interface ProblemDetails {
  /** What is wrong and what to do about it, for the person who reads the response. */
  detail: string;
  /** A URI for this kind of problem; without one the status says it all. */
  type?: string;
  title?: string;
  headers?: Record<string, string>;
  /** Further members, as RFC 9457, section 3.2 allows. */
  members?: Record<string, unknown>;
}

/** An error that the client can mend, answered as problem details (RFC 9457). Thrown anywhere, rendered in one place. */
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
