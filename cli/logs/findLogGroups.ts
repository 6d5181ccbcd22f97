import { functionName, functions } from '../../infra/functions.ts';

const FUNCTION_NAMES = Object.keys(functions).map(functionName);

/**
 * Whether a log group is of a function of this stack: `/aws/lambda/Augur-test-worker` is of the stack `Augur-test` and not
 * of `Augur`.
 */
export function isOfStack(logGroupName: string, stack: string): boolean {
  return FUNCTION_NAMES.some((name) => logGroupName === `/aws/lambda/${stack}-${name}`);
}

/** Whether a log group is of the function with this name, in full (`Augur-worker`) or without the stack's name (`worker`). */
export function isOfFunction(logGroupName: string, asked: string): boolean {
  const name = baseName(logGroupName);
  return name === asked || (FUNCTION_NAMES.includes(asked) && name.endsWith(`-${asked}`));
}

/**
 * Finds the log groups of functions by name, in full or without the stack's name.
 *
 * @param logGroupNames the existing log groups, such as `/aws/lambda/Augur-worker`
 * @throws Error that lists the functions that have a log group, when one of those asked for has none
 */
export function findLogGroups(functionNames: readonly string[], logGroupNames: readonly string[]): Set<string> {
  return new Set(
    functionNames.flatMap((asked) => {
      const found = logGroupNames.filter((logGroupName) => isOfFunction(logGroupName, asked));
      if (found.length > 0) return found;
      const names = logGroupNames.map(baseName).join(', ') || 'none yet';
      throw new Error(`No function ${asked} has logged anything. Functions with logs: ${names}`);
    }),
  );
}

function baseName(logGroupName: string): string {
  return logGroupName.split('/').at(-1) ?? logGroupName;
}
