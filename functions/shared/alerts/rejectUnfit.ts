import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Finding } from '../guardrails/guardrails.ts';
import { Problem } from '../http/problem.ts';
import { log } from '../runtime/log.ts';
import { countRejected } from '../runtime/metrics.ts';
import { type Alert, asData, type SendAlert, sourceOf } from './alert.ts';

export interface AlertChecks {
  /**
   * Lets fit input pass.
   *
   * @param input as it was received: text as it is, any other value as JSON
   * @param event the request that it came with
   * @throws Problem 400 for unfit input, once its alert is in the queue: whoever is turned away leaves a report.
   */
  pass(input: unknown, findings: Finding[], event: APIGatewayProxyEvent): Promise<void>;
}

export function alertChecks(send: SendAlert, now: () => number): AlertChecks {
  return {
    async pass(input, findings, event) {
      const [first] = findings;
      if (first === undefined) return;

      const types = findings.map((finding) => finding.type);
      const eventType = findings.some(({ rule }) => rule === 'personal-data') ? 'PII' : undefined;
      const alert: Alert = {
        id: randomUUID(),
        time: now(),
        types,
        eventType,
        source: sourceOf(event),
        data: asData(input),
      };
      await send(alert, event.requestContext.requestId);
      countRejected(first.rule);
      log.warn('Input turned away', { event: 'input.rejected', rule: first.rule, types, alert_id: alert.id });

      throw new Problem(400, {
        type: `urn:augur:problem:${first.rule}`,
        title: 'Input turned away',
        detail: findings.map((finding) => finding.advice).join(' '),
        members: { rule: first.rule, found: types, alert_id: alert.id },
      });
    },
  };
}
