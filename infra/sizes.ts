/**
 * The most messages that one invocation of a queue's function receives. It is the most that SQS gives without a batching
 * window, which would delay each message by a second or more.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", batch size and batching window.
 */
export const BATCH_SIZE = 10;

/**
 * The memory of the functions that answer requests about tasks and stored values, in MB. Lambda assigns CPU in proportion
 * (1,769 MB is one vCPU), and these functions use it to check their input. Chosen, not measured on AWS.
 * Source: AWS Lambda Developer Guide, "Configure Lambda function memory".
 */
export const HTTP_MEMORY_MEGABYTES = 512;

/** The memory of the worker, in MB. It spends the processing time asleep and needs little CPU. Chosen, not measured on AWS. */
export const WORKER_MEMORY_MEGABYTES = 256;
