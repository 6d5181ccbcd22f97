/**
 * How an invocation ended: with the function's result, a value that JSON can carry, or with an error as Lambda reports
 * it (a handler's own, or Lambda's about the execution environment, such as `Sandbox.Timedout`).
 */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };
