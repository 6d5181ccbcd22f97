/** How many questions a worker takes at most. More than 10 would need a batching window, which is a second at least. */
export const BATCH_SIZE = 10;

/** The memory of those who answer requests about tasks; CPU comes in proportion. */
export const HTTP_MEMORY_MEGABYTES = 512;

/** The memory of the worker, which sleeps. */
export const WORKER_MEMORY_MEGABYTES = 256;
