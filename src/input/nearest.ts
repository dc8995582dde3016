/**
 * The name that was probably meant: the one with the fewest slips from `name`, if those are at most a third of its
 * letters.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Infinity;
  for (const each of names) {
    const slips = distance(name.toLowerCase(), each.toLowerCase());
    if (slips < fewest && slips <= Math.max(1, Math.max(name.length, each.length) / 3)) [best, fewest] = [each, slips];
  }
  return best;
}

/**
 * The number of letters left out, added, exchanged for another or swapped with a neighbour between one word and the
 * other.
 */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > to.length) return Infinity;
  let [before, last] = [[] as number[], Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const other = from[i - 1] === to[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + other);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    [before, last] = [last, row];
  }
  return last[to.length];
}
