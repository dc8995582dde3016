import * as tf from '@tensorflow/tfjs-core';
import { imageDataset, ofClasses, subset } from 'geocollapse/data';
import { splitAtEmbedding } from 'geocollapse/models';
import { episodes, featuresOf, fewShotAccuracy, transferReport } from 'geocollapse/transfer';
import { expect, it } from 'vitest';
import { neuralCollapse } from '../../src/collapse/neuralCollapse.js';
import { seededRandom } from '../../src/numeric/random.js';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { graphModel, placeholder } from '../support/graphModel.js';
import { expectNoLeak } from '../support/leaks.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const NORMALISATION = { mean: [0.5], std: [0.25] };

/** Images [2, 2, 1] of seven classes, 20 of each, about a point of each class. */
function clouds(seed: number) {
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: 140 }, (_, i) => i % 7);
  const images = Uint8Array.from({ length: 560 }, (_, at) => {
    const c = labels[Math.floor(at / 4)];
    return ((c * 71 + (at % 4) * 53 * (c + 1)) % 160) + 90 * random.uniform();
  });
  return imageDataset({
    images,
    labels,
    shape: [2, 2, 1],
    classes: 7,
    classNames: NAMES,
    normalisation: NORMALISATION,
  });
}

const all = clouds(3);
const source = ofClasses(all, ['a', 'b', 'c']);
const target = ofClasses(all, ['d', 'e', 'f', 'g']);
const sourceTest = ofClasses(clouds(4), ['a', 'b', 'c']);
/** W [4, 3], row-major. ||W||_F^2 = 15.75. */
const W = [1, 0.5, 0, -1, 2, 0.5, 0, 1, -1, 2, 0, 1.5].map((value, i) => (i === 10 ? 1 : value));
const SQUARED_NORM = W.reduce((sum, w) => sum + w * w, 0);
const embedding = (x: tf.Tensor) => tf.matMul(tf.reshape(x, [x.shape[0], 4]), tf.tensor2d(W, [4, 3]));
const OPTIONS = { ways: 3, shots: [1, 3], queries: 4, episodes: 12, probes: 3, batchSize: 16, seed: 5 } as const;

/** The features of an image by plain loops. */
function rowOf(set: typeof all, index: number): number[] {
  const pixels = Array.from(set.images.subarray(4 * index, 4 * index + 4), (p) => (p / 255 - 0.5) / 0.25);
  return [0, 1, 2].map((j) => pixels.reduce((sum, p, i) => sum + p * W[3 * i + j], 0));
}

/** The rows of some classes of a whole set, class by class. */
const rowsOf = (set: typeof all, classes: number[]) =>
  classes.map((c) => Array.from(set.labels.keys()).flatMap((i) => (set.labels[i] === c ? [rowOf(set, i)] : [])));

const meanOf = (rows: number[][]) => rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
const distance = (a: number[], b: number[]) => a.reduce((sum, value, j) => sum + (value - b[j]) ** 2, 0);

/** The mean over pairs of (q_i + q_j) / (2 ||mu_i - mu_j||^2). */
function overPairs(means: number[][], values: number[]): number {
  let sum = 0;
  const C = means.length;
  for (let i = 0; i < C; i++)
    for (let j = 0; j < C; j++) if (i !== j) sum += (values[i] + values[j]) / (2 * distance(means[i], means[j]));
  return sum / (C * (C - 1));
}

function cdnvOf(classes: number[][][]): number {
  const means = classes.map(meanOf);
  const variances = classes.map((rows, c) => rows.reduce((sum, row) => sum + distance(row, means[c]), 0) / rows.length);
  return overPairs(means, variances);
}

onEveryBackend('transferReport', () => {
  it('of a linear embedding has its complexity ||W||^2 exactly, and collapse as plain loops compute it', async () => {
    const report = await transferReport({ embedding }, source, target, { ...OPTIONS, sourceTest });
    const { complexity, collapse, examples, classNames } = report.source;
    expectClose(complexity.mean, SQUARED_NORM, 1e-5);
    expect(complexity.standardError).toBe(0);
    expect(complexity.count).toBe(60);
    expect(examples).toBe(60); // 16 of each at least, and all 20 since 1,024 are more
    expect(classNames).toEqual(['a', 'b', 'c']);
    for (const each of complexity.perClass) expectClose(each, SQUARED_NORM, 1e-5);
    const rows = rowsOf(all, [0, 1, 2]);
    expectClose(collapse.cdnv!, cdnvOf(rows), 1e-5);
    expectClose(collapse.geometricCollapse!, overPairs(rows.map(meanOf), Array(3).fill(SQUARED_NORM)), 1e-5);
    expectClose(report.sourceTest!.collapse.cdnv!, cdnvOf(rowsOf(clouds(4), [0, 1, 2])), 1e-5);
    expect(report.target.examples).toBe(80);
    expectClose(report.target.collapse.cdnv!, cdnvOf(rowsOf(all, [3, 4, 5, 6])), 1e-5);
    expect(report.target.collapse.directionalCdnv!).toBeLessThan(report.target.collapse.cdnv!);
    expect(report.sharedClasses).toEqual([]);
  });

  it('measures the collapse of each episode on its own examples', async () => {
    const { target: measured } = await transferReport({ embedding }, source, target, OPTIONS);
    const rows = Array.from({ length: 80 }, (_, i) => i).map((_, i) => rowOf(all, indicesOfTarget()[i]));
    const drawn = [...episodes(target.labels, { ways: 3, shots: 3, queries: 4, episodes: 12, seed: 5 })];
    const each = drawn.map(({ classes, support, queries }) =>
      cdnvOf(
        Array.from(classes, (_, c) => [
          ...Array.from(support.subarray(3 * c, 3 * c + 3), (i) => rows[i]),
          ...Array.from(queries.subarray(4 * c, 4 * c + 4), (i) => rows[i]),
        ]),
      ),
    );
    const mean = each.reduce((sum, value) => sum + value, 0) / 12;
    const squares = each.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expectClose(measured.perEpisode.cdnv!.mean, mean, 1e-5);
    expectClose(measured.perEpisode.cdnv!.standardError!, Math.sqrt(squares / 11 / 12), 1e-4);
    expect(measured.perEpisode.cdnv!.episodes).toBe(12);
    for (const name of ['nc1', 'directionalCdnv', 'nc2.etfDistance', 'gnc2.mean', 'nearestClassMeanAccuracy'] as const)
      expect(Number.isFinite(measured.perEpisode[name]!.mean)).toBe(true);
  });

  it('is the same of a set that skips images as of one without them', async () => {
    const kept = Array.from({ length: 80 }, (_, i) => i).filter((i) => i % 7 !== 2);
    const skipping = {
      ...target,
      read: async (indices: Int32Array) => {
        const places = Array.from(indices.keys()).filter((place) => indices[place] % 7 === 2);
        const { images } = await target.read(indices.filter((index) => index % 7 !== 2));
        return { images, skipped: places };
      },
    };
    const { target: skipped } = await transferReport({ embedding }, source, skipping, OPTIONS);
    const { target: without } = await transferReport({ embedding }, source, subset(target, kept), OPTIONS);
    // Other images stand beside each other in a batch, which may change the last digit.
    expectClose(skipped.collapse.cdnv!, without.collapse.cdnv!, 1e-5);
    expectClose(skipped.perEpisode.cdnv!.mean, without.perEpisode.cdnv!.mean, 1e-5);
    expectClose(skipped.perEpisode.nc1!.mean, without.perEpisode.nc1!.mean, 1e-5);
    expect(skipped.fewShot).toEqual(without.fewShot);
    expect(skipped.collapse.counts).toEqual(without.collapse.counts);
    expect(skipped.examples).toBe(kept.length);
  });

  it('has the few-shot accuracy that fewShotAccuracy gives on the features, head by head', async () => {
    const options = {
      ...OPTIONS,
      heads: ['ridge', 'nearestMean'] as const,
      centre: 'source',
      normalise: 'unit',
    } as const;
    const { target: measured } = await transferReport({ embedding }, source, target, options);
    const { features, labels } = await featuresOf(embedding, target);
    const centre = meanOf(rowsOf(all, [0, 1, 2]).flat());
    let at = 0;
    for (const head of ['ridge', 'nearestMean'] as const) {
      for (const shots of [1, 3]) {
        const asked = { ways: 3, shots, queries: 4, episodes: 12, seed: 5, head, centre, normalise: 'unit' } as const;
        const { perEpisode, ...alone } = await fewShotAccuracy(features, labels, asked);
        expect(perEpisode).toHaveLength(12);
        expect(measured.fewShot[at++]).toEqual(alone);
      }
    }
    expect(measured.fewShot).toHaveLength(at);
  });

  it('has the error of nearest class means by plain loops, below its bounds on every part', async () => {
    const report = await transferReport({ embedding }, source, target, { ...OPTIONS, sourceTest });
    const parts = [
      [report.source, rowsOf(all, [0, 1, 2])],
      [report.sourceTest!, rowsOf(clouds(4), [0, 1, 2])],
      [report.target, rowsOf(all, [3, 4, 5, 6])],
    ] as const;
    for (const [{ nearestMean }, classes] of parts) {
      const means = classes.map(meanOf);
      const wrong = classes.map((rows, c) => {
        const nearest = rows.map((row) => means.map((mean) => distance(row, mean)));
        return nearest.filter((distances) => distances.indexOf(Math.min(...distances)) !== c).length / rows.length;
      });
      expectClose(nearestMean.error, wrong.reduce((sum, each) => sum + each, 0) / classes.length, 1e-12);
      expect(nearestMean.error).toBeLessThanOrEqual(nearestMean.bounds.cantelli.bound);
      expect(nearestMean.bounds.cantelli.bound).toBeLessThan(nearestMean.bounds.cdnv!.bound);
    }
    expectClose(report.source.nearestMean.bounds.cdnv!.bound, 8 * cdnvOf(rowsOf(all, [0, 1, 2])), 1e-5);
    expect(report.source.nearestMean.bounds.geometric!.bound).toBeGreaterThan(0);
    expect(report.target.nearestMean.bounds.certificates.map(({ shots }) => shots)).toEqual([1, 3]);
    const { features, labels } = await featuresOf(embedding, target);
    const { perEpisode: _, ...ofAll } = await fewShotAccuracy(features, labels, {
      ...{ ways: 'all', shots: 3, queries: 4, episodes: 12, seed: 5 },
    });
    expect(report.target.fewShotOfAll[1]).toEqual(ofAll);
    expect(ofAll.options.ways).toBe(4);
  });

  it('has measures of the classifier on the source, in training and in test, and not on the target', async () => {
    const classifier = { weights: tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]), bias: tf.tensor1d([0, 1, 2]) };
    const report = await transferReport({ embedding, classifier }, source, target, { ...OPTIONS, sourceTest });
    const { features, labels, shape } = await featuresOf(embedding, sourceTest);
    const rows = tf.tensor2d(features, [shape[0], 3]);
    const alone = await neuralCollapse(rows, labels, { classifier, perClass: true });
    expect(report.sourceTest!.collapse).toEqual(alone);
    expect(report.source.collapse.classifierAccuracy).toBeGreaterThanOrEqual(0);
    expect(report.target.collapse.classifierAccuracy).toBeUndefined();
    tf.dispose([rows, classifier.weights, classifier.bias]);
  });

  it('takes the split of a GraphModel, classifier and all', async () => {
    const model = await graphModel(
      [
        placeholder('x', [-1, 2, 2, 1]),
        ['rows', 'Reshape', ['x', 'shape']],
        ['features', 'MatMul', ['rows', 'W']],
        ['logits', 'MatMul', ['features', 'V']],
      ],
      {
        shape: { shape: [2], values: [-1, 4], dtype: 'int32' },
        W: { shape: [4, 3], values: W },
        V: { shape: [3, 3], values: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
      },
      { y: 'logits' },
    );
    const report = await transferReport(splitAtEmbedding(model), source, target, {
      ...OPTIONS,
      heads: ['nearestMean'],
    });
    const bare = await transferReport({ embedding }, source, target, { ...OPTIONS, heads: ['nearestMean'] });
    expectClose(report.source.complexity.mean, SQUARED_NORM, 1e-5);
    expectClose(report.target.collapse.cdnv!, bare.target.collapse.cdnv!, 1e-5);
    expect(report.source.collapse.classifierAccuracy).toBeGreaterThanOrEqual(0);
    expect(report.target.fewShot[1].accuracy).toBeCloseTo(bare.target.fewShot[1].accuracy, 6);
    model.dispose();
  });

  it('is the same through JSON, and the same again with the same seed; another seed gives another', async () => {
    const few = { ...OPTIONS, sourceExamples: 30, probes: 1 };
    const report = await transferReport({ embedding }, source, target, few);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(await transferReport({ embedding }, source, target, few)).toEqual(report);
    const other = await transferReport({ embedding }, source, target, { ...few, seed: 6 });
    expect(other.source.complexity.mean).not.toBe(report.source.complexity.mean);
    expect(other.target.fewShot[0].accuracy).not.toBe(report.target.fewShot[0].accuracy);
    expect(report.options).toEqual({
      ...few,
      heads: [{ kind: 'nearestMean' }, { kind: 'ridge', alpha: 1 }],
      centre: 'none',
      normalise: 'none',
    });
  });

  it('tells how far it is, stage by stage, and leaves nothing behind', async () => {
    const seen: Record<string, number[]> = {};
    await expectNoLeak(() =>
      transferReport({ embedding }, source, target, {
        ...OPTIONS,
        onProgress: ({ stage, done, total }) => {
          expect(done).toBeLessThanOrEqual(total);
          seen[stage] = [...(seen[stage] ?? []), done];
        },
      }),
    );
    expect(Object.keys(seen)).toEqual(['complexity', 'features', 'collapse', 'accuracy']);
    // two heads and all classes, two numbers of shots, twelve episodes
    expect(seen.accuracy).toEqual(Array.from({ length: 72 }, (_, i) => i + 1));
  });

  it.each(['complexity', 'features', 'collapse', 'accuracy'] as const)(
    'ends with the reason of the signal during %s, and leaves nothing behind',
    async (at) => {
      const abort = new AbortController();
      const onProgress = ({ stage }: { stage: string }) => {
        if (stage === at) abort.abort(new Error('enough'));
      };
      const asked = { ...OPTIONS, signal: abort.signal, onProgress };
      await expectNoLeak(() => transferReport({ embedding }, source, target, asked), 'enough');
    },
  );
});

/** The indices in the whole set of the examples of the target, in its order. */
const indicesOfTarget = () => Array.from(all.labels.keys()).filter((i) => all.labels[i] > 2);

it.each([
  ['the source as target', () => [source, source], 'target must be a data set without classes of the source, got the'],
  ['shared classes', () => [source, ofClasses(all, ['c', 'd', 'e'])], 'classes of the source, got 1 of them: c'],
  [
    'a class with too few examples',
    () => [
      source,
      subset(
        target,
        Array.from({ length: 20 }, (_, i) => i),
      ),
    ],
    'target.labels must be of at least shots + queries = 3 + 4 examples of each class, got',
  ],
  [
    'more ways than classes',
    () => [source, target, { ...OPTIONS, ways: 5 }],
    'transferReport: ways must be at most the 4',
  ],
  [
    'test images of other classes',
    () => [source, target, { ...OPTIONS, sourceTest: target }],
    'sourceTest.classes must be 3 like',
  ],
  [
    'more examples than there are',
    () => [source, target, { ...OPTIONS, sourceExamples: 61 }],
    'transferReport: sourceExamples must',
  ],
  ['a source of one class', () => [ofClasses(all, ['a']), target], 'transferReport: source.classes must be at least 2'],
  [
    'test images whose classes are in another order',
    () => [source, target, { ...OPTIONS, sourceTest: ofClasses(clouds(4), ['a', 'c', 'b']) }],
    'sourceTest.classNames[1] must be "b", got "c"',
  ],
  [
    'a class without test images',
    () => [source, target, { ...OPTIONS, sourceTest: subset(sourceTest, [0, 1, 3, 4]) }],
    'transferReport: sourceTest.labels must',
  ],
  [
    'a target of which no image can be read',
    () => [
      source,
      { ...target, read: (at: Int32Array) => ({ images: new Uint8Array(0), skipped: Array.from(at.keys()) }) },
    ],
    'transferReport: target must be a set with an image that can be read',
  ],
  ['no shots', () => [source, target, { ...OPTIONS, shots: [] }], 'shots must be an array of numbers of shots'],
  ['half a shot', () => [source, target, { ...OPTIONS, shots: [1, 0.5] }], 'shots[1] must be a whole number'],
  ['an unknown head', () => [source, target, { ...OPTIONS, heads: ['rigid'] }], 'heads[0] must be one of'],
  ['a misspelt option', () => [source, target, { ...OPTIONS, episode: 3 }], "Did you mean 'episodes'?"],
] as [string, () => unknown[], string][])('refuses %s', async (_, args, message) => {
  const [from, to, options = OPTIONS] = args();
  await expectNoLeak(() => transferReport({ embedding }, from as never, to as never, options as never), message);
});

it.each([
  ['a whole model', () => embedding, 'transferReport: network must be an object { embedding, classifier }'],
  ['no embedding', () => ({}), 'transferReport: network.embedding must be a function'],
  [
    'a classifier of other classes',
    () => ({ embedding, classifier: { weights: tf.ones([3, 4]) } }),
    'transferReport: network.classifier.weights must be a Dense kernel of shape [d, C] = [3, 3]',
  ],
  [
    'rows that are lost',
    () => ({ embedding: (x: tf.Tensor) => tf.slice(embedding(x), 0, 1) }),
    'transferReport: network.embedding(x) must be of shape [16, ...]',
  ],
  [
    'NaN',
    () => ({ embedding: (x: tf.Tensor) => tf.mul(embedding(x), Number.NaN) }),
    'transferReport: network.embedding',
  ],
])('refuses a network of %s', async (_, network, message) => {
  await tf.setBackend('cpu');
  const given = network();
  await expectNoLeak(() => transferReport(given as never, source, target, OPTIONS), message);
});

it('reports classes of a shared name where that is asked for', async () => {
  const shared = ofClasses(all, ['c', 'd', 'e']);
  const report = await transferReport({ embedding }, source, shared, { ...OPTIONS, sharedClasses: 'report' });
  expect(report.sharedClasses).toEqual(['c']);
});

it('means over episodes leave out those of equal means, whose CDNV is infinite', async () => {
  const set = (values: number[], labels: number[]) =>
    imageDataset({
      images: Uint8Array.from(values),
      labels,
      shape: [1, 1, 1],
      classes: 2,
      normalisation: { mean: [0], std: [1 / 255] },
    });
  const labels = Array.from({ length: 24 }, (_, i) => i % 2);
  const values = labels.map((c, i) => ((i * 7) % 4 < 2 ? 1 : 0) + (i % 5 === 0 ? c : 0));
  const flat = (x: tf.Tensor) => tf.reshape(x, [x.shape[0], 1]);
  const options = { shots: [1], queries: 1, ways: 2, episodes: 30 };
  const { target } = await transferReport(
    { embedding: flat },
    set([0, 3, 9, 7, 20, 30], [0, 0, 0, 1, 1, 1]),
    set(values, labels),
    options,
  );
  const { mean, standardError, episodes } = target.perEpisode.cdnv ?? {};
  expect(episodes).toBeLessThan(30);
  expect(Number.isFinite(mean) && Number.isFinite(standardError)).toBe(true);
});
