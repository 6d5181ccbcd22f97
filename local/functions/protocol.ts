/** What the host gives an execution environment's thread when it starts it. */
export interface Initialization {
  readonly functionName: string;
  readonly functionArn: string;
  readonly codeDirectory: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Whether invocations overlap, so that each has to have a context of its own. */
  readonly overlapping: boolean;
}

/** Host to thread. Events and results cross as JSON text, as they do on the way to and from Lambda. */
export interface InvocationMessage {
  readonly requestId: string;
  readonly event: string;
  /** When the invocation times out, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Thread to host. */
export type RuntimeMessage =
  | { readonly type: 'initialized' }
  | { readonly type: 'initializationFailed'; readonly errorType: string; readonly errorMessage: string }
  | { readonly type: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly type: 'error'; readonly requestId: string; readonly errorType: string; readonly errorMessage: string };
