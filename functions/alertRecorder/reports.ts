import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordedAlert } from '../shared/alerts/alertsTable.ts';

/**
 * Writes an alert's report into a folder, as a person reads it. The same alert always makes the same file, so a message
 * that comes twice leaves one report; the id keeps two alerts of one millisecond apart.
 *
 * @returns the file's name: the time in ISO 8601's basic format, because a colon is no part of a file name on Windows.
 */
export async function writeReport(folder: string, alert: RecordedAlert): Promise<string> {
  const time = new Date(alert.time).toISOString();
  const name = `alert_${time.replaceAll(/[-:]/g, '')}_${alert.id}.txt`;
  const lines = [
    `ALERT TYPE: ${alert.types.map(onOneLine).join(' and ')}`,
    ...(alert.eventType === undefined ? [] : [`EVENT TYPE: ${alert.eventType}`]),
    `TIME: ${time}`,
    `SOURCE: ${alert.source}`,
    `DATA: ${onOneLine(alert.data)}`,
    ...(alert.count === undefined ? [] : [`COUNT: ${alert.count}`]),
    ...(alert.lastTime === undefined ? [] : [`LAST TIME: ${new Date(alert.lastTime).toISOString()}`]),
  ];
  await mkdir(folder, { recursive: true });
  // Renamed into place, so that nobody ever reads half a report. Another execution environment may write the same one.
  const unfinished = join(folder, `.${randomUUID()}`);
  await writeFile(unfinished, `${lines.join('\n')}\n`);
  await rename(unfinished, join(folder, name));
  return name;
}

/** What was turned away may be an attack on whoever reads about it: it cannot forge another line or steer a terminal. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
