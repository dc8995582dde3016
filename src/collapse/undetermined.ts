import type { ClassStatistics } from '../statistics/value/types.js';
import { classVariances } from './cdnv.js';
import type { MeanSpan } from './means/meanSpan.js';
import type { PairDistances } from './means/pairDistances.js';
import { resolutionOfDirections } from './means/resolution.js';
import { rowNorms } from './nc2.js';
import type { ClassifierValues } from './residuals/logits.js';

/** The keys of a record that an input may leave without a value. A dot leads into an object within the record. */
export type UndeterminedKey =
  | 'nc1'
  | 'nc1TraceRatio'
  | 'condition'
  | 'cdnv'
  | 'directionalCdnv'
  | 'nc2'
  | 'nc2.equiangularity'
  | 'nc2.maxAngle'
  | 'nc2Classifier'
  | 'nc2Classifier.equiangularity'
  | 'nc2Classifier.maxAngle'
  | 'gnc2'
  | 'unc3'
  | 'nc3'
  | 'nc3Unsquared'
  | 'geometricCollapse'
  | 'rankMe'
  | 'numericalRank'
  | 'perClass.cdnv'
  | 'perClass.classifierCosines'
  | 'perPair.cosines'
  | 'perPair.cdnv'
  | 'perPair.directionalCdnv';

/** Why measures have no value for this input: a sentence for each, by its key in the record. */
export type Undetermined = { readonly [K in UndeterminedKey]?: string };

/** What decides which measures there are, and which were asked for. */
interface Input {
  statistics: ClassStatistics;
  distances: PairDistances;
  span: MeanSpan;
  /** ||mu_c - mu_G||, length C. */
  meanNorms: Float64Array;
  rankTolerance?: number;
  classifier?: ClassifierValues;
  complexities?: ArrayLike<number>;
  examples?: object;
  /** NC1, or a sentence that says why it has no value. */
  nc1?: number | string;
  /** The rank of the features, or a sentence that says why it has no value. */
  featureRank?: object | string;
  perClass?: boolean;
  perPair?: boolean;
}

/** Finds the measures that were asked for and that the input does not determine, each with the reason. */
export function undeterminedMeasures(input: Input): Undetermined {
  const { statistics, distances, span, meanNorms, rankTolerance, classifier, complexities, nc1 } = input;
  const reasons: { -readonly [K in UndeterminedKey]?: string } = {};
  const because = (reason: string, ...keys: UndeterminedKey[]) => {
    for (const key of keys)
      if (isAsked(key, input) && !reasons[key.split('.')[0] as UndeterminedKey]) reasons[key] = reason;
  };
  if (typeof nc1 === 'string') because(nc1, 'nc1');
  if (span.rank === 0) {
    const equal =
      'All class means are equal as far as the features resolve them, so there is no direction between classes.';
    because(equal, 'nc1', 'nc1TraceRatio', 'condition', 'nc2', 'gnc2', 'unc3', 'nc3', 'nc3Unsquared');
    because(equal, 'perClass.classifierCosines', 'perPair.cosines');
  }
  const least = resolutionOfDirections(statistics, rankTolerance);
  const atCentre = meanNorms.findIndex((norm, c) => norm <= least[c]);
  if (atCentre >= 0) {
    const same = `The mean of class ${atCentre} is the global mean as far as the features resolve it`;
    const reason = `${same}, so it has no direction from there.`;
    because(
      reason,
      'nc2.equiangularity',
      'nc2.maxAngle',
      'gnc2',
      'unc3',
      'perClass.classifierCosines',
      'perPair.cosines',
    );
  }
  if (classifier) {
    const norms = rowNorms(classifier.weights, statistics.classes);
    if (norms.every((norm) => norm === 0)) {
      because("All of the classifier's rows are zero.", 'nc2Classifier', 'nc3', 'nc3Unsquared');
    }
    const zero = norms.indexOf(0);
    const reason = `The classifier's row of class ${zero} is zero, so it has no direction.`;
    const angles = ['nc2Classifier.equiangularity', 'nc2Classifier.maxAngle'] as const;
    if (zero >= 0) because(reason, ...angles, 'unc3', 'perClass.classifierCosines');
  }
  const variances = classVariances(statistics);
  const [point, other] = firstZeroOverZero(variances, distances);
  if (point !== undefined) {
    const same = `Classes ${other} and ${point} are one and the same point`;
    const reason = `${same}, so the ratio of their variance to their distance is 0 / 0.`;
    because(reason, 'cdnv', 'directionalCdnv', 'perClass.cdnv', 'perPair.cdnv', 'perPair.directionalCdnv');
  }
  const [flat, another] = complexities ? firstZeroOverZero(complexities, distances) : [];
  if (flat !== undefined) {
    const reason = `Classes ${another} and ${flat} have equal means and no complexity, so their ratio is 0 / 0.`;
    because(reason, 'geometricCollapse');
  }
  if (typeof input.featureRank === 'string') because(input.featureRank, 'rankMe', 'numericalRank');
  return reasons;
}

/** Whether a measure was asked for, by what it needs. */
function isAsked(key: UndeterminedKey, input: Input): boolean {
  const needsClassifier = /^(nc2Classifier|unc3|nc3)|classifierCosines/.test(key);
  if (needsClassifier && !input.classifier) return false;
  if (/directionalCdnv/.test(key) && !input.examples) return false;
  if (key === 'nc1') return input.nc1 !== undefined;
  if (key.startsWith('perClass')) return input.perClass === true;
  return !key.startsWith('perPair') || input.perPair === true;
}

/** The first two classes without spread and distance, the larger index first, or an empty list. */
function firstZeroOverZero(spreads: ArrayLike<number>, distances: PairDistances): [number, number] | [] {
  const still = Array.from(spreads, (_, c) => c).filter((c) => spreads[c] === 0);
  for (const [k, i] of still.entries()) {
    if (k === 0) continue;
    const row = distances(i);
    for (const j of still.slice(0, k)) if (row[j] === 0) return [i, j];
  }
  return [];
}
