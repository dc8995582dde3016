import * as core from 'geocollapse';
import * as k from '../kinds.js';
import type { Entries } from './entry.js';
import { features, LABELS } from './examples.js';
import { conventions, fields, isStatistics, statistics } from './sixRows.js';

/** The public functions of statistics/. */
export const STATISTICS: Entries = {
  classStatistics: {
    good: () => [features(), LABELS, {}],
    places: { features: k.features(6), labels: k.labels(4095) },
    options: { classes: k.count(1, 2 ** 24), scatter: k.oneOf(true, false, 'exact'), signal: k.signal },
  },
  emptyClassStatistics: { good: () => [], places: {} },
  mergeClassStatistics: {
    good: () => [statistics(), statistics()],
    places: { a: isStatistics, b: isStatistics, ...fields('a', 0), ...fields('b', 1) },
  },
  exampleCount: {
    good: () => [statistics()],
    places: { statistics: isStatistics, ...fields('statistics', 0, ['counts', 'means']) },
  },
  globalMean: {
    good: () => [statistics(), {}],
    places: {
      statistics: isStatistics,
      ...fields('statistics', 0, ['counts', 'means']),
    },
    options: { globalMean: k.oneOf('sample', 'class') },
  },
  centredClassMeans: {
    good: () => [statistics(), {}],
    places: {
      statistics: isStatistics,
      ...fields('statistics', 0, ['counts', 'means']),
    },
    options: { globalMean: k.oneOf('sample', 'class') },
  },
  withinClassCovariance: { good: () => [statistics()], places: { statistics: isStatistics, ...fields('statistics') } },
  betweenClassCovariance: {
    good: () => [statistics(), {}],
    places: { statistics: isStatistics, ...fields('statistics') },
    options: conventions,
  },
  totalCovariance: { good: () => [statistics()], places: { statistics: isStatistics, ...fields('statistics') } },
  classStatisticsToBytes: {
    good: () => [statistics()],
    places: { statistics: isStatistics, ...fields('statistics') },
  },
  classStatisticsFromBytes: {
    good: () => [core.classStatisticsToBytes(statistics())],
    places: { bytes: k.nothing },
  },
  indexLabels: {
    good: () => [['a', 'b', 'a'], {}],
    places: { labels: k.rawLabels },
    options: { values: k.rawLabels },
  },
};
