import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';

/**
 * The system's metrics, as log lines in CloudWatch's embedded metric format: nothing waits for them, and CloudWatch makes
 * metrics of them. The namespace is the stack's name.
 *
 * Invocations may share this environment, and then what they count is published together. So a metric has no dimension
 * that one invocation sets, but where it is published on its own.
 */
const metrics = new Metrics();

/** Publishes what was counted when an invocation ends, whichever way. */
export const publishMetrics: MiddlewareObj = { after: publish, onError: publish };

function publish(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** A task was put into the queue. */
export function countAccepted(): void {
  metrics.addMetric('Accepted', MetricUnit.Count, 1);
}

/** Input was turned away by an alert rule. */
export function countRejected(rule: string): void {
  metrics.singleMetric().addDimension('rule', rule).addMetric('Rejected', MetricUnit.Count, 1);
}

/** A task succeeded, after so many milliseconds in the queue and in the worker. */
export function countSucceeded(queueMs: number, processingMs: number): void {
  metrics.addMetric('Succeeded', MetricUnit.Count, 1);
  metrics.addMetric('QueueWait', MetricUnit.Milliseconds, queueMs);
  metrics.addMetric('ProcessingTime', MetricUnit.Milliseconds, processingMs);
}

/** A task failed for good. */
export function countFailed(): void {
  metrics.addMetric('Failed', MetricUnit.Count, 1);
}
