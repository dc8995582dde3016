import type { Episode } from 'geocollapse/transfer';
import * as k from '../kinds.js';
import { type Entries, inside } from './entry.js';
import { features, HUGE, images, insideImages, LABELS, split } from './examples.js';

/** Features of six examples in any form: a tensor, a flat array of float32 or float64, or an array of rows. */
const anyFeatures: k.Kind = {
  accepts: (value) => {
    if (k.features(6).accepts(value)) return true;
    if (value instanceof Float32Array || value instanceof Float64Array) {
      return value.length > 0 && value.length % 6 === 0 && value.every(Number.isFinite);
    }
    if (!Array.isArray(value) || value.length !== 6) return false;
    return value.every((row) => Array.isArray(row) && row.length === value[0].length && row.every(Number.isFinite));
  },
  same: (value) =>
    Array.isArray(value) || ArrayBuffer.isView(value)
      ? String(value) === '0,0,2,0,5,5,7,5,0,9,2,9'
      : k.features(6).same!(value),
};

const DRAWS = { ways: k.either(k.oneOf('all'), k.count(2, 3)), shots: k.count(1, 1), queries: k.count(1, 1) };
const FEW = { ways: 'all', shots: 1, queries: 1, episodes: 2 };

/** The public functions of transfer/. */
export const TRANSFER: Entries = {
  episodes: {
    good: () => [LABELS, FEW],
    places: { labels: k.labelArray },
    options: { ...DRAWS, episodes: k.count(), seed: k.seed },
    use: (drawn: Iterable<Episode>) => drawn[Symbol.iterator]().next().value,
  },
  fewShotAccuracy: {
    good: () => [features(), LABELS, FEW],
    places: { features: anyFeatures, labels: k.labels(2) },
    options: {
      ...DRAWS,
      episodes: k.count(),
      seed: k.seed,
      head: k.oneOf('nearestMean', 'ridge', 'logistic'),
      centre: k.numbers(2),
      normalise: k.oneOf('none', 'unit'),
      signal: k.signal,
      onProgress: k.isFunction,
    },
    skip: { episodes: HUGE },
  },
  featuresOf: {
    good: () => [split.embedding, images(), {}],
    places: { embedding: k.embedding, data: k.nothing, ...insideImages(1) },
    options: { batchSize: k.count(), signal: k.signal, onProgress: k.isFunction },
    names: ['embedding(x)'],
  },
  transferReport: {
    good: () => [split, images(), images(), { ways: 2, shots: [1], queries: 1, episodes: 2 }],
    places: {
      network: k.nothing,
      source: k.nothing,
      target: k.nothing,
      ...inside('network', 0, { embedding: k.embedding, classifier: k.optional(k.nothing) }),
    },
    options: {
      ways: k.either(k.oneOf('all'), k.count(2, 3)),
      shots: k.nothing,
      queries: k.count(1, 3),
      episodes: k.count(),
      heads: k.nothing,
      centre: k.oneOf('none', 'source'),
      normalise: k.oneOf('none', 'unit'),
      sourceExamples: k.count(3, 12),
      sourceTest: k.nothing,
      sharedClasses: k.oneOf('refuse', 'report'),
      probes: k.count(),
      batchSize: k.count(),
      seed: k.seed,
      signal: k.signal,
      onProgress: k.isFunction,
    },
    skip: { episodes: HUGE },
    names: ['df/dx'],
  },
  nearestMeanBounds: {
    good: () => [features(), LABELS, { complexities: [1, 2, 3] }],
    places: { features: anyFeatures, labels: k.labels(2) },
    options: {
      shots: k.counts,
      poincareConstant: k.number(),
      complexities: k.numbers(3, 0),
      signal: k.signal,
    },
    names: ['record'],
  },
};
