import type { NeuralCollapse } from 'geocollapse';
import type { Laws, NoLaw, Power } from '../../support/laws.js';

type Group = 'nc2' | 'nc2Classifier' | 'gnc2' | 'perClass' | 'perPair';
type Within<K extends Group> = { [G in K]: `${G}.${keyof Required<NeuralCollapse>[G] & string}` }[K];
/** Every number of a record, those of an object within it after a dot. */
export type MeasureKey = Exclude<keyof NeuralCollapse, Group | 'conventions' | 'undetermined'> | Within<Group>;

/** The value at a simplex frame without spread: one number, or that of class i, or of the pair of classes i and j. */
export type Limit = number | ((i: number, j: number) => number);

/** The laws of a measure. Conventions, merging and the order of the examples change none, and need no entry. */
export interface MeasureLaws extends Laws {
  /** What determines it: class statistics, or only the features themselves. */
  readonly from: 'statistics' | 'features';
  /** Multiplying the classifier's weights and bias. */
  readonly classifier: Power;
  /** Multiplying the complexities of the classes. */
  readonly complexities: Power;
  /** At C classes whose complexity is 3, of three examples each. */
  readonly limit: (C: number) => Limit;
}

/** Of float64 sums: 2^-52 of features at an offset of 2^13, relative to distances of class means of size 1 or more. */
const FLOAT64 = [2 ** -38] as const;
const DIFFERENCE = [2 ** -38, 1] as const;
/** Of float32 products about an origin near the class: a few times 2^-24. */
const FLOAT32 = [2 ** -21] as const;
/** Of squares of singular values, which lie further apart than the values themselves. */
const SQUARES = [2 ** -30] as const;
/** Of whole numbers, and of shares of a whole number of examples. */
const COUNT = [2 ** -52] as const;

const boundaries: NoLaw = {
  why: 'Spread moves examples over boundaries between classes, which are not straight through the means.',
};
const uncentred: NoLaw = { why: 'Features are not centred: an offset is one more direction, and the longest.' };
const mixed: NoLaw = { why: 'Directions within and between classes are counted together, and only the first shrink.' };

/** Of the class means, without a unit. */
const shape = {
  from: 'statistics',
  per: 'whole',
  rotation: 'same',
  offset: 'same',
  scale: 0,
  spread: 0,
  copies: 0,
  classifier: 0,
  complexities: 0,
} as const;
const frame = { ...shape, limit: () => 0, rounding: DIFFERENCE };
/** Variance within classes over squared distances between them. */
const ratio = { ...shape, spread: 2, limit: () => 0, rounding: FLOAT64 } as const;
const share = { ...shape, from: 'features', spread: boundaries, rounding: COUNT } as const;
const rank = { ...shape, offset: uncentred, spread: mixed } as const;

const offDiagonal = (value: number, diagonal: number) => () => (i: number, j: number) => (i === j ? diagonal : value);

export const TABLE: Record<MeasureKey, MeasureLaws> = {
  classes: { ...shape, limit: (C) => C, rounding: COUNT },
  dimension: { ...shape, limit: (C) => C + 2, rounding: COUNT },
  counts: { ...shape, per: 'class', copies: 1, limit: () => 3, rounding: COUNT },
  rank: { ...shape, limit: (C) => C - 1, rounding: COUNT },
  condition: { ...shape, limit: () => 1, rounding: FLOAT64 },
  nc1: { ...ratio, rounding: FLOAT32 },
  nc1TraceRatio: ratio,
  cdnv: ratio,
  directionalCdnv: { ...ratio, from: 'features', rounding: FLOAT32 },
  'nc2.equinormness': frame,
  'nc2.equiangularity': frame,
  'nc2.maxAngle': frame,
  'nc2.etfDistance': frame,
  'nc2Classifier.equinormness': frame,
  'nc2Classifier.equiangularity': frame,
  'nc2Classifier.maxAngle': frame,
  'nc2Classifier.etfDistance': frame,
  // ||u_i - u_j||^2 = 2 + 2 / (C - 1) at a frame.
  'gnc2.mean': { ...frame, limit: (C) => -Math.log((2 * C) / (C - 1)) / 2 },
  'gnc2.variance': frame,
  unc3: frame,
  nc3: frame,
  nc3Unsquared: frame,
  biasCollapse: { ...frame, scale: 1, classifier: 1, rounding: FLOAT64 },
  nc4: { ...share, limit: () => 0 },
  nc4Agreement: { ...share, limit: () => 1 },
  nearestClassMeanAccuracy: { ...share, limit: () => 1 },
  classifierAccuracy: { ...share, limit: () => 1 },
  // (3 + 3) / (2 . 2): vertices of the frame are at a squared distance of 2.
  geometricCollapse: { ...shape, complexities: 1, limit: () => 1.5, rounding: FLOAT64 },
  poincareRatio: { ...ratio, complexities: -1 },
  rankMe: { ...rank, limit: (C) => C - 1, rounding: SQUARES },
  numericalRank: { ...rank, limit: (C) => C - 1, rounding: COUNT },
  fourthMoments: { ...ratio, per: 'class', from: 'features', scale: 4, spread: 4 },
  'perClass.variances': { ...ratio, per: 'class', scale: 2 },
  'perClass.meanNorms': { ...shape, per: 'class', scale: 1, limit: (C) => Math.sqrt(1 - 1 / C), rounding: FLOAT64 },
  'perClass.cdnv': { ...ratio, per: 'class' },
  'perClass.nearestClass': { ...shape, per: 'names', limit: () => (i) => (i === 0 ? 1 : 0), rounding: COUNT },
  'perClass.nearestDistance': { ...shape, per: 'class', scale: 1, limit: () => Math.SQRT2, rounding: FLOAT64 },
  'perClass.classifierCosines': { ...shape, per: 'class', limit: () => 1, rounding: DIFFERENCE },
  'perClass.nearestClassMeanAccuracy': { ...share, per: 'class', limit: () => 1 },
  'perClass.nc4': { ...share, per: 'class', limit: () => 0 },
  'perClass.classifierAccuracy': { ...share, per: 'class', limit: () => 1 },
  'perPair.squaredDistances': { ...shape, per: 'pair', scale: 2, limit: offDiagonal(2, 0), rounding: FLOAT64 },
  'perPair.cosines': { ...shape, per: 'pair', limit: (C) => offDiagonal(-1 / (C - 1), 1)(), rounding: DIFFERENCE },
  'perPair.cdnv': { ...ratio, per: 'pair' },
  'perPair.directionalCdnv': { ...ratio, per: 'pair', from: 'features', rounding: FLOAT32 },
  'perPair.directionalRatios': { ...ratio, per: 'pair', from: 'features', rounding: FLOAT32 },
};
