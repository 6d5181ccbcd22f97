/**
 * The log groups of functions that are named in full (`Augur-worker`) or without their stack (`worker`).
 *
 * @param groups those there are, such as `/aws/lambda/Augur-worker`
 * @throws Error naming the functions there are, when one of those asked for is not among them
 */
export function groupsOf(functions: readonly string[], groups: readonly string[]): Set<string> {
  const names = new Map(groups.map((group) => [group, group.split('/').at(-1) ?? group]));
  return new Set(
    functions.map((asked) => {
      const found = [...names].find(([, name]) => name === asked || name.slice(name.indexOf('-') + 1) === asked);
      if (found) return found[0];
      const known = [...names.values()].join(', ') || 'none yet';
      throw new Error(`No function ${asked} has logged anything. Those that have: ${known}`);
    }),
  );
}
