/** Few-shot classifiers restated in plain loops, on rows as they are. */
import { type Random, seededRandom } from '../../src/numeric/random.js';

/** Rows of K support examples and Q queries of each of N classes, class by class. */
export interface PlainEpisode {
  readonly support: number[][];
  readonly queries: number[][];
  readonly ways: number;
}

const classOf = (i: number, rows: number[][], ways: number) => Math.floor((i * ways) / rows.length);

/** Squared distances of every query from the mean of every class. */
export function plainDistances({ support, queries, ways }: PlainEpisode): number[][] {
  const shots = support.length / ways;
  return queries.map((query) =>
    Array.from({ length: ways }, (_, c) => {
      let squares = 0;
      for (let j = 0; j < query.length; j++) {
        let mean = 0;
        for (let k = 0; k < shots; k++) mean += support[c * shots + k][j] / shots;
        squares += (query[j] - mean) ** 2;
      }
      return squares;
    }),
  );
}

/** W [d + 1, N] of (H^T H + lambda I) W = H^T Y, by elimination. The last row is the bias. */
export function plainRidge({ support, ways }: PlainEpisode, lambda: number): number[][] {
  const h = support.map((row) => [...row, 1]);
  const size = h[0].length;
  const system = Array.from({ length: size }, (_, a) => [
    ...Array.from({ length: size }, (_, b) => h.reduce((sum, row) => sum + row[a] * row[b], a === b ? lambda : 0)),
    ...Array.from({ length: ways }, (_, c) =>
      h.reduce((sum, row, i) => sum + (classOf(i, support, ways) === c ? row[a] : 0), 0),
    ),
  ]);
  for (let p = 0; p < size; p++) {
    const best = system.slice(p).reduce((at, row, i) => (Math.abs(row[p]) > Math.abs(system[at][p]) ? p + i : at), p);
    [system[p], system[best]] = [system[best], system[p]];
    for (let i = 0; i < size; i++) {
      if (i === p) continue;
      const factor = system[i][p] / system[p][p];
      for (let j = p; j < system[i].length; j++) system[i][j] -= factor * system[p][j];
    }
  }
  return system.map((row, p) => row.slice(size).map((value) => value / row[p]));
}

/** What W [d + 1, N] makes of every query. */
export function plainScores({ queries }: PlainEpisode, w: number[][]): number[][] {
  return queries.map((query) => w[0].map((_, c) => [...query, 1].reduce((sum, x, j) => sum + x * w[j][c], 0)));
}

/** The gradient of sum_i -log softmax(W h_i + b)_{y_i} + l2 / 2 ||W||_F^2 in W [C, d] and b [C], one after the other. */
export function plainLogisticGradient(
  rows: number[][],
  labels: number[],
  { weights, biases }: { weights: number[][]; biases: number[] },
  l2: number,
): number[] {
  const gradient = [...weights.map((row) => row.map((w) => l2 * w)), biases.map(() => 0)];
  for (const [i, row] of rows.entries()) {
    const powers = weights.map((w, c) => Math.exp(row.reduce((sum, x, j) => sum + x * w[j], biases[c])));
    const total = powers.reduce((a, b) => a + b);
    for (const [c, power] of powers.entries()) {
      const error = power / total - (labels[i] === c ? 1 : 0);
      for (const [j, x] of row.entries()) gradient[c][j] += error * x;
      gradient[weights.length][c] += error;
    }
  }
  return gradient.flat();
}

/** Normal rows about the mean of their class, K + Q of each of N classes. */
export function normalEpisode(
  { ways, shots, queries, d }: { ways: number; shots: number; queries: number; d: number },
  { seed = 1, apart = 1, offset = 0, scale = 1 } = {},
): PlainEpisode {
  const random: Random = seededRandom(seed);
  const means = Array.from({ length: ways }, () => Array.from({ length: d }, () => apart * random.normal()));
  const rows = (each: number) =>
    means.flatMap((mean) =>
      Array.from({ length: each }, () => mean.map((m) => scale * (m + random.normal()) + offset)),
    );
  return { support: rows(shots), queries: rows(queries), ways };
}
