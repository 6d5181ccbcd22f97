import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { alert } from '../shared/alert.ts';
import { log } from '../shared/log.ts';
import { readMessage } from '../shared/queue.ts';
import { writeReport } from './reports.ts';

export interface AlertsOptions {
  dynamodb: DynamoDBDocumentClient;
  tableName: string;
  retentionSeconds: number;
  /** The folder for reports; without one the table is the only record. */
  reportsFolder?: string | undefined;
}

/**
 * Records an alert of the queue: in the table and, where there is a folder for them, as a report. A message that comes
 * again records the same alert again, which changes nothing.
 */
export function alerts({ dynamodb, tableName, retentionSeconds, reportsFolder }: AlertsOptions) {
  return async (record: SQSRecord): Promise<void> => {
    const received = readMessage(record, alert);
    const expiresAt = Math.floor(received.time / 1000) + retentionSeconds;
    await dynamodb.send(new PutCommand({ TableName: tableName, Item: { ...received, expiresAt } }));
    const report = reportsFolder === undefined ? undefined : await writeReport(reportsFolder, received);
    log.info('Alert recorded', { event: 'alert.recorded', alert_id: received.id, types: received.types, report });
  };
}
