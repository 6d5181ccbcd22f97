/** What the host gives an execution environment's thread when it starts it. */
export interface Initialization {
  readonly functionName: string;
  readonly functionArn: string;
  readonly codeDirectory: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Where the host had the thread keep compiled code. The function is not to see it. */
  readonly compileCache: string;
}

/** Host to thread. Events and results cross as JSON text, as they do on the way to and from Lambda. */
export interface InvocationMessage {
  readonly requestId: string;
  readonly event: string;
  /** When the invocation times out, in milliseconds since the epoch. */
  readonly deadline: number;
}

export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * Thread to host. Output takes the same way as results, and not the thread's standard streams, which are buffered: what a
 * function wrote before its result is here before it, and what it wrote before its end is not lost.
 */
export type RuntimeMessage =
  | { readonly type: 'initialized' }
  | { readonly type: 'output'; readonly stream: OutputStream; readonly text: string }
  | { readonly type: 'result'; readonly requestId: string; readonly payload: string; readonly memoryBytes: number }
  | ({ readonly type: 'error'; readonly requestId: string; readonly memoryBytes: number } & Failure)
  /** The thread ends, for this reason. */
  | ({ readonly type: 'fatal' } & Failure);

/** `runtime` is what the runtime itself has to say, which must not end up in the middle of a line of the function's. */
export type OutputStream = 'stdout' | 'stderr' | 'runtime';
