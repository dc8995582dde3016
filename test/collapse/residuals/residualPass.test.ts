/**
 * Every limit at which rows take another way: blocks, slices, runs of rows, products on the host or the backend, tables
 * of classes. The limits are lowered, so that all sizes on both sides of them can be tried; at the end the real ones
 * are passed once.
 */
import * as tf from '@tensorflow/tfjs-core';
import { neuralCollapse } from 'geocollapse';
import { expect, it } from 'vitest';
import { meanSpan } from '../../../src/collapse/means/meanSpan.js';
import { meanDistances } from '../../../src/collapse/means/pairDistances.js';
import { nc1OfScatter } from '../../../src/collapse/nc1.js';
import { residualPass } from '../../../src/collapse/residuals/residualPass.js';
import { seededRandom } from '../../../src/numeric/random.js';
import { backendRows } from '../../../src/statistics/rows/backendRows.js';
import { hostRows } from '../../../src/statistics/rows/hostRows.js';
import { scatterOf } from '../../../src/statistics/rows/scatter.js';
import { onEveryBackend } from '../../support/backends.js';
import { expectClose } from '../../support/close.js';
import { largestDifference } from '../../support/matrices.js';
import { mixture } from '../../support/mixture.js';
import { reference } from '../../support/reference.js';

interface Labelled {
  values: Float32Array;
  labels: number[];
  d: number;
  classes: number;
}

/** The measures of labelled rows by one way, with its limits. */
async function measured({ values, labels, d, classes }: Labelled, weights: Float32Array, way: Way) {
  const ids = Int32Array.from(labels);
  const features = tf.tensor2d(values, [labels.length, d]);
  const rows =
    way.rows === 'backend'
      ? await backendRows(features, ids, classes, way.limits)
      : hostRows(values, ids, classes, way.limits);
  const statistics = await rows.statistics();
  const scatter = await scatterOf(rows, statistics, { host: way.host });
  const span = meanSpan(statistics, {});
  const distances = meanDistances(statistics, way.table);
  const classifier = {
    weights: Float64Array.from(weights),
    bias: Float64Array.from({ length: classes }, (_, c) => biasOf(c)),
  };
  const limits = { host: way.host, manyClasses: way.limits.manyClasses };
  const origin = rows.origin(statistics);
  const pass = residualPass({ statistics, origin, span, distances, classifier, pairs: true, limits });
  for (const block of rows.about(pass.origin, pass.unit)) await pass.add(block);
  pass.dispose();
  rows.dispose();
  features.dispose();
  return {
    statistics,
    scatter,
    span,
    ...pass.result(),
    nc1OfScatter: nc1OfScatter(span, { ...statistics, ...scatter }),
  };
}

interface Way {
  rows: 'host' | 'backend';
  limits: { block?: number; slice?: number; run?: number; manyClasses?: number; kept?: number; twice?: boolean };
  /** Multiplications up to which products are on the host. */
  host: number;
  /** The least number of classes at which tables are not kept. */
  table?: number;
}

/** So that rows of zeros are no tie. */
const biasOf = (c: number) => Math.cos(c);

/**
 * Shares by the definitions: nearest mean is that of the label, largest logit is, the two differ. Ties go to the first.
 */
function plainShares({ values, labels, d, classes }: Labelled, means: number[][], weights: Float32Array) {
  let [nearestRight, right, differ] = [0, 0, 0];
  for (const [i, y] of labels.entries()) {
    let [nearest, least, chosen, largest] = [0, Infinity, 0, -Infinity];
    for (let c = 0; c < classes; c++) {
      let [distance, logit] = [0, biasOf(c)];
      for (let j = 0; j < d; j++) {
        distance += (values[i * d + j] - means[c][j]) ** 2;
        logit += values[i * d + j] * weights[c * d + j];
      }
      if (distance < least) [nearest, least] = [c, distance];
      if (logit > largest) [chosen, largest] = [c, logit];
    }
    if (nearest === y) nearestRight++;
    if (chosen === y) right++;
    if (nearest !== chosen) differ++;
  }
  return [nearestRight, right, differ].map((count) => count / labels.length);
}

/** Means that make trouble: of the first, the last, or classes on both sides of a limit. */
const troubles = ['none', 'equal', 'opposite', 'zero', 'dependent'] as const;

/** A mixture of which one class has its rows made from another's. */
function troubled(
  counts: number[],
  d: number,
  seed: number,
  trouble: (typeof troubles)[number],
  of: number,
  input = {},
) {
  const { values, labels } = mixture({ counts, d, seed, ...input });
  const rowsOf = (c: number) => labels.flatMap((y, i) => (y === c ? [i] : []));
  const other = (of + 1) % counts.length;
  const [mine, theirs, third] = [of, other, (of + 2) % counts.length].map(rowsOf);
  for (const [k, i] of mine.entries()) {
    const [from, also] = [theirs[k % theirs.length], third[k % third.length]];
    for (let j = 0; j < d && trouble !== 'none'; j++) {
      const [a, b] = [values[from * d + j], values[also * d + j]];
      values[i * d + j] = { equal: a, opposite: -a, zero: 0, dependent: 2 * a - b }[trouble];
    }
  }
  return { values, labels, d, classes: counts.length };
}

async function expectPlain(input: Labelled, ways: Way[], seed: number, what: string) {
  const { values, labels, d, classes } = input;
  const random = seededRandom(seed);
  const weights = Float32Array.from({ length: classes * d }, random.normal);
  const truth = reference(values, labels, d);
  const shares = plainShares(input, truth.means, weights);
  const scale = Math.max(...truth.sigmaW.flat().map(Math.abs)) * labels.length;
  for (const way of ways) {
    const r = await measured(input, weights, way);
    const name = `${what}, ${JSON.stringify(way)}`;
    expect([...r.statistics.counts], name).toEqual(truth.counts);
    const size = Math.max(...truth.means.flat().map(Math.abs));
    expect(largestDifference(r.statistics.means, truth.means.flat()), name).toBeLessThan(1e-6 * size);
    const scatter = truth.sigmaW.flat().map((value) => value * labels.length);
    expect(largestDifference(r.scatter.withinClassScatter, scatter), name).toBeLessThanOrEqual(2e-6 * scale);
    expect(r.span.condition, name).toBeLessThan(1e4);
    expectClose(r.nc1, truth.nc1, 2e-5);
    expectClose(r.nc1OfScatter as number, truth.nc1, 1e-2);
    if (Number.isFinite(truth.directionalCdnv)) expectClose(r.directionalCdnv, truth.directionalCdnv, 1e-5);
    const found = [r.nearestClassMeanAccuracy, r.classifierAccuracy!, r.nc4!];
    // Float32 logits may part a tie that float64 has not: one example at most.
    for (const [k, share] of shares.entries()) {
      expect(Math.abs(found[k] - share) * labels.length, `${name}, share ${k}`).toBeLessThan(k === 0 ? 0.5 : 1.5);
    }
  }
}

const small = { block: 48, slice: 80, run: 4, manyClasses: 5 };
const ways: Way[] = [
  { rows: 'host', limits: small, host: Infinity },
  { rows: 'host', limits: small, host: 0, table: 0 },
  { rows: 'backend', limits: { ...small, manyClasses: Infinity }, host: Infinity },
  { rows: 'backend', limits: { ...small, manyClasses: Infinity }, host: 0 },
  { rows: 'backend', limits: { ...small, manyClasses: Infinity, twice: true }, host: 0 },
];

onEveryBackend('on both sides of every limit', (backend) => {
  // WebAssembly has no kernel for sums by class, and takes no rows on the backend.
  const possible = (some: Way[]) => some.filter(({ rows }) => rows === 'host' || backend !== 'wasm');

  it.each(troubles)('the definitions hold, of means that are special: %s', async (trouble) => {
    // Blocks of 48 values are of 8 rows of 6; runs are of 4 rows of a class; from 5 classes on rows come class by
    // class.
    for (const classes of [4, 5, 6]) {
      for (const count of [3, 4, 5, 8]) {
        const of = [0, classes - 1, 3][count % 3];
        const counts = Array.from({ length: classes }, (_, c) => count + (c % 2));
        const spread = [2, 0.3][count % 2];
        const input = troubled(counts, 6, 10 * classes + count, trouble, of, { spread });
        await expectPlain(input, possible(ways), count, `${classes} classes, ${counts}, ${trouble} of class ${of}`);
      }
    }
  });

  it('the definitions hold at random sizes, at an offset too', async () => {
    const random = seededRandom(77);
    const below = (limit: number) => Math.floor(random.uniform() * limit);
    for (let turn = 0; turn < 24; turn++) {
      const classes = 3 + below(18);
      const d = 2 + below(20);
      const counts = Array.from({ length: classes }, () => 2 + below(9));
      const trouble = troubles[turn % troubles.length];
      const spread = [2, 0.5, 0.05][below(3)];
      const input = troubled(counts, d, turn + 1, trouble, below(classes), { spread, offset: turn % 2 ? 0 : 4 });
      const lowered = { block: 1 + below(200), slice: 1 + below(400), run: 1 + below(5), manyClasses: 3 + below(20) };
      const kept = { twice: true, kept: input.labels.length * d - (turn % 2) }; // all rows, or one value too many
      await expectPlain(
        input,
        possible([
          { rows: 'host', limits: lowered, host: below(3) * 500, table: below(2) * 1000 },
          { rows: 'backend', limits: { ...lowered, manyClasses: Infinity }, host: below(3) * 500 },
          { rows: 'backend', limits: { ...lowered, ...kept, manyClasses: Infinity }, host: below(3) * 500 },
        ]),
        turn,
        `turn ${turn}`,
      );
    }
  });
});

onEveryBackend('at the real limits', (backend) => {
  it('2^21 values and a row more or less, and 2^23 on tfjs-node: spread and NC1 are those of plain loops', async () => {
    const [d, classes] = [2048, 2];
    const around = (rows: number) => [rows - 1, rows, rows + 1];
    const sizes = { cpu: [1024], wasm: around(1024), tensorflow: [...around(1024), ...around(4096)] };
    for (const n of sizes[backend]) {
      const random = seededRandom(n);
      const labels = Int32Array.from({ length: n }, (_, i) => (i * 7) % classes);
      const values = Float32Array.from(
        { length: n * d },
        (_, at) => (labels[Math.floor(at / d)] ? 0.1 : 0) + random.uniform(),
      );
      const means = Array.from({ length: classes }, () => new Float64Array(d));
      const counts = [0, 0];
      for (let i = 0; i < n; i++) {
        counts[labels[i]]++;
        for (let j = 0; j < d; j++) means[labels[i]][j] += values[i * d + j];
      }
      for (const [c, mean] of means.entries()) for (let j = 0; j < d; j++) mean[j] /= counts[c];
      // Two classes: Sigma_B = m m^T with m half their difference (class weights, about the sample mean).
      const delta = means[1].map((value, j) => value - means[0][j]);
      const squared = delta.reduce((sum, value) => sum + value * value, 0);
      let [along, spread] = [0, 0];
      for (let i = 0; i < n; i++) {
        let component = 0;
        for (let j = 0; j < d; j++) {
          const r = values[i * d + j] - means[labels[i]][j];
          component += r * delta[j];
          spread += r * r;
        }
        along += component ** 2 / squared;
      }
      const share = counts[0] / n;
      const between = (squared * ((1 - share) ** 2 + share ** 2)) / 2; // tr Sigma_B
      const r = await neuralCollapse(tf.tensor2d(values, [n, d]), labels);
      expectClose(r.nc1TraceRatio!, spread / n / between, 1e-6);
      expectClose(r.nc1!, along / n / between / 2, 1e-5);
    }
  });
});
