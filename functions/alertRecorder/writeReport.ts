import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordedAlert } from '../shared/alerts/alertsTable.ts';

/**
 * Writes an alert's report for people. The file name is derived from the alert's time and id, so a message that is received
 * twice leaves one report. The time is in ISO 8601's basic format, because Windows allows no colon in a file name.
 *
 * @param folder created when it does not exist
 * @returns the file's name
 */
export async function writeReport(folder: string, alert: RecordedAlert): Promise<string> {
  const time = new Date(alert.time).toISOString();
  const name = `alert_${time.replaceAll(/[-:]/g, '')}_${alert.id}.txt`;
  const lines = [
    `ALERT TYPE: ${alert.types.map(escapeControlCharacters).join(' and ')}`,
    ...(alert.eventType === undefined ? [] : [`EVENT TYPE: ${alert.eventType}`]),
    `TIME: ${time}`,
    `SOURCE: ${alert.source}`,
    `DATA: ${escapeControlCharacters(alert.data)}`,
    ...(alert.count === undefined ? [] : [`COUNT: ${alert.count}`]),
    ...(alert.lastTime === undefined ? [] : [`LAST TIME: ${new Date(alert.lastTime).toISOString()}`]),
  ];
  await mkdir(folder, { recursive: true });
  // Renamed into place: no reader sees a partial report, and another execution environment may write the same one.
  const temporary = join(folder, `.${randomUUID()}`);
  await writeFile(temporary, `${lines.join('\n')}\n`);
  await rename(temporary, join(folder, name));
  return name;
}

/** Rejected input may attack its reader: escaped, it can neither forge a line of the report nor control a terminal. */
function escapeControlCharacters(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
