import { squaredDistances } from '../numeric/kernels.js';
import { cdnvPerPairAt } from './cdnv.js';
import type { MeansOfRecord } from './perClass.js';

/**
 * The measures of every pair of classes. Each is a table [C, C], row-major, of 8 C^2 bytes: 800 MB at 10,000 classes.
 */
export interface PerPair {
  /** The squared distances of the class means, ||mu_i - mu_j||^2. */
  readonly squaredDistances: readonly number[];
  /**
   * The cosines of the centred means, cos(mu_i - mu_G, mu_j - mu_G), 1 on the diagonal. They are absent where a class
   * mean is at mu_G.
   */
  readonly cosines?: readonly number[];
  /**
   * The CDNV of each pair, (Var_i + Var_j) / (2 ||mu_i - mu_j||^2), 0 on the diagonal: {@link cdnvPerPair}. It is
   * absent where two classes are one and the same point.
   */
  readonly cdnv?: readonly number[];
  /** The CDNV of each pair with the variances along mu_i - mu_j only. It needs features. */
  readonly directionalCdnv?: readonly number[];
  /**
   * The variance of class i along mu_i - mu_j over ||mu_i - mu_j||^2, in row i and column j, 0 on the diagonal. The
   * directional CDNV of a pair is the mean of its two ratios. Between equal means there is no direction, and the ratio
   * is Infinity. They need features.
   */
  readonly directionalRatios?: readonly number[];
}

/**
 * The measures of {@link PerPair}.
 *
 * @param squaresAlong the sums over the examples of class i of (r . (mu_j - mu_i))^2, [C, C]; without them there is no
 * directional CDNV
 */
export function perPair(
  { statistics, distances, centredMeans, meanNorms, undetermined }: MeansOfRecord,
  squaresAlong?: Float64Array,
): PerPair {
  const { classes, dimension: d, counts } = statistics;
  const apart = Array.from({ length: classes }, (_, i) => Array.from(distances(i))).flat();
  const cosines = () => {
    const directions = centredMeans.map((value, at) => value / meanNorms[Math.floor(at / d)]); // [C, d], unit rows
    // The cosine is taken from the distance of directions, so that two that nearly coincide keep the digits of their
    // angle.
    return Array.from(squaredDistances(directions, classes, d), (squared) => 1 - squared / 2);
  };
  const directionalRatios =
    squaresAlong &&
    Array.from(squaresAlong, (sum, at) => {
      const i = Math.floor(at / classes);
      if (apart[at] === 0 && i !== at % classes) return Infinity;
      return sum === 0 ? 0 : sum / counts[i] / apart[at] / apart[at];
    });
  const directionalCdnv = (ratios: readonly number[]) =>
    ratios.map((ratio, at) => (ratio + ratios[(at % classes) * classes + Math.floor(at / classes)]) / 2);
  return {
    squaredDistances: apart,
    ...(!undetermined['perPair.cosines'] && { cosines: cosines() }),
    ...(!undetermined['perPair.cdnv'] && { cdnv: Array.from(cdnvPerPairAt(statistics, distances)) }),
    ...(directionalRatios &&
      !undetermined['perPair.directionalCdnv'] && { directionalCdnv: directionalCdnv(directionalRatios) }),
    ...(directionalRatios && { directionalRatios }),
  };
}
