/**
 * The three ways in which the paper subsamples Jacobians, here so that others can be compared with them. What they
 * choose is the same for the whole batch, so that errors do not average out over its examples.
 */
import { refuse } from '../../input/checks.js';
import { choose } from '../../numeric/random.js';
import { type Estimate, type Estimator, sum, variance } from './estimate.js';
import { exact } from './exact.js';

/** Measures n' of n examples exactly: the total is (n / n') times the sum of theirs. */
export const examplesOnly: Estimator = async (examples, { examples: wanted, random }) => {
  const { n } = examples;
  const count = Math.min(wanted, n);
  if (count === n) return exact(examples);
  const chosen = choose(count, n, random).sort();
  const part = examples.only(chosen);
  const { perExample: all, vjps } = await exact(part.open()[0]).finally(part.release);
  const spread = variance(all) * (1 - count / n) * ((n * n) / count);
  return {
    count: n,
    perExample: all,
    total: (sum(all) / count) * n,
    variance: spread,
    squaredVariances: (spread * spread) / (count - 1),
    certain: 0,
    comparisons: 0,
    vjps,
  };
};

/**
 * Measures k of d outputs, the same for all examples: the total is (d / k) times the sum of their squared gradients.
 */
export const outputsOnly: Estimator = async (examples, { probes, random }) => {
  const { n, d } = examples;
  if (probes >= d) return exact(examples);
  const perExample = new Float64Array(n);
  const totals: number[] = []; // of each output over the batch
  for await (const squares of examples.squares(probes, rowCotangents(n, d, choose(probes, d, random)))) {
    totals.push(d * sum(squares));
    for (let i = 0; i < n; i++) perExample[i] += (d / probes) * squares[i];
  }
  return estimateOfRows(perExample, totals, (variance(totals) * (1 - probes / d)) / probes);
};

/**
 * Measures s of p entries of the gradients of k of d outputs, the same for all examples: the total is (d / k) (p / s)
 * times the sum of their squares.
 */
export const entriesOnly: Estimator = async (examples, { probes, entries, random }) => {
  const { n, d, p } = examples;
  const k = Math.min(probes, d);
  const s = Math.min(entries, p);
  const rows = choose(k, d, random);
  const perExample = new Float64Array(n);
  const totals: number[] = []; // estimates of each output's total
  let within = 0; // sum over outputs of the variance of that estimate
  for (const row of rows) {
    const columns = choose(s, p, random);
    for await (const squares of examples.squares(1, rowCotangents(n, d, [row]), columns)) {
      const byEntry = new Float64Array(s); // over the batch
      for (let at = 0; at < squares.length; at++) {
        byEntry[at % s] += squares[at];
        perExample[Math.floor(at / s)] += (d / k) * (p / s) * squares[at];
      }
      totals.push(d * (p / s) * sum(byEntry));
      if (s < p) within += (d * p) ** 2 * (1 - s / p) * (variance(byEntry) / s);
    }
  }
  // Two stages (Cochran, Sampling Techniques, section 10.3): outputs of d, then entries of p.
  const between = k < d ? (variance(totals) * (1 - k / d)) / k : 0;
  return estimateOfRows(perExample, totals, between + within / (k * d));
};

/** The cotangents [n, d] that take some outputs of every example, one after the other. */
function* rowCotangents(n: number, d: number, rows: ArrayLike<number>) {
  for (let k = 0; k < rows.length; k++) {
    const cotangent = new Float32Array(n * d);
    for (let at = rows[k]; at < cotangent.length; at += d) cotangent[at] = 1;
    yield cotangent;
  }
}

/** An estimate from some outputs, whose spread sets its degrees of freedom. */
function estimateOfRows(perExample: Float64Array, totals: number[], spread: number): Estimate {
  const k = totals.length;
  if (totals.every((total) => total === 0)) {
    const remedy = "Add probes, or leave `estimator` out: 'split' looks at all outputs at once.";
    refuse('probes', 'enough to meet an output that depends on x', `${k}, all of whose gradients are 0`, remedy);
  }
  return {
    count: perExample.length,
    perExample,
    total: sum(totals) / k,
    variance: spread,
    squaredVariances: (spread * spread) / Math.max(1, k - 1),
    certain: 0,
    comparisons: 0,
    vjps: k,
  };
}
