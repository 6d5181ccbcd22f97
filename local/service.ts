/** An AWS service on this machine, with those of the stack's resources that belong to it. */
export interface Service {
  /**
   * Begins to serve.
   *
   * @throws Error when it cannot. `stop` then frees what it has acquired.
   */
  start(): Promise<void>;
  /** Accepts no new work. Resolves when the work in progress has finished, or its grace period has ended. */
  drain?(): Promise<void>;
  /** Frees everything that `start` has acquired. Work in progress is cut off. */
  stop(): Promise<void>;
}

/** Services that start in order and stop in reverse. */
export class ServiceGroup {
  /** In the order of their start. Services that start together are one entry. */
  readonly #started: (readonly Service[])[] = [];

  /**
   * Starts services, all at once. They are part of the group from then on, also where one of them fails.
   *
   * @throws the first error, after all of them have started or failed
   */
  async start(...services: Service[]): Promise<void> {
    this.#started.push(services);
    await allOrFirstError(services.map(async (service) => service.start()));
  }

  /** Drains all services, all at once. */
  async drain(): Promise<void> {
    await allOrFirstError(this.#started.flat().map(async (service) => service.drain?.()));
  }

  /**
   * Stops all services, whether they have started or failed to. When one fails to stop, the others are still stopped.
   *
   * @throws the first error, after all services have stopped or failed
   */
  async stop(): Promise<void> {
    const errors: unknown[] = [];
    for (const services of this.#started.splice(0).reverse()) {
      await allOrFirstError(services.map(async (service) => service.stop())).catch((error) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }
}

async function allOrFirstError(work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
