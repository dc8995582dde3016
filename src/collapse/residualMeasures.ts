import { concat, matMul, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { dot } from '../internal/linearAlgebra.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { meanOverPairs } from './cdnv.js';
import type { ClassifierValues } from './classifier.js';
import { forEachPair, type MeanSpan } from './meanSpan.js';

/** Values of one block of residuals on the backend, about 16 MB in float32. */
const BLOCK_VALUES = 2 ** 22;

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

/**
 * One pass over the residuals r = h - mu_y [n, d]. The mean of the own class is already taken off, so nothing here
 * cancels, whatever the features' offset:
 *
 *   r^T Sigma_B^+ r       = ||Z r||^2                                              (NC1)
 *   r . (mu_c - mu_y)     = (Z r) . (K_c - K_y)                                    (directional CDNV)
 *   ||h - mu_c||^2 - ||r||^2 = ||mu_c - mu_y||^2 - 2 r . (mu_c - mu_y)              (nearest class mean)
 *   W h + b               = (W mu_y + b) + W r                                     (classifier)
 */
export async function residualMeasures(
  residuals: Float32Array,
  labels: Int32Array,
  statistics: ClassStatistics,
  span: MeanSpan,
  classifier?: ClassifierValues,
): Promise<ResidualMeasures> {
  const { classes, dimension: d, counts } = statistics;
  const n = labels.length;
  const distances = new Float64Array(classes * classes); // ||mu_i - mu_j||^2 [C, C]
  forEachPair(statistics, (i, j, squaredDistance) => {
    distances[i * classes + j] = squaredDistance;
    distances[j * classes + i] = squaredDistance;
  });
  const logitsAtMeans = classifier && classMeanLogits(statistics, classifier); // [C, C]
  const alongPairs = new Float64Array(classes * classes); // sum over class i of (r . (mu_j - mu_i))^2
  let whitenedSquares = 0;
  let atNearest = 0;
  let atArgmax = 0;
  let mismatches = 0;
  const blockRows = Math.max(1, Math.floor(BLOCK_VALUES / d));
  for (let start = 0; start < n; start += blockRows) {
    const rows = Math.min(blockRows, n - start);
    const block = residuals.subarray(start * d, (start + rows) * d);
    const { whitened, products, whitenedScale, alongScale } = await project(block, rows, statistics, span, classifier);
    const width = products.length / rows;
    for (let i = 0; i < rows; i++) {
      const y = labels[start + i];
      const own = i * width + y;
      let nearest = 0;
      let nearestScore = Infinity;
      let argmax = 0;
      let largest = -Infinity;
      whitenedSquares += dot(whitened, whitened, span.rank, i * span.rank, i * span.rank) * whitenedScale ** 2;
      for (let c = 0; c < classes; c++) {
        const along = (products[i * width + c] - products[own]) * alongScale;
        alongPairs[y * classes + c] += along * along;
        const score = distances[y * classes + c] - 2 * along;
        if (score < nearestScore) {
          nearestScore = score;
          nearest = c;
        }
        if (logitsAtMeans) {
          const logit = logitsAtMeans[y * classes + c] + products[i * width + classes + c];
          if (logit > largest) {
            largest = logit;
            argmax = c;
          }
        }
      }
      if (nearest === y) atNearest++;
      if (argmax === y) atArgmax++;
      if (argmax !== nearest) mismatches++;
    }
  }
  // The variance along mu_i - mu_j is E[(r . (mu_i - mu_j))^2] / ||mu_i - mu_j||^2.
  const variance = (i: number, j: number) =>
    alongPairs[i * classes + j] === 0 ? 0 : alongPairs[i * classes + j] / counts[i] / distances[i * classes + j];
  return {
    nc1: whitenedSquares / n / classes,
    directionalCdnv: meanOverPairs('neuralCollapse', statistics, (i, j) => variance(i, j) + variance(j, i)),
    nearestClassMeanAccuracy: atNearest / n,
    ...(classifier && { nc4: mismatches / n, classifierAccuracy: atArgmax / n }),
  };
}

/**
 * Z r / whitenedScale [rows, rank], and K Z r / alongScale [rows, C] beside W r [rows, C] where there is a classifier.
 * Z grows as the means draw together, and K shrinks: as multiples of powers of two both stay within float32.
 */
async function project(
  block: Float32Array,
  rows: number,
  { classes, dimension: d }: ClassStatistics,
  { rank, whitening, coordinates }: MeanSpan,
  classifier?: ClassifierValues,
) {
  const whitenedScale = powerOfTwo(whitening);
  const coordinateScale = powerOfTwo(coordinates);
  const tensors = tidy(() => {
    const r = tensor2d(block, [rows, d]); // [rows, d]
    const z = tensor2d(scaled(whitening, 1 / whitenedScale), [rank, d]);
    const k = tensor2d(scaled(coordinates, 1 / coordinateScale), [classes, rank]);
    const whitened = matMul(r, z, false, true); // [rows, rank]
    const along = matMul(whitened, k, false, true); // [rows, C]
    if (!classifier) return [whitened, along];
    const w = tensor2d(scaled(classifier.weights, 1), [classes, d]);
    return [whitened, concat([along, matMul(r, w, false, true)], 1)]; // [rows, 2 C]
  });
  const [whitened, products] = await Promise.all(tensors.map((tensor) => tensor.data()));
  for (const tensor of tensors) tensor.dispose();
  return { whitened, products, whitenedScale, alongScale: whitenedScale * coordinateScale };
}

/** The power of two next to the largest magnitude: dividing by it rounds nothing. */
function powerOfTwo(values: Float64Array): number {
  return 2 ** Math.round(Math.log2(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
}

function scaled(values: Float64Array, factor: number): Float32Array {
  return Float32Array.from(values, (value) => value * factor);
}

/** W mu_i + b for every class i, [C, C]. */
function classMeanLogits({ classes, dimension: d, means }: ClassStatistics, { weights, bias }: ClassifierValues) {
  const logits = new Float64Array(classes * classes);
  for (let i = 0; i < classes; i++) {
    for (let c = 0; c < classes; c++) logits[i * classes + c] = dot(weights, means, d, c * d, i * d) + bias[c];
  }
  return logits;
}
