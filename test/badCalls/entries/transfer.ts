import type { Episode } from 'geocollapse/transfer';
import * as k from '../kinds.js';
import type { Entries } from './entry.js';
import { features, HUGE, LABELS } from './examples.js';

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
  same: k.features(6).same,
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
};
