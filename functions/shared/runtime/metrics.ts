import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';

/**
 * Metrics in CloudWatch's embedded metric format: log lines from which CloudWatch extracts metrics, so no request waits
 * for a call. The namespace is the stack's name (`POWERTOOLS_METRICS_NAMESPACE`).
 *
 * Concurrent invocations may share this object and then publish together. A dimension set by one of them would apply to
 * all, so a metric with a dimension of its own is published as a single metric.
 */
const metrics = new Metrics();

/** Publishes the collected metrics when an invocation ends, with or without an error. */
export const publishMetrics: MiddlewareObj = { after: publish, onError: publish };

function publish(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** Counts a task that was put into the queue. */
export function countAccepted(): void {
  metrics.addMetric('Accepted', MetricUnit.Count, 1);
}

/** Counts an input that a guardrail rejected. */
export function countRejected(rule: string): void {
  metrics.singleMetric().addDimension('rule', rule).addMetric('Rejected', MetricUnit.Count, 1);
}

/** Counts a succeeded task and records how long it waited in the queue and was processed, in milliseconds. */
export function countSucceeded(queueMs: number, processingMs: number): void {
  metrics.addMetric('Succeeded', MetricUnit.Count, 1);
  metrics.addMetric('QueueWait', MetricUnit.Milliseconds, queueMs);
  metrics.addMetric('ProcessingTime', MetricUnit.Milliseconds, processingMs);
}

/** Counts a task that ended as failed. */
export function countFailed(): void {
  metrics.addMetric('Failed', MetricUnit.Count, 1);
}
