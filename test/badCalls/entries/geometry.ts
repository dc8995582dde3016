import * as tf from '@tensorflow/tfjs-core';
import type * as core from 'geocollapse';
import * as k from '../kinds.js';
import { type Entries, inside } from './entry.js';
import { BATCH, features, LABELS, network } from './examples.js';

const square = (x: tf.Tensor) => tf.square(x);
/** No value of the trial is one. */
const anEstimator: k.Kind = { accepts: () => false };
const estimates = {
  probes: k.count(),
  relativeError: k.number(),
  confidence: k.between(0, 1),
  seed: k.seed,
  estimator: k.either(k.oneOf('split', 'exact', 'rademacher', 'outputs', 'examples', 'entries'), anEstimator),
  datasetSize: k.count(),
  maxVjps: k.count(),
  memory: k.number(1),
  check: k.boolean,
  signal: k.signal,
};
const { relativeError: _, maxVjps: __, ...datasetEstimates } = estimates;

const measured = (): core.ComplexityOfBatches => ({
  mean: 2,
  standardError: 0,
  interval: [2, 2],
  target: 'batch',
  perExample: [1, 3],
  vjps: 1,
  count: 2,
  perClass: [1, 3],
  state: {
    total: 4,
    variance: 0,
    squaredVariances: 0,
    certain: 4,
    comparisons: 0,
    classes: 2,
    labels: [0, 1],
    confidence: 0.95,
  },
});

/** The public functions of geometry/. */
export const GEOMETRY: Entries = {
  geometricComplexity: {
    good: () => [square, features(), {}],
    places: { f: k.embedding, x: k.batch() },
    options: estimates,
    names: ['f(x)', 'df/dx'],
  },
  geometricComplexityOfBatches: {
    good: () => [square, [{ x: BATCH, y: LABELS }], {}],
    places: {
      f: k.embedding,
      batches: k.nothing,
      'a batch': {
        kind: k.batch(),
        put: (args, value) => {
          args[1] = [value];
        },
      },
      x: {
        kind: k.batch(),
        put: (args, value) => {
          args[1] = [{ x: value, y: LABELS }];
        },
      },
      labels: {
        kind: k.optional(k.labels(4095)),
        put: (args, value) => {
          args[1] = [{ x: BATCH, y: value }];
        },
      },
    },
    options: { ...datasetEstimates, classes: k.count(1, 2 ** 24), onProgress: k.isFunction },
    names: ['f(x)', 'df/dx', 'batches', 'y'],
  },
  geometricComplexityOfLayers: {
    good: () => [network, tf.zeros([6, 2, 2, 1]), { layers: ['dense1'] }],
    places: { f: k.nothing, x: k.batch() },
    options: { ...estimates, layers: k.nothing },
    names: ['f(x)', 'df/dx'],
  },
  geometricComplexityPenalty: {
    good: () => [square, features(), {}],
    places: { f: k.embedding, x: k.batch(false) },
    options: { probes: k.count(1, 4096), seed: k.seed, check: k.boolean },
    names: ['f(x)', 'df/dx'],
  },
  jacobian: {
    good: () => [square, features(), {}],
    places: { f: k.embedding, x: k.batch(false) },
    options: { check: k.boolean },
    names: ['f(x)', 'df/dx'],
  },
  squaredJacobianNorms: {
    good: () => [square, features(), {}],
    places: { f: k.embedding, x: k.batch() },
    options: { memory: k.number(1), check: k.boolean, signal: k.signal },
    names: ['f(x)', 'df/dx'],
  },
  classComplexities: {
    good: () => [[1, 3, 5], [0, 0, 1], { classes: 2 }],
    places: { perExample: k.numbers(3, 0), labels: k.nothing },
    options: { classes: k.count(2, 2) },
  },
  emptyGeometricComplexity: { good: () => [], places: {} },
  mergeGeometricComplexities: {
    good: () => [measured(), measured()],
    places: {
      a: k.nothing,
      b: k.nothing,
      ...inside('a', 0, { state: k.nothing }),
      ...inside('b', 1, { state: k.nothing }),
    },
  },
};
