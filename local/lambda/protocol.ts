/** The `workerData` of an execution environment's thread. */
export interface Initialization {
  readonly functionName: string;
  readonly functionArn: string;
  readonly codeDirectory: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** The `NODE_COMPILE_CACHE` that the host has set. The runtime hides it from the function. */
  readonly compileCache: string;
}

/** Host to thread. Events and results are JSON text, as in Lambda's runtime API. */
export interface InvocationMessage {
  readonly requestId: string;
  readonly event: string;
  /** When the invocation times out, in milliseconds since the epoch. */
  readonly deadlineMs: number;
}

export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * Thread to host. Output and results use the same channel, because the thread's standard streams are buffered: output that
 * a function wrote before its result arrives before it, and output that it wrote before its thread ended is not lost.
 */
export type RuntimeMessage =
  | { readonly type: 'initialized' }
  | { readonly type: 'output'; readonly stream: OutputStream; readonly text: string }
  | { readonly type: 'result'; readonly requestId: string; readonly payload: string; readonly memoryBytes: number }
  | ({ readonly type: 'error'; readonly requestId: string; readonly memoryBytes: number } & Failure)
  /** The thread is about to end, for this reason. */
  | ({ readonly type: 'fatal' } & Failure);

/** `runtime` carries the lines of the runtime itself, which must not end up in the middle of one of the function's. */
export type OutputStream = 'stdout' | 'stderr' | 'runtime';
