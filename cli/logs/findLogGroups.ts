/**
 * Finds the log groups of functions by name, in full (`Augur-worker`) or without the stack's name (`worker`).
 *
 * @param logGroupNames the existing log groups, such as `/aws/lambda/Augur-worker`
 * @throws Error that lists the functions that have a log group, when one of those asked for has none
 */
export function findLogGroups(functionNames: readonly string[], logGroupNames: readonly string[]): Set<string> {
  const known = logGroupNames.map((logGroupName) => ({ logGroupName, name: logGroupName.split('/').at(-1) ?? '' }));
  return new Set(
    functionNames.map((asked) => {
      const found = known.find(({ name }) => name === asked || name.slice(name.indexOf('-') + 1) === asked);
      if (found) return found.logGroupName;
      const names = known.map(({ name }) => name).join(', ') || 'none yet';
      throw new Error(`No function ${asked} has logged anything. Functions with logs: ${names}`);
    }),
  );
}
