/** A priority queue of times, earliest first: a binary heap (Williams, 1964). */
export class TimeHeap {
  readonly #times: number[] = [];

  /** The earliest time; infinity when the heap is empty. */
  get earliest(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Adds a time; equal times may be added repeatedly. */
  add(time: number): void {
    const times = this.#times;
    let index = times.length;
    for (;;) {
      const parent = (index - 1) >> 1;
      const above = times[parent];
      if (above === undefined || above <= time) break;
      times[index] = above;
      index = parent;
    }
    times[index] = time;
  }

  /** Removes the earliest time; does nothing when the heap is empty. */
  removeEarliest(): void {
    const times = this.#times;
    const last = times.pop();
    if (last === undefined || times.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      let below = times[child];
      const right = times[child + 1];
      if (below === undefined) break;
      if (right !== undefined && right < below) {
        child += 1;
        below = right;
      }
      if (below >= last) break;
      times[index] = below;
      index = child;
    }
    times[index] = last;
  }
}
