import './onCpu.js';
import * as tf from '@tensorflow/tfjs-core';
import * as core from 'geocollapse';
import * as backends from 'geocollapse/backends';
import * as data from 'geocollapse/data';
import * as models from 'geocollapse/models';
import * as training from 'geocollapse/training';
import { safetensors } from '../support/safetensors.js';
import * as k from './kinds.js';

/** A place in a call where a value can be put. */
export interface Place {
  kind: k.Kind;
  /** Puts a value there, in arguments made anew; default: as the argument of that number. */
  put?: (args: unknown[], value: unknown) => void;
}

/** How one public function is tried. */
export interface Entry {
  /** Arguments of a call that works, made anew for every call. */
  good: () => unknown[];
  /** Arguments by name, in their order, and places inside them. */
  places: Record<string, Place | k.Kind>;
  /** Options of the last argument, by name; the trial finds out which there are. */
  options?: Record<string, k.Kind>;
  /** Names in refusals that are not those of places: what an argument holds. */
  names?: string[];
  /** Values that are right but would take too long, by place. */
  skip?: Record<string, string[]>;
  /** How the result is used, where a call alone does not say. */
  use?: (result: never) => unknown;
}

/** The modules that users import, by name. */
export const MODULES: Record<string, Record<string, unknown>> = {
  geocollapse: core,
  'geocollapse/backends': backends,
  'geocollapse/data': data,
  'geocollapse/models': models,
  'geocollapse/training': training,
};

const FEATURES = [0, 0, 2, 0, 5, 5, 7, 5, 0, 9, 2, 9];
const LABELS = [0, 0, 1, 1, 2, 2];
const features = () => tf.tensor2d(FEATURES, [6, 2]);
const square = (x: tf.Tensor) => tf.square(x);
const HUGE = ['2^24 + 1', '2^31 - 1'];
/** Networks of full size take a second each: one of all defaults is enough. */
const FULL_SIZE = {
  width: ['undefined', 'one', 'two', 'three', 'one and a half'],
  options: ['empty object', 'object without a prototype'],
};

/** Statistics of the six rows, by hand. */
const statistics = (): core.ClassStatistics => ({
  classes: 3,
  dimension: 2,
  counts: Float64Array.of(2, 2, 2),
  means: Float64Array.of(1, 0, 6, 5, 1, 9),
  squaredDeviations: Float64Array.of(2, 2, 2),
  withinClassScatter: Float64Array.of(6, 0, 0, 0),
});
const isStatistics: k.Kind = k.nothing;

/** Each field of statistics in the first argument, or in the one of that number. */
function fields(argument: string, at = 0, kinds: string[] = ['counts', 'means', 'squaredDeviations']): Entry['places'] {
  const put = (key: string) => (args: unknown[], value: unknown) => {
    args[at] = { ...(args[at] as object), [key]: value };
  };
  const places: Entry['places'] = {
    [`${argument}.classes`]: { kind: k.oneOf(3), put: put('classes') },
    [`${argument}.dimension`]: { kind: k.oneOf(2), put: put('dimension') },
  };
  for (const key of kinds) {
    const length = key === 'means' ? 6 : 3;
    places[`${argument}.${key}`] = {
      kind: either(k.numbers(length, key === 'means' ? -Infinity : 0), length),
      put: put(key),
    };
  }
  if (kinds.includes('squaredDeviations')) {
    const name = `${argument}.withinClassScatter`;
    places[name] = { kind: k.either(k.oneOf(undefined, null), k.numbers(4)), put: put('withinClassScatter') };
  }
  return places;
}

/** Numbers, or what JSON makes of a typed array of them. */
function either(numbers: k.Kind, length: number): k.Kind {
  return {
    accepts: (value) => {
      const plain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
      return numbers.accepts(plain && Object.keys(value).length === length ? Object.values(value) : value);
    },
  };
}

/** Fields of an object in some argument. */
function inside(argument: string, at: number, kinds: Record<string, k.Kind>): Entry['places'] {
  return Object.fromEntries(
    Object.entries(kinds).map(([key, kind]) => [
      `${argument}.${key}`,
      {
        kind,
        put: (args: unknown[], value: unknown) => {
          args[at] = { ...(args[at] as object), [key]: value };
        },
      },
    ]),
  );
}

const images = (): data.ImageDataset => ({
  images: Uint8Array.from({ length: 12 * 4 }, (_, i) => (i * 37 + (i >> 2) * 90) % 256),
  labels: Uint8Array.from({ length: 12 }, (_, i) => i % 3),
  shape: [2, 2, 1],
  classes: 3,
  mean: [0.5],
  std: [0.25],
});
const insideImages = (at: number) =>
  inside('data', at, {
    images: k.nothing,
    labels: k.nothing,
    shape: k.nothing,
    classes: k.oneOf(3),
    mean: k.numbers(1),
    std: k.nothing,
  });

const CLASSIFIER = { weights: tf.tensor2d([1, 0, 0, 1, 1, 1], [2, 3]), bias: tf.tensor1d([0, 1, 2]) };
const conventions = { globalMean: k.oneOf('sample', 'class'), classWeights: k.oneOf('class', 'sample') };
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

const network = models.mlp({ hidden: [4], inputShape: [2, 2, 1], classes: 3 });
/** The one that calls may change. */
const trained = models.mlp({ hidden: [4], inputShape: [2, 2, 1], classes: 3 });
const split = models.splitAtEmbedding(network);
const weights = safetensors(
  Object.fromEntries(
    ['dense1', 'logits'].flatMap((name) => {
      const [kernel, bias] = network.getLayer(name).getWeights();
      return [
        [
          `${name}.weight`,
          { shape: [...kernel.shape].reverse(), values: tf.tidy(() => tf.transpose(kernel).dataSync()) },
        ],
        [`${name}.bias`, { shape: bias.shape, values: bias.dataSync() }],
      ];
    }),
  ),
);
const flax = safetensors(
  Object.fromEntries(
    ['dense1', 'logits'].flatMap((name, i) => {
      const [kernel, bias] = network.getLayer(name).getWeights();
      return [
        [`Dense_${i}.kernel`, { shape: kernel.shape, values: kernel.dataSync() }],
        [`Dense_${i}.bias`, { shape: bias.shape, values: bias.dataSync() }],
      ];
    }),
  ),
);
const isRegExp: k.Kind = { accepts: (value) => value instanceof RegExp };
const anyObject = {
  accepts: (value: unknown) => typeof value === 'object' && value !== null && Reflect.ownKeys(value).length === 0,
};
const isLayersModel: k.Kind = {
  accepts: (value) => typeof value === 'object' && value !== null && 'layers' in value,
};
const loading = {
  names: anyObject,
  prefix: k.text,
  ignore: isRegExp,
  keep: isRegExp,
  epsilon: k.either(k.number(), anyObject),
  check: k.nothing,
};
/** IDX images of 1 x 2 x 2, and labels of 4. */
const idxImages = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4);
const idxLabels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 4);
const cifar = () => new Uint8Array(3073);
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

/** Every public function, by name. A new export without an entry here fails the trial. */
export const ENTRIES: Record<string, Entry> = {
  // statistics
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

  // collapse
  neuralCollapse: {
    good: () => [features(), LABELS, { classifier: CLASSIFIER }],
    places: {
      features: k.features(6),
      labels: k.labels(),
      ...inside('options.classifier', 2, {}),
    },
    options: { ...collapseOptions, classes: k.count(2, 2 ** 24), signal: k.signal },
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
    options: { ...collapseOptions, ...progress, classes: k.count(2, 2 ** 24) },
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

  // geometry
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

  // backends
  registerWasmKernels: { good: () => [], places: {} },
  useBestBackend: {
    good: () => [{ prefer: 'cpu', print: false }],
    use: () => tf.setBackend('cpu'), // where the default chose another
    places: {},
    options: {
      prefer: k.oneOf('cpu'),
      tfjsNodeDirectory: k.text,
      wasmPaths: k.either(k.text, anyObject),
      print: k.either(k.oneOf(false), k.isFunction),
    },
  },

  // data
  takeBatch: {
    good: () => [images(), [0, 1, 2]],
    places: { data: k.nothing, indices: k.numbers(undefined, 0), ...insideImages(0) },
  },
  balancedIndices: {
    good: () => [images(), { count: 6 }],
    places: { data: k.nothing, ...inside('data', 0, { labels: k.either(k.labels(2)), classes: k.oneOf(3) }) },
    options: { count: k.count(1, 12), seed: k.seed },
  },
  shuffledBatches: {
    good: () => [12, { batchSize: 2 }],
    places: { n: k.count(2) },
    options: { batchSize: k.count(1, 12), seed: k.seed },
    use: (batches: Generator) => batches.next(),
    skip: { n: HUGE },
  },
  parseCifar10: { good: () => [cifar(), 'data_batch_1.bin'], places: { bytes: k.nothing, source: k.optional(k.text) } },
  parseIdxImages: { good: () => [idxImages, 'images'], places: { bytes: k.nothing, source: k.optional(k.text) } },
  parseIdxLabels: { good: () => [idxLabels, 'labels'], places: { bytes: k.nothing, source: k.optional(k.text) } },
  readCifar10: { good: () => ['no such folder'], places: { directory: k.nothing } },
  readMnist: {
    good: () => ['no such folder', {}],
    places: { directory: k.nothing },
    options: { normalisation: k.oneOf('mnist', 'fashion-mnist') },
  },

  // models
  mlp: {
    good: () => [{ hidden: [2], inputShape: [2], classes: 2 }],
    places: {},
    options: {
      hidden: k.numbers(undefined, 1),
      inputShape: k.numbers(undefined, 1),
      classes: k.count(),
      activation: k.oneOf('relu', 'tanh', 'sigmoid', 'softplus', 'linear'),
      batchNorm: k.boolean,
      initialisation: k.oneOf('he', 'lecun', 'torch'),
      seed: k.count(0),
    },
    use: (model: { dispose(): void }) => model.dispose(),
  },
  vgg: {
    good: () => [{ depth: 11, width: 1 / 64, inputShape: [4, 4, 1], classes: 2 }],
    places: {},
    options: {
      depth: k.oneOf(11, 13, 16, 19),
      inputShape: k.numbers(3, 1),
      classes: k.count(),
      width: k.number(1 / 128),
      batchNorm: k.boolean,
      head: k.oneOf('cifar', 'imagenet'),
      pooling: k.oneOf('average', 'flatten'),
      dropout: k.number(0, 1),
      initialisation: k.oneOf('he', 'lecun', 'torch'),
      seed: k.count(0),
    },
    skip: FULL_SIZE,
    use: (model: { dispose(): void }) => model.dispose(),
  },
  resnet: {
    good: () => [{ depth: 18, width: 1 / 64, inputShape: [4, 4, 1], classes: 2 }],
    places: {},
    options: {
      depth: k.oneOf(18, 34, 50, 101, 152),
      inputShape: k.numbers(3, 1),
      classes: k.count(),
      width: k.number(1 / 128),
      convention: k.oneOf('flax', 'torch'),
      stem: k.oneOf('imagenet', 'cifar'),
      seed: k.count(0),
    },
    skip: FULL_SIZE,
    use: (model: { dispose(): void }) => model.dispose(),
  },
  splitAtEmbedding: {
    good: () => [network, {}],
    places: { model: isLayersModel },
    options: { layer: k.nothing, output: k.nothing },
  },
  folderHandler: { good: () => ['no such folder'], places: { folder: k.text } },
  parseSafetensors: { good: () => [weights], places: { bytes: k.nothing }, names: ['file'] },
  loadTorchWeights: {
    good: () => [network, weights, {}],
    places: { model: k.nothing, file: k.nothing },
    options: loading,
    names: ['input', 'output'],
  },
  loadFlaxWeights: {
    good: () => [network, flax, {}],
    places: { model: k.nothing, file: k.nothing },
    options: loading,
    names: ['input', 'output'],
  },
  torchNames: { good: () => [network], places: { model: isLayersModel } },
  flaxNames: { good: () => [network], places: { model: isLayersModel } },

  // training
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

/** Features that calls may keep reading. */
const BATCH = features();
