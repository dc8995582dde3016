import { dispose, gather, matMul, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { dot, transpose } from '../internal/linearAlgebra.js';
import { globalMean } from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import type { ResidualBlock } from '../statistics/rows.js';
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

/** What one pass over the residuals is given. */
export interface ResidualPass {
  blocks: AsyncIterable<ResidualBlock>;
  statistics: ClassStatistics;
  span: MeanSpan;
  distances: PairDistances;
  classifier?: ClassifierValues;
}

/**
 * One pass over the residuals r = h - mu_y. The mean of the own class is taken off already, so nothing here cancels,
 * whatever the features' offset:
 *
 *   r^T Sigma_B^+ r          = ||Z r||^2                                   (NC1)
 *   r . (mu_c - mu_y)        = (Z r) . (K_c - K_y)                         (directional CDNV)
 *   ||h - mu_c||^2 - ||r||^2 = ||mu_c - mu_y||^2 - 2 r . (mu_c - mu_y)      (nearest class mean)
 *   W h + b                  = (W mu_G + b) + W (mu_y - mu_G) + W r          (classifier)
 *
 * Rows come with equal labels together: what belongs to a class is of size C, and nothing is of size C x C.
 */
export async function residualMeasures(pass: ResidualPass): Promise<ResidualMeasures> {
  const { statistics, span, distances, classifier } = pass;
  const { classes, counts, dimension: d } = statistics;
  const { rank } = span;
  const centre = globalMean(statistics);
  const logitsAtCentre = classifier?.bias.map((b, c) => dot(classifier.weights, centre, d, c * d) + b); // [C]
  const projection = project(pass, centre);
  const squaresAlong = new Float64Array(classes); // sum over the rows of one class of (r . (mu_c - mu_y))^2
  let [n, whitenedSquares, pairSum, atNearest, atArgmax, mismatches] = [0, 0, 0, 0, 0, 0];
  let open = -1;
  let row: Float64Array = new Float64Array(0); // ||mu_c - mu_y||^2 [C]
  const close = () => {
    for (let c = 0; c < classes; c++) {
      // The variance along mu_y - mu_c over the squared distance; its limit is 0 where there is none.
      if (squaresAlong[c] > 0) pairSum += squaresAlong[c] / counts[open] / row[c] / row[c];
    }
    squaresAlong.fill(0);
  };
  try {
    for await (const block of pass.blocks) {
      const { whitened, along, outputs, outputsAtMeans } = await projection.of(block);
      const { labels } = block;
      let present = -1; // place of the class among those of the block
      for (let i = 0; i < labels.length; i++) {
        const y = labels[i];
        if (i === 0 || y !== labels[i - 1]) present++;
        if (y !== open) {
          close();
          open = y;
          row = distances(y);
        }
        let [nearest, nearestScore] = [0, Infinity];
        whitenedSquares += dot(whitened, whitened, rank, i * rank, i * rank);
        for (let c = 0; c < classes; c++) {
          const component = (along[i * classes + c] - along[i * classes + y]) * projection.alongScale;
          squaresAlong[c] += component * component;
          const score = row[c] - 2 * component;
          if (score < nearestScore) {
            nearestScore = score;
            nearest = c;
          }
        }
        n++;
        if (nearest === y) atNearest++;
        if (!logitsAtCentre) continue;
        let [argmax, largest] = [0, -Infinity];
        for (let c = 0; c < classes; c++) {
          const logit = logitsAtCentre[c] + outputsAtMeans[present * classes + c] + outputs[i * classes + c];
          if (logit > largest) {
            largest = logit;
            argmax = c;
          }
        }
        if (argmax === y) atArgmax++;
        if (argmax !== nearest) mismatches++;
      }
    }
    close();
  } finally {
    projection.dispose();
  }
  return {
    nc1: (whitenedSquares * projection.whitenedScale ** 2) / n / classes,
    directionalCdnv: pairSum / (classes * (classes - 1)),
    nearestClassMeanAccuracy: atNearest / n,
    ...(classifier && { nc4: mismatches / n, classifierAccuracy: atArgmax / n }),
  };
}

/** What a block of residuals gives. */
interface Products {
  /** Z r / whitenedScale, [rows, rank]. */
  whitened: ArrayLike<number>;
  /** K Z r / alongScale, [rows, C]. */
  along: ArrayLike<number>;
  /** W r, [rows, C]; empty without a classifier. */
  outputs: ArrayLike<number>;
  /** W (mu_y - mu_G) of the block's classes in order, [classes of the block, C]; empty without a classifier. */
  outputsAtMeans: ArrayLike<number>;
}

/**
 * The products on the backend, in float32. Z grows as the means draw together, and K shrinks: as multiples of powers of
 * two both stay within its range.
 */
function project({ statistics, span, classifier }: ResidualPass, centre: Float64Array) {
  const { classes, dimension: d, means } = statistics;
  const { rank, whitening, coordinates } = span;
  const whitenedScale = powerOfTwo(whitening);
  const coordinateScale = powerOfTwo(coordinates);
  const fixed = tidy(() => {
    // Transposed here, once: WebAssembly multiplies transposed operands many times slower.
    const z = tensor2d(scaled(transpose(whitening, rank, d), 1 / whitenedScale), [d, rank]);
    return {
      z,
      k: tensor2d(scaled(transpose(coordinates, classes, rank), 1 / coordinateScale), [rank, classes]),
      ...(classifier && {
        w: tensor2d(scaled(transpose(classifier.weights, classes, d), 1), [d, classes]),
        m: tensor2d(
          Float32Array.from(means, (mean, at) => mean - centre[at % d]),
          [classes, d],
        ),
      }),
    };
  });
  const { z, k, w, m } = fixed;
  return {
    whitenedScale,
    alongScale: whitenedScale * coordinateScale,
    of: async ({ residuals, rows, labels }: ResidualBlock): Promise<Products> => {
      const tensors = tidy(() => {
        const r = tensor2d(residuals, [rows, d]); // [rows, d]
        const whitened = matMul(r, z); // [rows, rank]
        const along = matMul(whitened, k); // [rows, C]
        if (!w || !m) return [whitened, along];
        const present = labels.filter((label, i) => i === 0 || label !== labels[i - 1]);
        const atMeans = matMul(gather(m, present), w); // [classes of the block, C]
        return [whitened, along, matMul(r, w), atMeans];
      });
      const [whitened, along, outputs = [], outputsAtMeans = []] = await Promise.all(tensors.map((t) => t.data()));
      dispose(tensors);
      return { whitened, along, outputs, outputsAtMeans };
    },
    dispose: () => dispose(fixed),
  };
}

/** The power of two next to the largest magnitude: dividing by it rounds nothing. */
function powerOfTwo(values: Float64Array): number {
  return 2 ** Math.round(Math.log2(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
}

function scaled(values: Float64Array, factor: number): Float32Array {
  return Float32Array.from(values, (value) => value * factor);
}
