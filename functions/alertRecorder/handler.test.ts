import { describe, expect, it, vi } from 'vitest';
import { lambdaContext, sqsEvent } from '../../tests/lambdaEvents.ts';
import type { Alert } from '../shared/alerts/alert.ts';
import type { RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { log } from '../shared/runtime/log.ts';
import { createHandler } from './handler.ts';

const alert: Alert = {
  id: '8a3f0c52-58d7-4e0e-9d4f-0a2b8d9f6c11',
  time: 1_000,
  types: ['email'],
  source: 'POST /add',
  data: 'a@example.com',
};

async function receive(
  body: unknown,
  writeReport?: (alert: RecordedAlert) => Promise<string>,
  record: (alert: Alert) => Promise<RecordedAlert> = async ({ counted: _, ...recorded }) => recorded,
) {
  const recorded: Alert[] = [];
  const handler = createHandler({
    alerts: {
      record(received) {
        recorded.push(received);
        return record(received);
      },
      read: async () => undefined,
    },
    writeReport,
  });
  const response = await handler(sqsEvent([{ messageId: 'm', body }]), lambdaContext);
  return { recorded, kept: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

describe('an alert of the queue', () => {
  it('is recorded in the table and written as a report', async () => {
    const reports: RecordedAlert[] = [];
    const { recorded, kept } = await receive(alert, async (report) => {
      reports.push(report);
      return 'alert.txt';
    });
    expect({ recorded, reports, kept }).toEqual({ recorded: [alert], reports: [alert], kept: [] });
  });

  it('is recorded in the table only, where there is no folder for reports', async () => {
    expect(await receive(alert)).toEqual({ recorded: [alert], kept: [] });
  });

  it('stays in the queue when it cannot be recorded', async () => {
    const { kept } = await receive(alert, undefined, () => Promise.reject(new Error('The table does not respond')));
    expect(kept).toEqual(['m']);
  });

  it('is recorded, logged and removed from the queue when its report cannot be written', async () => {
    const logError = vi.spyOn(log, 'error').mockReturnValue();
    const { recorded, kept } = await receive(alert, () => Promise.reject(new Error('EACCES: permission denied')));
    expect({ recorded, kept }).toEqual({ recorded: [alert], kept: [] });
    expect(logError).toHaveBeenCalledWith('Report not written', expect.objectContaining({ alert_id: alert.id }));
  });

  it('stays in the queue, unrecorded, when it is malformed', async () => {
    expect(await receive({ ...alert, types: [] })).toEqual({ recorded: [], kept: ['m'] });
  });

  it('is logged with its types, except those that contain personal data', async () => {
    const logInfo = vi.spyOn(log, 'info').mockReturnValue();
    await receive({ ...alert, types: ['email', 'SQL injection', 'call +380 99 141 44 44'] });
    const types = ['email', 'SQL injection', 'unfit type'];
    expect(logInfo).toHaveBeenCalledWith('Alert recorded', expect.objectContaining({ types }));
  });
});
