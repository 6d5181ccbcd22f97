import { randomUUID } from 'node:crypto';
import type { Finding } from '../guardrails/guardrails.ts';
import { Problem } from '../http/problem.ts';
import { log } from '../runtime/log.ts';
import { countRejected } from '../runtime/metrics.ts';
import { type Alert, type Origin, type SendAlert, toAlertData } from './alert.ts';

export interface RejectUnfitOptions {
  readonly sendAlert: SendAlert;
  readonly now: () => number;
}

/**
 * Rejects an input that guardrails found unfit, and returns when there are no findings.
 *
 * @param input as it was received
 * @throws Problem 400 for an unfit input, after its alert is in the queue: every rejection leaves a report
 */
export type RejectUnfit = (input: unknown, findings: readonly Finding[], origin: Origin) => Promise<void>;

export function createRejectUnfit({ sendAlert, now }: RejectUnfitOptions): RejectUnfit {
  return async (input, findings, origin) => {
    const [first] = findings;
    if (first === undefined) return;
    const alert = rejectionAlert(input, findings, origin, now());
    await sendAlert(alert, origin.correlationId);
    countRejected(first.rule);
    log.warn('Input rejected', {
      event: 'input.rejected',
      rule: first.rule,
      types: alert.types,
      alert_id: alert.id,
    });
    throw rejection(first, findings, alert);
  };
}

function rejectionAlert(input: unknown, findings: readonly Finding[], { source }: Origin, time: number): Alert {
  return {
    id: randomUUID(),
    time,
    types: findings.map(({ type }) => type),
    eventType: findings.some(({ rule }) => rule === 'personal-data') ? 'PII' : undefined,
    source,
    data: toAlertData(input),
  };
}

function rejection(first: Finding, findings: readonly Finding[], { id, types }: Alert): Problem {
  return new Problem(400, {
    type: `urn:augur:problem:${first.rule}`,
    title: 'Input rejected',
    detail: findings.map(({ advice }) => advice).join(' '),
    members: { rule: first.rule, found: types, alert_id: id },
  });
}
