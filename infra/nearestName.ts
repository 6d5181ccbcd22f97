/** @returns the name that takes the fewest insertions, deletions and replacements of characters to get to, in any case */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => ({ name, distance: editDistance(text.toLowerCase(), name.toLowerCase()) }));
  return distances.sort((a, b) => a.distance - b.distance)[0]?.name;
}

/** The Levenshtein distance. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, character] of [...from].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at++) {
      const replaced = (row[at - 1] ?? 0) + (character === to[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
