import * as k from '../kinds.js';
import { type Entries, inside } from './entry.js';
import { HUGE, images, insideImages, network, split, trained } from './examples.js';

/** The public functions of training/. */
export const TRAINING: Entries = {
  train: {
    good: () => [trained, images(), { steps: 1, batchSize: 4, learningRate: 0 }],
    places: {
      model: k.nothing,
      data: k.nothing,
      ...insideImages(1),
    },
    options: {
      steps: k.count(),
      batchSize: k.count(1, 12),
      learningRate: k.number(),
      momentum: k.number(),
      l2: k.number(),
      seed: k.seed,
      augment: k.isFunction,
      signal: k.signal,
      onStep: k.isFunction,
    },
    skip: { steps: HUGE },
  },
  accuracy: {
    good: () => [network, images(), {}],
    places: { model: k.nothing, data: k.nothing, ...insideImages(1) },
    options: { batchSize: k.count() },
  },
  jsonLines: { good: () => ['no such folder/metrics.jsonl'], places: { path: k.text } },
  monitor: {
    good: () => [split, images(), { batches: 1, batchSize: 6 }],
    places: {
      model: k.nothing,
      data: k.nothing,
      ...insideImages(1),
      ...inside('model', 0, { embedding: k.embedding, classifier: k.nothing }),
    },
    options: { batches: k.count(1, 4), batchSize: k.count(1, 12), seed: k.seed },
    use: (measure: () => Promise<unknown>) => measure(),
    names: ['embedding', 'classifier', 'f(x)', 'df/dx'],
  },
};
