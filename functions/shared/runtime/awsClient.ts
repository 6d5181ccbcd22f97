// One execution environment may serve hundreds of invocations at once, each with a call under way.
const agent = { keepAlive: true, maxSockets: 50 };

/** What all AWS clients are made with; region, credentials and endpoints are the SDK's own environment variables. */
export const awsClient = {
  // What a command goes through is the same every time, and putting it together took a tenth of a worker's time.
  cacheMiddleware: true,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 6_000, httpAgent: agent, httpsAgent: agent },
};
