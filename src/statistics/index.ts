export { type BetweenClassOptions, centredClassMeans, exampleCount, globalMean } from './classMeans.js';
export {
  type ClassMeans,
  type ClassStatistics,
  type ClassStatisticsOptions,
  classStatistics,
} from './classStatistics.js';
export { betweenClassCovariance, totalCovariance, withinClassCovariance } from './covariance.js';
export { type IndexedLabels, type IndexLabelsOptions, indexLabels, type RawLabel } from './indexLabels.js';
export { emptyClassStatistics, mergeClassStatistics } from './mergeClassStatistics.js';
export { deserializeClassStatistics, serializeClassStatistics } from './serialize.js';
