/** @returns the fields of a message that is a JSON object; nothing for other messages */
export function parseLogFields(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/** @returns the record of a platform message of Lambda, such as `platform.report`; an empty one for other messages */
export function readPlatformRecord({ record }: Record<string, unknown>): { status?: unknown; errorType?: unknown } {
  return typeof record === 'object' && record !== null ? record : {};
}
