/** More than one, so that a slow call does not hold up all that comes after it; no more, so that a burst shares its calls. */
const MAX_CALLS = 2;

/**
 * Lets concurrent invocations share calls to a service that takes several items at once. What comes in the same turn of
 * the event loop, or while enough calls are under way, is sent together; anything else is sent at once, alone. So nothing
 * waits for company, and a hundred items cost a dozen calls.
 *
 * @param limit how many items the service takes in a call
 * @param send sends them, and returns what came of each, an Error where it met one; what it throws, all of them meet
 * @returns sends one item, and returns what came of it or throws its error
 */
export function inBatches<Item, Result = void>(
  limit: number,
  send: (items: Item[]) => Promise<(Result | Error)[]>,
): (item: Item) => Promise<Result> {
  const waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  let calls = 0;
  let scheduled = false;

  async function sendNext(): Promise<void> {
    const batch = waiting.splice(0, limit);
    if (batch.length === 0) return;
    calls += 1;
    try {
      const results = await send(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result instanceof Error) reject(result);
        else resolve(result as Result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      calls -= 1;
      void sendNext();
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (calls >= MAX_CALLS || scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        void sendNext();
      });
    });
}
