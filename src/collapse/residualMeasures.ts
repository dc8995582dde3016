import { dispose, matMul, slice, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { dot, transpose } from '../internal/linearAlgebra.js';
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
  /** The shares of each class, [C]. */
  perClass: { nearestClassMeanAccuracy: number[]; nc4?: number[]; classifierAccuracy?: number[] };
  /** Sum over the class i of (r . (mu_j - mu_i))^2, [C, C]; on request. */
  squaresAlong?: Float64Array;
}

/** Up to this many multiplications a block, the host is as fast as a backend, and exact. */
const HOST_LIMIT = 2 ** 22;

/** What a pass over the residuals is given. */
export interface ResidualPass {
  means: ClassMeans;
  span: MeanSpan;
  distances: PairDistances;
  classifier?: ClassifierValues;
  /** Whether to keep `squaresAlong` of every pair. */
  pairs?: boolean;
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
 * Q, A and T are those of {@link MeanSpan}. Products with r are float32, on the backend; those with Q r are float64 on the host
 * while they are small, so that the digits of two close means are kept. Sums are float64. Up to {@link MANY_CLASSES} rows come in
 * any order; beyond, class by class, and then nothing here is of size C x C.
 */
export function residualPass(pass: ResidualPass) {
  const { means, distances, pairs = false } = pass;
  const { classes, counts } = means;
  const projection = project(pass);
  const { rank, whitenedScale, alongScale, outputScale } = projection;
  const squaresAlong = new Float64Array(classes); // sum over the rows of one class of (r . (mu_c - mu_y))^2
  const ofPairs = pairs ? new Float64Array(classes * classes) : undefined;
  const [seen, atNearest, atArgmax, mismatches] = [0, 1, 2, 3].map(() => new Float64Array(classes)); // examples of each class
  let [whitenedSquares, pairSum] = [0, 0];

  async function add(block: ResidualBlock): Promise<void> {
    const onHost = block.rows * rank * classes <= HOST_LIMIT;
    const tensors = tidy(() => {
      const direct = matMul(block.residuals(), projection.direct); // [rows, rank + C]: Q r, W r
      if (onHost) return [direct];
      const inSpan = slice(direct, [0, 0], [block.rows, rank]);
      return [direct, matMul(inSpan, projection.ofSpan)]; // [rows, rank + C]: A Q r, T Q r
    });
    const [direct, product] = (await Promise.all(tensors.map((tensor) => tensor.data()))) as Float32Array[];
    dispose(tensors);
    const ofSpan = product ?? projection.ofSpanOnHost(direct);
    const order = orderByLabel(block.labels, classes);
    for (let k = 0; k < order.length; ) {
      const y = block.labels[order[k]];
      const apart = distances(y); // ||mu_c - mu_y||^2 [C]
      const logits = await projection.logitsAt?.(y); // W mu_y + b [C]
      for (; k < order.length && block.labels[order[k]] === y; k++) {
        const along = order[k] * (rank + classes) + rank; // place of T Q r, and of W r
        const nearest = nearestMean(ofSpan, along, y, apart, alongScale, squaresAlong);
        seen[y]++;
        whitenedSquares += dot(ofSpan, ofSpan, rank, along - rank, along - rank);
        if (nearest === y) atNearest[y]++;
        if (!logits) continue;
        const chosen = largestLogit(direct, along, logits, outputScale);
        if (chosen === y) atArgmax[y]++;
        if (chosen !== nearest) mismatches[y]++;
      }
      // The variance along mu_y - mu_c over the squared distance; its limit is 0 where there is none.
      for (let c = 0; c < classes; c++) {
        if (squaresAlong[c] > 0) pairSum += squaresAlong[c] / counts[y] / apart[c] / apart[c];
        if (ofPairs) ofPairs[y * classes + c] += squaresAlong[c];
      }
      squaresAlong.fill(0);
    }
  }

  const share = (of: Float64Array) => total(of) / total(seen);
  const shares = (of: Float64Array) => Array.from(of, (count, c) => count / seen[c]);
  return {
    add,
    dispose: projection.dispose,
    /** Examples of each class so far, [C]. */
    seen,
    result: (): ResidualMeasures => ({
      nc1: (whitenedSquares * whitenedScale ** 2) / total(seen) / classes,
      directionalCdnv: pairSum / (classes * (classes - 1)),
      nearestClassMeanAccuracy: share(atNearest),
      ...(pass.classifier && { nc4: share(mismatches), classifierAccuracy: share(atArgmax) }),
      perClass: {
        nearestClassMeanAccuracy: shares(atNearest),
        ...(pass.classifier && { nc4: shares(mismatches), classifierAccuracy: shares(atArgmax) }),
      },
      ...(ofPairs && { squaresAlong: ofPairs }),
    }),
  };
}

/** The class c whose ||mu_c - mu_y||^2 - 2 r . (mu_c - mu_y) is least; adds (r . (mu_c - mu_y))^2 to `squaresAlong` [C]. */
function nearestMean(
  ofSpan: Float32Array | Float64Array,
  along: number,
  y: number,
  apart: Float64Array,
  scale: number,
  squaresAlong: Float64Array,
): number {
  const own = ofSpan[along + y];
  let nearest = 0;
  let least = Infinity;
  for (let c = 0; c < apart.length; c++) {
    const component = (ofSpan[along + c] - own) * scale;
    squaresAlong[c] += component * component;
    const score = apart[c] - 2 * component;
    if (score < least) {
      least = score;
      nearest = c;
    }
  }
  return nearest;
}

/** The class whose logit, of the mean and of the residual, is largest. */
function largestLogit(outputs: Float32Array, at: number, logits: Float64Array, scale: number): number {
  let chosen = 0;
  let largest = -Infinity;
  for (let c = 0; c < logits.length; c++) {
    const logit = logits[c] + outputs[at + c] * scale;
    if (logit > largest) {
      largest = logit;
      chosen = c;
    }
  }
  return chosen;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
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
  const toSpan = stack([basis, 1], [classifier?.weights ?? [], outputScale]);
  const inSpan = stack([whitening, whitenedScale], [coordinates, alongScale]);
  const [direct, ofSpan] = [transposed(toSpan, d), transposed(inSpan, rank)];
  return {
    direct,
    ofSpan,
    /** Q r [rows, rank (+ C)] -> A Q r, T Q r [rows, rank + C], in float64. */
    ofSpanOnHost: (values: Float32Array) => timesTranspose(values, toSpan.length / d, inSpan, rank),
    rank,
    whitenedScale,
    alongScale,
    outputScale,
    logitsAt: classifier && logitsAtMeans(means, classifier, () => slice(direct, [0, rank], [d, -1]), outputScale),
    dispose: () => dispose([direct, ofSpan]),
  };
}

/** Two matrices of equally many columns, each divided by its scale, one above the other. */
function stack([a, scaleA]: [ArrayLike<number>, number], [b, scaleB]: [ArrayLike<number>, number]): Float64Array {
  return Float64Array.from({ length: a.length + b.length }, (_, at) =>
    at < a.length ? a[at] / scaleA : b[at - a.length] / scaleB,
  );
}

/** The transpose of a matrix of `columns` columns on the backend. Made here, once: WebAssembly multiplies transposed operands many times slower. */
function transposed(matrix: Float64Array, columns: number): Tensor2D {
  const rows = matrix.length / columns;
  return tensor2d(Float32Array.from(transpose(matrix, rows, columns)), [columns, rows]);
}

/** The first `columns` of every `stride` values, times the transpose of a matrix [width, columns], in float64: [rows, width]. */
function timesTranspose(values: Float32Array, stride: number, matrix: Float64Array, columns: number): Float64Array {
  const width = matrix.length / columns;
  const rows = values.length / stride;
  const product = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += values[i * stride + k] * matrix[j * columns + k];
      product[i * width + j] = sum;
    }
  }
  return product;
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
