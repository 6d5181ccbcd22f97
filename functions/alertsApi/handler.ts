import { randomUUID } from 'node:crypto';
import { type Alert, type SendAlert, toAlertData } from '../shared/alerts/alert.ts';
import type { AlertsTable, RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { createAuthorize } from '../shared/alerts/authorize.ts';
import { httpHandler } from '../shared/http/httpHandler.ts';
import { cursorOf } from '../shared/http/inputs.ts';
import { Problem } from '../shared/http/problem.ts';
import { json } from '../shared/http/response.ts';
import { log } from '../shared/runtime/log.ts';

export interface AlertsApiDependencies {
  readonly alerts: Pick<AlertsTable, 'read' | 'newest'>;
  readonly sendAlert: SendAlert;
  /** The SHA-256 digests of the valid tokens. */
  readonly tokenDigests: readonly Buffer[];
  readonly now: () => number;
}

/** Takes alerts of other services and returns recorded alerts. */
export function createHandler({ alerts, sendAlert, tokenDigests, now }: AlertsApiDependencies) {
  return httpHandler<'alertsApi'>({
    authorize: createAuthorize({ digests: tokenDigests, sendAlert, now }),
    handlers: {
      async 'POST /alert'({ body: { type, payload } }, request) {
        const alert: Alert = {
          id: randomUUID(),
          time: now(),
          types: [type],
          source: request.source,
          data: toAlertData(payload),
        };
        await sendAlert(alert, request.correlationId);
        log.info('Alert received', { event: 'alert.received', alert_id: alert.id });
        return json(202, { alert_id: alert.id }, { Location: `./alerts/${alert.id}` });
      },

      async 'GET /alerts'({ query: { limit, cursor } }) {
        const page = await alerts.newest(limit, cursor);
        const body = {
          alerts: page.alerts.map(toAlertView),
          next_cursor: page.next ? cursorOf(page.next) : null,
        };
        return json(200, body, { 'Cache-Control': 'no-store' });
      },

      async 'GET /alerts/{id}'({ path: { id } }) {
        const alert = await alerts.read(id);
        if (!alert) {
          throw new Problem(404, {
            detail:
              'There is no alert with this id: it is not recorded yet, the id is unknown, or its retention has ended.',
          });
        }
        return json(200, toAlertView(alert), { 'Cache-Control': 'no-store' });
      },
    },
  });
}

function toAlertView({ id, time, types, eventType, source, data, count, lastTime }: RecordedAlert) {
  return {
    id,
    time: new Date(time).toISOString(),
    types,
    event_type: eventType,
    source,
    data,
    count,
    last_time: lastTime === undefined ? undefined : new Date(lastTime).toISOString(),
  };
}
