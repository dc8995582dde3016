import { dispose, matMul, slice, square, sum, tensor2d } from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import { timesTranspose } from '../../numeric/kernels.js';
import { dot } from '../../numeric/linearAlgebra.js';
import type { RowBlock } from '../../statistics/rows/blocks.js';
import { orderByLabel, runsOfLabels } from '../../statistics/rows/byLabel.js';
import { LIMITS, type RowLimits } from '../../statistics/rows/limits.js';
import { fastestOrigin, type Origin, unitOf, ZERO } from '../../statistics/rows/origin.js';
import type { ClassStatistics } from '../../statistics/value/types.js';
import type { MeanSpan } from '../means/meanSpan.js';
import type { PairDistances } from '../means/pairDistances.js';
import { type ClassifierValues, logitsAtOrigins } from './logits.js';
import { largestSums, subtract, weightedSum } from './loops.js';
import { productsInFloat64 } from './productsInFloat64.js';
import { concatenated, scaled, shifts, transposed } from './projection.js';
import { type TallyMeasures, tallyOf } from './tally.js';

/** The measures that need every example, not only class statistics. */
export interface ResidualMeasures extends TallyMeasures {
  nc1: number;
}

/**
 * The condition number of the class means beyond which rows are multiplied in float64 on the host. Float32 products
 * lose as many digits in the smallest direction: the error of NC1 would be up to 1e-5 here, and tens of percent at 1e7.
 */
const ILL_CONDITIONED = 2 ** 12;

/** What a pass over the rows is given. */
export interface ResidualPass {
  statistics: ClassStatistics;
  /** Near the mean of every class. Default: the fastest that is. */
  origin?: Origin;
  span: MeanSpan;
  distances: PairDistances;
  classifier?: ClassifierValues;
  /** Whether to keep `squaresAlong` of every pair. */
  pairs?: boolean;
  /** Whether to add up the residuals of each class, which tell whether the means are those of these examples. */
  addsUp?: boolean;
  /** Where work moves from one way to another; tests lower them. */
  limits?: Partial<Pick<RowLimits, 'host' | 'manyClasses'>>;
}

/**
 * A pass over the residuals r = h - mu_y, from which all measures follow that need each example. The mean of the own
 * class is subtracted before anything else, so that no digits are lost, whatever the offset of the features:
 *
 *   r^T Sigma_B^+ r          = ||A Q r||^2                                 (NC1)
 *   r . (mu_c - mu_y)        = (T Q r)_c - (T Q r)_y                       (directional CDNV)
 *   ||h - mu_c||^2 - ||r||^2 = ||mu_c - mu_y||^2 - 2 r . (mu_c - mu_y)     (nearest class mean)
 *   W h + b                  = (W o + b) + W (h - o)                       (classifier)
 *
 * Q, A and T are those of {@link MeanSpan}. An origin o near their means is subtracted from the rows, the differences
 * are multiplied by Q and W in float32 on the backend, and Q (mu_y - o) is subtracted from the product afterwards.
 * Products with Q r are float64 on the host while they are small, so that two close means keep their digits; where the
 * means are ill-conditioned all products are float64. Sums are float64. Rows whose size is far from 1 are divided by a
 * power of two, `unit`. Below {@link RowLimits.manyClasses} classes rows may be in any order. From there on they are in
 * the order of their classes, and nothing is of size C x C.
 */
export function residualPass({
  statistics,
  origin = fastestOrigin(statistics),
  span,
  distances,
  classifier,
  pairs = false,
  addsUp = false,
  limits = {},
}: ResidualPass) {
  const { classes, dimension: d, means } = statistics;
  const { width: inside } = span;
  const inFloat64 = span.condition > ILL_CONDITIONED;
  const about: Origin = inFloat64 ? { kind: 'byClass', values: means } : origin;
  const unit = unitOf(about, statistics);
  const [a, t] = [span.whitening, span.coordinates].map(scaled);
  const w = classifier && scaled(classifier.weights);
  const width = inside + (w ? classes : 0);
  const factors = w ? concatenated(span.basis, w.values) : span.basis; // Q, W [width, d]
  const toSpan = transposed(d, factors); // [d, width]
  // [inside, rank] and [inside, C]
  const [whitening, coordinates] = [a, t].map(({ values }) => transposed(inside, values));
  const few = classes < (limits.manyClasses ?? LIMITS.manyClasses);
  const shiftsOf = shifts(statistics, span, about, { unit, few }, () => slice(toSpan, [0, 0], [d, inside]));
  const logitsOf =
    classifier &&
    logitsAtOrigins(statistics, classifier, about, { factor: w!, unit, few }, () =>
      slice(toSpan, [0, inside], [d, -1]),
    );
  const tally = tallyOf(statistics, { distances, scale: t.scale * unit, decides: classifier !== undefined, pairs });
  let whitenedSquares = 0;
  // Residuals of a class add up to zero if its mean is that of these very rows. One number a class tells, since the
  // factors leave no chance that the columns of a sum which is not zero cancel.
  const sums = new Float64Array(classes);
  const columnFactors = addsUp && Float64Array.from({ length: inside }, (_, j) => Math.SQRT2 * Math.cos(j * j));

  /** Adds rows from which `origin` was subtracted, and that were divided by `unit`. */
  async function add({ rows, labels, values }: RowBlock): Promise<void> {
    const [read] = await readAll(() => [inFloat64 ? values() : matMul(values(), toSpan)]);
    const shiftAt = await shiftsOf(labels);
    const logitsAt = await logitsOf?.(labels);
    const runs = [...runsOfLabels(labels, orderByLabel(labels, classes))];
    // Q (h - o), W (h - o) [rows, width]
    const product = inFloat64 ? productsInFloat64(read, runs, { means, unit, factors }, d) : (read as Float32Array);
    const onHost = inFloat64 || rows * inside * classes <= (limits.host ?? LIMITS.host);
    const inSpan = onHost ? new Float64Array(rows * inside) : new Float32Array(rows * inside); // Q r, class by class
    const chosen = new Int32Array(rows); // by the classifier
    for (const { y, from, members } of runs) {
      const residuals = inSpan.subarray(from * inside, (from + members.length) * inside);
      subtract(product, width, members, shiftAt(y), residuals);
      if (columnFactors) sums[y] += weightedSum(residuals, columnFactors) * unit;
      if (logitsAt) largestSums(product, width, inside, members, logitsAt(y), chosen.subarray(from));
    }
    tally.count(runs, await multiply(inSpan, rows), chosen);
  }

  /** Adds ||A Q r||^2 to the sum, and returns T Q r, divided by its scale, [rows, C]. */
  async function multiply(inSpan: Float32Array | Float64Array, rows: number): Promise<Float32Array | Float64Array> {
    if (inSpan instanceof Float64Array) {
      const whitened = timesTranspose(inSpan, a.values, inside);
      whitenedSquares += dot(whitened, whitened, whitened.length);
      return timesTranspose(inSpan, t.values, inside);
    }
    const [along, squares] = await readAll(() => {
      const q = tensor2d(inSpan, [rows, inside]);
      return [matMul(q, coordinates), sum(square(matMul(q, whitening)), 1)];
    });
    for (const value of squares) whitenedSquares += value;
    return along;
  }

  return {
    /** What has to be subtracted from the rows before they are added. */
    origin: inFloat64 ? ZERO : about,
    /** What the differences have to be divided by. */
    unit: inFloat64 ? 1 : unit,
    add,
    dispose: () => dispose([toSpan, whitening, coordinates]),
    /** The number of examples of each class so far, [C]. */
    seen: tally.seen,
    /** With `addsUp`: a combination of the coordinates of the sum of the residuals of each class so far, [C]. */
    sums,
    result: (): ResidualMeasures => {
      const examples = tally.seen.reduce((sum, count) => sum + count, 0);
      return { nc1: (whitenedSquares * (a.scale * unit) ** 2) / examples / classes, ...tally.result() };
    },
  };
}
