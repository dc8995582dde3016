export { type BetweenClassOptions, centredClassMeans, exampleCount, globalMean } from './classMeans.js';
export { type ClassStatistics, type ClassStatisticsOptions, classStatistics } from './classStatistics.js';
export { betweenClassCovariance, totalCovariance, withinClassCovariance } from './covariance.js';
export { emptyClassStatistics, mergeClassStatistics } from './mergeClassStatistics.js';
