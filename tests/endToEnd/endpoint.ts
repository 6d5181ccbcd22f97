/** What answers as AWS, where `AWS_ENDPOINT_URL` names something that does. */
export interface Endpoint {
  readonly name: 'MiniStack' | 'LocalStack';
  readonly version: string;
  /** Whether a function may do only what its role says. */
  readonly enforcesPolicies: boolean;
}

/** The endpoint that what is deployed runs on: none where it is AWS itself, or where tests start it themselves. */
export const endpoint =
  process.env.AUGUR_URL && process.env.AWS_ENDPOINT_URL ? await ask(process.env.AWS_ENDPOINT_URL) : undefined;

async function ask(url: string): Promise<Endpoint> {
  // MiniStack answers to LocalStack's path too, so its own comes first.
  const miniStack = await fetch(new URL('/_ministack/health', url));
  if (miniStack.ok) {
    const { version, auth } = (await miniStack.json()) as { version: string; auth: string };
    return { name: 'MiniStack', version, enforcesPolicies: auth === 'enabled' };
  }
  const localStack = await fetch(new URL('/_localstack/health', url));
  const { version } = (await localStack.json()) as { version: string };
  return { name: 'LocalStack', version, enforcesPolicies: false };
}

/** What the name of a test says that an endpoint cannot pass; nothing where it can. */
export function skippedOn(name: Endpoint['name'], reason: string): string {
  return endpoint?.name === name ? ` (skipped: ${name} ${endpoint.version} ${reason})` : '';
}

/** Why no test can count on every line of a log: the runtime reads until none has come for 5 ms, and a busy machine takes longer. */
export const lateLines = skippedOn(
  'MiniStack',
  'may show the last lines of an invocation only with the next one of the same environment',
);
