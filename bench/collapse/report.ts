import type { RaceResult, Result } from './race.js';

/** A Markdown table whose columns align in a terminal too. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) => Math.max(3, title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[], fill = ' ') => {
    const padded = cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i], fill) : cell.padStart(widths[i], fill)));
    return `| ${padded.join(' | ')} |`;
  };
  const rule = header.map((_, i) => (i === 0 ? '' : ':').padStart(widths[i], '-'));
  return [line(header), line(rule), ...rows.map((row) => line(row))].join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Seconds, how many times those of each of ours, and memory. */
export function speedTable({ results }: RaceResult): string {
  const mine = results.filter(isOurs);
  const ratio = (a: Result, b: Result) => {
    // Round by round, so that a busy moment of the machine falls on both.
    const ratios = a.seconds.map((seconds, round) => seconds / b.seconds[round]);
    return a === b ? '' : median(ratios).toFixed(1);
  };
  return table(
    ['', 'median s', 'fastest s', ...mine.map(({ name }) => `times ${name.replace('geocollapse', 'ours')}`), 'peak MB'],
    results.map((result) => [
      result.name,
      median(result.seconds).toFixed(3),
      Math.min(...result.seconds).toFixed(3),
      ...mine.map((own) => ratio(result, own)),
      result.peak.toFixed(0),
    ]),
  );
}

/** Relative deviation of every measure from float64. */
export function accuracyTable({ results, reference }: RaceResult): string | undefined {
  if (!reference) return undefined;
  const columns = results.filter(({ name }) => !name.endsWith('shared measures'));
  return table(
    ['measure', 'float64', ...columns.map(({ name }) => name)],
    Object.entries(reference).map(([measure, exact]) => [
      measure,
      exact.toPrecision(6),
      ...columns.map(({ values: { [measure]: value } }) =>
        value === undefined ? '' : value === exact ? '0' : (Math.abs(value - exact) / Math.abs(exact)).toExponential(0),
      ),
    ]),
  );
}

const isOurs = ({ name }: Result) => name.startsWith('geocollapse');
