import { Client } from './client.ts';
import { preferWait } from './preferWait.ts';

const ROUNDS = 3;
const QUESTIONS = 200;

/**
 * Sends questions until the service has loaded and compiled its code and opened its connections. That first use is slow,
 * and is measured separately as the initialization of the bundles.
 */
export async function warmUp(origin: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const client = new Client(origin, QUESTIONS);
    await Promise.all(Array.from({ length: QUESTIONS }, () => client.ask(preferWait)));
    client.close();
  }
}
