/** The mean of a number over episodes. */
export interface OverEpisodes {
  readonly mean: number;
  /** Its standard error. It is null for a single episode, which shows no spread. */
  readonly standardError: number | null;
}

/** The mean over episodes, and the deviation of the episodes divided by the root of their number. */
export function overEpisodes(values: readonly number[]): OverEpisodes {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: n === 1 ? null : Math.sqrt(squares / (n - 1) / n) };
}
