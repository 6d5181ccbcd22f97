import type { FunctionLogLine } from '../../local/lambda/definition.ts';
import type { LogTail } from './logTail.ts';
import { isSelected, type Selection } from './selection.ts';

export interface ShowLogsOptions {
  readonly tail: LogTail;
  readonly selection: Selection;
  /** Returns nothing for a line that is not shown. */
  readonly format: (line: FunctionLogLine) => string | undefined;
  /** Resolves when more may be written. */
  readonly write: (text: string) => Promise<void>;
  /** Called after each read; resolves with whether to read again. */
  readonly waitForNextRead: () => Promise<boolean>;
}

/**
 * Writes the selected lines, one at a time: a slow reader of the output takes no memory.
 *
 * @returns how many lines it has written
 */
export async function showLogs({ tail, selection, format, write, waitForNextRead }: ShowLogsOptions): Promise<number> {
  let written = 0;
  do {
    for await (const line of tail.read()) {
      const text = isSelected(line, selection) ? format(line) : undefined;
      if (text === undefined) continue;
      await write(`${text}\n`);
      written++;
    }
  } while (await waitForNextRead());
  return written;
}
