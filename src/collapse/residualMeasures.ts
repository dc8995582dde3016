import { dispose, matMul, slice, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { dot } from '../internal/linearAlgebra.js';
import { centredClassMeans, globalMean } from '../statistics/classMeans.js';
import type { ClassMeans } from '../statistics/classStatistics.js';
import { MANY_CLASSES, orderByLabel, type ResidualBlock } from '../statistics/rows.js';
import type { ClassifierValues } from './classifier.js';
import type { MeanSpan } from './meanSpan.js';
import type { PairDistances } from './pairDistances.js';

/** The measures that need every example, not only class statistics. */
export interface ResidualMeasures {
  nc1: number;
  directionalCdnv: number;
  /** Share of examples whose nearest class mean is that of their own class. */
  nearestClassMeanAccuracy: number;
  /** Shares that need a classifier. */
  nc4?: number;
  classifierAccuracy?: number;
}

/** What a pass over the residuals is given. */
export interface ResidualPass {
  means: ClassMeans;
  span: MeanSpan;
  distances: PairDistances;
  classifier?: ClassifierValues;
}

/**
 * A pass over the residuals r = h - mu_y. The mean of the own class is taken off already, so nothing here cancels,
 * whatever the features' offset:
 *
 *   r^T Sigma_B^+ r          = ||A Q r||^2                                 (NC1)
 *   r . (mu_c - mu_y)        = (T Q r)_c - (T Q r)_y                       (directional CDNV)
 *   ||h - mu_c||^2 - ||r||^2 = ||mu_c - mu_y||^2 - 2 r . (mu_c - mu_y)     (nearest class mean)
 *   W h + b                  = (W mu_y + b) + W r                          (classifier)
 *
 * Q, A and T are those of {@link MeanSpan}. Products are float32, on the backend; sums are float64. Up to {@link MANY_CLASSES} rows come in any order; beyond, class by
 * class, and then nothing here is of size C x C.
 */
export function residualPass(pass: ResidualPass) {
  const { means, distances } = pass;
  const { classes, counts } = means;
  const projection = project(pass);
  const { rank, whitenedScale, alongScale, outputScale } = projection;
  const squaresAlong = new Float64Array(classes); // sum over the rows of one class of (r . (mu_c - mu_y))^2
  let [n, whitenedSquares, pairSum, atNearest, atArgmax, mismatches] = [0, 0, 0, 0, 0, 0];

  async function add(block: ResidualBlock): Promise<void> {
    const tensors = tidy(() => {
      const direct = matMul(block.residuals(), projection.direct); // [rows, rank + C]: Q r, W r
      const inSpan = slice(direct, [0, 0], [block.rows, rank]);
      return [direct, matMul(inSpan, projection.ofSpan)]; // [rows, rank + C]: A Q r, T Q r
    });
    const [direct, ofSpan] = (await Promise.all(tensors.map((tensor) => tensor.data()))) as Float32Array[];
    dispose(tensors);
    const order = orderByLabel(block.labels, classes);
    for (let k = 0; k < order.length; ) {
      const y = block.labels[order[k]];
      const apart = distances(y); // ||mu_c - mu_y||^2 [C]
      const logits = await projection.logitsAt?.(y); // W mu_y + b [C]
      for (; k < order.length && block.labels[order[k]] === y; k++) addRow(direct, ofSpan, order[k], y, apart, logits);
      // The variance along mu_y - mu_c over the squared distance; its limit is 0 where there is none.
      for (let c = 0; c < classes; c++) {
        if (squaresAlong[c] > 0) pairSum += squaresAlong[c] / counts[y] / apart[c] / apart[c];
      }
      squaresAlong.fill(0);
    }
  }

  function addRow(
    direct: Float32Array,
    ofSpan: Float32Array,
    row: number,
    y: number,
    apart: Float64Array,
    logits?: Float64Array,
  ) {
    n++;
    const along = row * (rank + classes) + rank; // place of T Q r
    for (let k = along - rank; k < along; k++) whitenedSquares += ofSpan[k] * ofSpan[k];
    const own = ofSpan[along + y];
    let [nearest, nearestScore] = [0, Infinity];
    for (let c = 0; c < classes; c++) {
      const component = (ofSpan[along + c] - own) * alongScale;
      squaresAlong[c] += component * component;
      const score = apart[c] - 2 * component;
      if (score < nearestScore) {
        nearestScore = score;
        nearest = c;
      }
    }
    if (nearest === y) atNearest++;
    if (!logits) return;
    let [argmax, largest] = [0, -Infinity];
    for (let c = 0; c < classes; c++) {
      const logit = logits[c] + direct[along + c] * outputScale;
      if (logit > largest) {
        largest = logit;
        argmax = c;
      }
    }
    if (argmax === y) atArgmax++;
    if (argmax !== nearest) mismatches++;
  }

  return {
    add,
    dispose: projection.dispose,
    result: (): ResidualMeasures => ({
      nc1: (whitenedSquares * whitenedScale ** 2) / n / classes,
      directionalCdnv: pairSum / (classes * (classes - 1)),
      nearestClassMeanAccuracy: atNearest / n,
      ...(pass.classifier && { nc4: mismatches / n, classifierAccuracy: atArgmax / n }),
    }),
  };
}

/**
 * What residuals are multiplied with, transposed: Q and W [d, rank + C], then A and T [rank, rank + C]. W, A and T are divided
 * by the power of two next to their largest value: A grows as the means draw together and T shrinks, and so both stay
 * within float32's range.
 */
function project({ means, span, classifier }: ResidualPass) {
  const { dimension: d } = means;
  const { rank, basis, whitening, coordinates } = span;
  const [whitenedScale, alongScale] = [whitening, coordinates].map(powerOfTwo);
  const outputScale = classifier ? powerOfTwo(classifier.weights) : 1;
  const direct = sideBySide([basis, 1], [classifier?.weights ?? [], outputScale], d);
  const ofSpan = sideBySide([whitening, whitenedScale], [coordinates, alongScale], rank);
  return {
    direct,
    ofSpan,
    rank,
    whitenedScale,
    alongScale,
    outputScale,
    logitsAt: classifier && logitsAtMeans(means, classifier, () => slice(direct, [0, rank], [d, -1]), outputScale),
    dispose: () => dispose([direct, ofSpan]),
  };
}

/** The transposes of two matrices of `columns` columns, each divided by its scale, side by side: [columns, rows of both]. */
function sideBySide(a: [ArrayLike<number>, number], b: [ArrayLike<number>, number], columns: number): Tensor2D {
  const rows = [a, b].map(([values]) => values.length / columns);
  const width = rows[0] + rows[1];
  const result = new Float32Array(columns * width);
  for (const [p, [values, scale]] of [a, b].entries()) {
    for (let k = 0; k < rows[p]; k++) {
      for (let j = 0; j < columns; j++) result[j * width + p * rows[0] + k] = values[k * columns + j] / scale;
    }
  }
  return tensor2d(result, [columns, width]);
}

/**
 * y -> W mu_y + b [C], as (W mu_G + b) + W (mu_y - mu_G), so that a common offset does not eat the digits in which classes
 * differ. A product of the backend: of all classes while C x C is small, else of a run of classes at a time.
 */
function logitsAtMeans(means: ClassMeans, { weights, bias }: ClassifierValues, w: () => Tensor2D, scale: number) {
  const { classes, dimension: d } = means;
  const centred = centredClassMeans(means); // [C, d]
  const centre = globalMean(means);
  const atCentre = bias.map((b, c) => dot(weights, centre, d, c * d) + b); // W mu_G + b [C]
  const run = classes < MANY_CLASSES ? classes : 512;
  let start = -1;
  let table = new Float64Array(0); // [run, C]
  return async (y: number): Promise<Float64Array> => {
    if (start !== y - (y % run)) {
      start = y - (y % run);
      const some = Float32Array.from(centred.subarray(start * d, Math.min(classes, start + run) * d));
      const product = tidy(() => matMul(tensor2d(some, [some.length / d, d]), w()));
      table = Float64Array.from(await product.data(), (value, at) => value * scale + atCentre[at % classes]);
      product.dispose();
    }
    return table.subarray((y - start) * classes, (y - start + 1) * classes);
  };
}

/** The power of two next to the largest magnitude: dividing by it rounds nothing. 1 for zeros. */
function powerOfTwo(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest === 0 ? 1 : 2 ** Math.round(Math.log2(largest));
}
