import { squaredDistances } from '../numeric/kernels.js';
import { cdnvPerPairAt } from './cdnv.js';
import type { MeansOfRecord } from './perClass.js';

/** Every pair of classes; each [C, C], row-major: 8 C^2 bytes, 800 MB at 10,000 classes. */
export interface PerPair {
  /** ||mu_i - mu_j||^2. */
  readonly squaredDistances: readonly number[];
  /** cos(mu_i - mu_G, mu_j - mu_G); 1 on the diagonal. Absent where a class mean is at mu_G. */
  readonly cosines?: readonly number[];
  /** (Var_i + Var_j) / (2 ||mu_i - mu_j||^2); 0 on the diagonal. Absent where two classes are one and the same point. */
  readonly cdnv?: readonly number[];
  /** The same with the variances along mu_i - mu_j only; needs features. */
  readonly directionalCdnv?: readonly number[];
}

/** {@link PerPair}; `squaresAlong` [C, C] is the sum over class i of (r . (mu_j - mu_i))^2. */
export function perPair(
  { statistics, distances, centredMeans, meanNorms, undetermined }: MeansOfRecord,
  squaresAlong?: Float64Array,
): PerPair {
  const { classes, dimension: d, counts } = statistics;
  const apart = Array.from({ length: classes }, (_, i) => Array.from(distances(i))).flat();
  const cosines = () => {
    const directions = centredMeans.map((value, at) => value / meanNorms[Math.floor(at / d)]); // [C, d], unit rows
    // From the distance of directions: two that nearly coincide keep the digits of their angle.
    return Array.from(squaredDistances(directions, classes, d), (squared) => 1 - squared / 2);
  };
  const along = () =>
    Array.from(squaresAlong!, (sum, at) => {
      const [i, j] = [Math.floor(at / classes), at % classes];
      const both = sum / counts[i] + squaresAlong![j * classes + i] / counts[j];
      if (apart[at] === 0 && i !== j) return Infinity; // no direction between them: the limit of the CDNV
      return both === 0 ? 0 : both / apart[at] / apart[at] / 2;
    });
  return {
    squaredDistances: apart,
    ...(!undetermined['perPair.cosines'] && { cosines: cosines() }),
    ...(!undetermined['perPair.cdnv'] && { cdnv: Array.from(cdnvPerPairAt(statistics, distances)) }),
    ...(squaresAlong && !undetermined['perPair.directionalCdnv'] && { directionalCdnv: along() }),
  };
}
