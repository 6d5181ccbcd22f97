/** The emulator of AWS at `AWS_ENDPOINT_URL`. */
export interface Endpoint {
  readonly name: 'MiniStack' | 'LocalStack';
  readonly version: string;
  /** Whether functions are denied what their roles do not allow. */
  readonly enforcesPolicies: boolean;
}

/** The emulator that the deployed service runs on; nothing for AWS itself, or if the tests start the service. */
export const endpoint =
  process.env.AUGUR_URL && process.env.AWS_ENDPOINT_URL ? await ask(process.env.AWS_ENDPOINT_URL) : undefined;

async function ask(url: string): Promise<Endpoint> {
  // MiniStack also answers LocalStack's health check, so its own is tried first.
  const miniStack = await fetch(new URL('/_ministack/health', url));
  if (miniStack.ok) {
    const { version, auth } = (await miniStack.json()) as { version: string; auth: string };
    return { name: 'MiniStack', version, enforcesPolicies: auth === 'enabled' };
  }
  const localStack = await fetch(new URL('/_localstack/health', url));
  const { version } = (await localStack.json()) as { version: string };
  return { name: 'LocalStack', version, enforcesPolicies: false };
}

/** Why a test is skipped on an emulator, as the end of its name; empty if it runs. */
export function skippedOn(name: Endpoint['name'], reason: string): string {
  return endpoint?.name === name ? ` (skipped: ${name} ${endpoint.version} ${reason})` : '';
}

/**
 * Why tests that count log lines are skipped: after an invocation MiniStack reads its log until no line has come for 5 ms,
 * which is too short on a busy machine.
 */
export const lateLines = skippedOn(
  'MiniStack',
  'may show the last lines of an invocation only with the next one of the same environment',
);
