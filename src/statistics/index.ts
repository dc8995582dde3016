export { InputError } from '../input/checks.js';
export type { Labels } from '../input/labels.js';
export { classStatisticsFromBytes, classStatisticsToBytes } from './bytes.js';
export {
  centredClassMeans,
  exampleCount,
  type GlobalMeanOptions,
  globalMean,
} from './classMeans.js';
export { type ClassStatisticsOptions, classStatistics } from './classStatistics.js';
export { betweenClassCovariance, totalCovariance, withinClassCovariance } from './covariance.js';
export { type IndexedLabels, type IndexLabelsOptions, indexLabels, type RawLabel } from './indexLabels.js';
export { emptyClassStatistics, mergeClassStatistics } from './mergeClassStatistics.js';
export type { BetweenClassOptions } from './value/means.js';
export type { ClassMeans, ClassStatistics } from './value/types.js';
