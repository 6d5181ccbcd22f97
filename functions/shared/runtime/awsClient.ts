// An execution environment with concurrent invocations has up to this many calls in flight; the SDK's own default is 50.
const agent = { keepAlive: true, maxSockets: 50 };

/** Configuration shared by all AWS clients. Region, credentials and endpoints come from the SDK's environment variables. */
export const awsClientConfig = {
  // A command's middleware stack is the same each time. Building it took 10 % of the worker's CPU time (profiled 2026-11).
  cacheMiddleware: true,
  // Milliseconds. Longer than any healthy call, shorter than the shortest timeout of a function (10 s). With a connection
  // timeout of 1 s, calls failed on a machine whose cores were busy.
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 6_000, httpAgent: agent, httpsAgent: agent },
};
