/** Two calls in flight: a slow one does not block the rest. With more, a burst shares fewer calls (measured with 4, 2026-11). */
const MAX_CONCURRENT_CALLS = 2;

/**
 * Combines single-item calls of concurrent invocations into batch calls of a service. Items that arrive in the same turn
 * of the event loop, or while {@link MAX_CONCURRENT_CALLS} calls are in flight, share a call. No item is delayed to fill
 * a batch, so in an execution environment with one invocation at a time each call carries the items of that invocation.
 *
 * @param maxBatchSize how many items the service accepts per call
 * @param sendBatch sends the items and returns one result per item, in order: an Error rejects that item's promise.
 *   When it throws, all items of the batch are rejected with that error.
 * @returns a function that sends one item and resolves with its result
 */
export function createBatcher<Item, Result = void>(
  maxBatchSize: number,
  sendBatch: (items: Item[]) => Promise<(Result | Error)[]>,
): (item: Item) => Promise<Result> {
  const pending: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  let callsInFlight = 0;
  let isScheduled = false;

  async function sendNext(): Promise<void> {
    const batch = pending.splice(0, maxBatchSize);
    if (batch.length === 0) return;
    callsInFlight += 1;
    try {
      const results = await sendBatch(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result instanceof Error) reject(result);
        else resolve(result as Result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      callsInFlight -= 1;
      void sendNext();
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      pending.push({ item, resolve, reject });
      if (callsInFlight >= MAX_CONCURRENT_CALLS || isScheduled) return;
      isScheduled = true;
      setImmediate(() => {
        isScheduled = false;
        void sendNext();
      });
    });
}
