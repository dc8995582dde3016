import type { Run } from '../../statistics/rows/byLabel.js';
import type { ClassStatistics } from '../../statistics/value/types.js';
import type { PairDistances } from '../means/pairDistances.js';
import { twins } from '../means/twins.js';
import { nearestMeans, sumOfQuotients } from './loops.js';

/** What the distances of every example from all class means tell, and the decisions of a classifier. */
export interface TallyMeasures {
  directionalCdnv: number;
  /** The share of examples whose nearest class mean is that of their own class. */
  nearestClassMeanAccuracy: number;
  /** The shares that need a classifier. */
  nc4?: number;
  classifierAccuracy?: number;
  /** The shares of each class, [C]. */
  perClass: { nearestClassMeanAccuracy: number[]; nc4?: number[]; classifierAccuracy?: number[] };
  /** The sums over the examples of class i of (r . (mu_j - mu_i))^2, [C, C]. They have to be asked for. */
  squaresAlong?: Float64Array;
}

/** What a tally is told beforehand. */
interface TallyOptions {
  distances: PairDistances;
  /** What the products with T are divided by. */
  scale: number;
  /** Whether a classifier decides, too. */
  decides: boolean;
  /** Whether to keep `squaresAlong` of every pair. */
  pairs: boolean;
}

/** Counts the decisions of examples, and adds up their squares along differences of class means. */
export function tallyOf(statistics: ClassStatistics, { distances, scale, decides, pairs }: TallyOptions) {
  const { classes, counts } = statistics;
  const squaresAlong = new Float64Array(classes); // sum over the rows of one class of (r . (mu_c - mu_y))^2
  const ofPairs = pairs ? new Float64Array(classes * classes) : undefined;
  const twinOf = twins(statistics);
  // Examples of each class.
  const [seen, atNearest, atArgmax, mismatches] = [0, 1, 2, 3].map(() => new Float64Array(classes));
  let pairSum = 0;

  /** Takes in the rows of some runs: T Q r / scale [rows, C], and the classes that the classifier chose [rows]. */
  function count(runs: readonly Run[], along: Float32Array | Float64Array, chosen: Int32Array): void {
    const nearest = new Int32Array(chosen.length);
    for (const { y, from, members } of runs) {
      const to = from + members.length;
      const apart = distances(y); // ||mu_c - mu_y||^2 [C]
      const half = apart.map((value) => value / (2 * scale));
      nearestMeans(along.subarray(from * classes, to * classes), y, half, squaresAlong, nearest.subarray(from));
      seen[y] += members.length;
      for (let k = from; k < to; k++) {
        nearest[k] = twinOf[nearest[k]]; // ties go to the first of two equal means
        if (nearest[k] === y) atNearest[y]++;
        if (chosen[k] === y) atArgmax[y]++;
        if (chosen[k] !== nearest[k]) mismatches[y]++;
      }
      pairSum += (sumOfQuotients(squaresAlong, apart) * scale ** 2) / counts[y];
      if (ofPairs) for (let c = 0; c < classes; c++) ofPairs[y * classes + c] += squaresAlong[c] * scale ** 2;
      squaresAlong.fill(0);
    }
  }

  function result(): TallyMeasures {
    const share = (of: Float64Array) => total(of) / total(seen);
    const shares = (of: Float64Array) => Array.from(of, (some, c) => some / seen[c]);
    return {
      directionalCdnv: pairSum / (classes * (classes - 1)),
      nearestClassMeanAccuracy: share(atNearest),
      ...(decides && { nc4: share(mismatches), classifierAccuracy: share(atArgmax) }),
      perClass: {
        nearestClassMeanAccuracy: shares(atNearest),
        ...(decides && { nc4: shares(mismatches), classifierAccuracy: shares(atArgmax) }),
      },
      ...(ofPairs && { squaresAlong: ofPairs }),
    };
  }

  return { count, result, seen };
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
