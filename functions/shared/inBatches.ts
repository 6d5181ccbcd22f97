/** So many that a slow call does not hold up what comes after it, so few that a burst shares its calls. */
const MAX_CALLS = 4;

/**
 * Lets concurrent invocations share calls to a service that takes several items at once. An item that comes while few
 * calls are under way is sent at once, alone; what comes in a burst waits for a call to return and is sent together. So
 * nothing waits for company, and a hundred items cost a dozen calls.
 *
 * @param limit how many items the service takes in a call
 * @param send sends them, and returns for each the error that it met, or nothing; what it throws, all of them meet
 * @returns sends one item, and throws its error
 */
export function inBatches<Item>(
  limit: number,
  send: (items: Item[]) => Promise<(Error | undefined)[]>,
): (item: Item) => Promise<void> {
  const waiting: { item: Item; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let calls = 0;

  async function sendNext(): Promise<void> {
    const batch = waiting.splice(0, limit);
    if (batch.length === 0) return;
    calls += 1;
    try {
      const errors = await send(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const error = errors[index];
        if (error) reject(error);
        else resolve();
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
      if (calls < MAX_CALLS) void sendNext();
    });
}
