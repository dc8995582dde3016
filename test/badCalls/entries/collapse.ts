import * as k from '../kinds.js';
import { type Entries, inside } from './entry.js';
import { BATCH, CLASSIFIER, features, LABELS } from './examples.js';
import { conventions, fields, isStatistics, statistics } from './sixRows.js';

const spanOptions = { ...conventions, rankTolerance: k.number() };
const progress = { signal: k.signal, onProgress: k.isFunction };
const collapseOptions = {
  ...spanOptions,
  classifier: k.nothing,
  complexities: k.numbers(3, 0),
  featureRank: k.boolean,
  perClass: k.boolean,
  perPair: k.boolean,
};

/** The public functions of collapse/. */
export const COLLAPSE: Entries = {
  neuralCollapse: {
    good: () => [features(), LABELS, { classifier: CLASSIFIER }],
    places: {
      features: k.features(6),
      labels: k.labels(),
      ...inside('options.classifier', 2, {}),
    },
    options: { ...collapseOptions, classes: k.count(2, 2 ** 24), fourthMoments: k.boolean, signal: k.signal },
    names: ['classifier.weights', 'classifier.bias'],
  },
  neuralCollapseFromStatistics: {
    good: () => [statistics(), {}],
    places: { statistics: isStatistics, ...fields('statistics') },
    options: collapseOptions,
    names: ['classifier.weights', 'classifier.bias'],
  },
  neuralCollapseOfBatches: {
    good: () => [() => [{ features: BATCH, labels: LABELS }], {}],
    places: {
      batches: k.nothing,
      'the first batch': {
        kind: k.nothing,
        put: (args, value) => {
          args[0] = () => [value];
        },
      },
      features: {
        kind: k.features(6),
        put: (args, value) => {
          args[0] = () => [{ features: value, labels: LABELS }];
        },
      },
      labels: {
        kind: k.labels(4095),
        put: (args, value) => {
          args[0] = () => [{ features: BATCH, labels: value }];
        },
      },
    },
    options: { ...collapseOptions, ...progress, classes: k.count(2, 2 ** 24), fourthMoments: k.boolean },
    names: ['classifier.weights', 'classifier.bias', 'batches'],
  },
  cdnv: { good: () => [statistics()], places: { statistics: isStatistics, ...fields('statistics') } },
  cdnvPerPair: { good: () => [statistics()], places: { statistics: isStatistics, ...fields('statistics') } },
  nc1: {
    good: () => [statistics(), {}],
    places: { statistics: isStatistics, ...fields('statistics') },
    options: spanOptions,
  },
  nc1TraceRatio: {
    good: () => [statistics(), {}],
    places: { statistics: isStatistics, ...fields('statistics') },
    options: conventions,
  },
  featureRank: {
    good: () => [statistics(), {}],
    places: { statistics: isStatistics, ...fields('statistics') },
    options: { tolerance: k.number() },
  },
  geometricCollapse: {
    good: () => [{ complexities: [1, 2, 3], statistics: statistics() }],
    places: {
      geometry: k.nothing,
      ...inside('geometry', 0, { complexities: k.numbers(3, 0), statistics: isStatistics }),
    },
    names: ['complexities', 'statistics'],
  },
  poincareRatio: {
    good: () => [{ complexities: [1, 2, 3], statistics: statistics() }],
    places: {
      geometry: k.nothing,
      ...inside('geometry', 0, { complexities: k.numbers(3, 0), statistics: isStatistics }),
    },
    names: ['complexities', 'statistics'],
  },
  nc2: {
    good: () => [[-1, 0, 1, 1, 0, -1], 3],
    places: { vectors: k.numbers(), classes: k.count(2) },
  },
  gnc2: {
    good: () => [[-1, 0, 1, 1, 0, -1], 3],
    places: { centredMeans: k.numbers(), classes: k.count(2) },
  },
  nc3: {
    good: () => [
      [-2, 2, 1, 0, 1, 1],
      [-1, 1, 1, 0, 1, 1],
    ],
    places: { weights: k.numbers(6), centredMeans: k.numbers(6) },
  },
  unc3: {
    good: () => [[-2, 2, 1, 0, 1, 1], [-1, 1, 1, 0, 1, 1], 3],
    places: { weights: k.numbers(6), centredMeans: k.numbers(6), classes: k.count(2) },
  },
  biasCollapse: {
    good: () => [
      [1, -1, 2, 0, 1, 1],
      [-3, 3, 1],
      [3, 1],
    ],
    places: { weights: k.numbers(6), bias: k.numbers(3), centre: k.numbers(2) },
  },
};
