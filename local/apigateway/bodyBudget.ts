/** The memory for the bodies of all requests in progress. A body takes its bytes as they arrive, and returns them. */
export class BodyBudget {
  #availableBytes: number;

  constructor(limitBytes: number) {
    this.#availableBytes = limitBytes;
  }

  /** @returns whether the bytes were available, and are taken */
  take(bytes: number): boolean {
    if (bytes > this.#availableBytes) return false;
    this.#availableBytes -= bytes;
    return true;
  }

  return(bytes: number): void {
    this.#availableBytes += bytes;
  }
}
