/**
 * The outcome of an invocation: the function's result, as a JSON value, or an error as Lambda reports it. The error is the
 * handler's own, or Lambda's about the execution environment, such as `Sandbox.Timedout`.
 */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };
