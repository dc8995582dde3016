import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  models,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { geometricComplexity, neuralCollapse } from 'geocollapse';
import { splitAtEmbedding, vgg } from 'geocollapse/models';
import { describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';

type Symbols = SymbolicTensor;
const through = (x: Symbols, ...chain: { apply(x: Symbols): unknown }[]) =>
  chain.reduce((value, layer) => layer.apply(value) as Symbols, x);
const { dense, dropout, activation, flatten, conv2d } = layers;
const image = () => input({ shape: [6, 6, 2] });
const map = { filters: 5, kernelSize: 3, activation: 'relu' } as const;
const place = { kernelSize: 1, name: 'classes' } as const;
const base = () =>
  sequential({
    layers: [conv2d({ inputShape: [6, 6, 2], ...map, name: 'first' }), layers.globalAveragePooling2d({})],
    name: 'base',
  });
const head = () =>
  sequential({
    name: 'head',
    layers: [
      dense({ inputShape: [5], units: 7, activation: 'tanh', name: 'hidden' }),
      dropout({ rate: 0.5, name: 'drop' }),
      dense({ units: 3, useBias: false, activation: 'softmax', name: 'classes' }),
    ],
  });
const functional = (outputs: (x: Symbols) => Symbols, x = image()) => makeModel({ inputs: x, outputs: outputs(x) });

/**
 * Each with the layer whose output is the embedding, the width of its features, and what the model does with its
 * logits.
 */
const KINDS: Record<
  string,
  [model: () => LayersModel, layer: string, width: number, act?: (z: tf.Tensor) => tf.Tensor]
> = {
  'a chain with dropout, without a bias, that ends in softmax': [
    () => sequential({ layers: [base(), head()] }),
    'drop',
    7,
    (z) => tf.softmax(z),
  ],
  'a base and a head, the head a functional model': [
    () =>
      functional((x) =>
        through(
          x,
          base(),
          functional((y) => through(y, head()), input({ shape: [5] })),
        ),
      ),
    'drop',
    7,
    (z) => tf.softmax(z),
  ],
  'models inside models inside models': [
    () => sequential({ layers: [sequential({ layers: [sequential({ layers: [base()] }), head()] })] }),
    'drop',
    7,
    (z) => tf.softmax(z),
  ],
  'a head of one Dense layer': [
    () => sequential({ layers: [base(), sequential({ layers: [dense({ inputShape: [5], units: 3 })] })] }),
    'global_average_pooling2d_GlobalAveragePooling2D',
    5,
  ],
  'softmax as an Activation after the Dense layer': [
    () => functional((x) => through(x, base(), dense({ units: 3 }), activation({ activation: 'softmax' }))),
    'global_average_pooling2d_GlobalAveragePooling2D',
    5,
    (z) => tf.softmax(z),
  ],
  'softmax as a layer, dropout and a reshape before it': [
    () =>
      functional((x) =>
        through(
          x,
          flatten({ name: 'flat' }),
          dense({ units: 3 }),
          dropout({ rate: 0.2 }),
          layers.reshape({ targetShape: [1, 3] }),
          layers.softmax({ axis: 2 }),
        ),
      ),
    'flat',
    72,
    (z) => tf.softmax(z),
  ],
  'a 1 x 1 convolution of one place, flattened after it': [
    () =>
      functional((x) =>
        through(
          x,
          conv2d(map),
          layers.globalAveragePooling2d({}),
          layers.reshape({ targetShape: [1, 1, 5], name: 'places' }),
          conv2d({ filters: 3, ...place }),
          flatten(),
          activation({ activation: 'softmax' }),
        ),
      ),
    'places',
    5,
    (z) => tf.softmax(z),
  ],
  'a 1 x 1 convolution, averaged over places after it': [
    () =>
      functional((x) =>
        through(
          x,
          conv2d({ ...map, name: 'map' }),
          conv2d({ filters: 3, ...place }),
          layers.globalAveragePooling2d({}),
          layers.softmax({}),
        ),
      ),
    'map',
    5,
    (z) => tf.softmax(z),
  ],
  'a 1 x 1 convolution, averaged by a pool of the size of the map and flattened': [
    () =>
      functional((x) =>
        through(
          x,
          conv2d({ ...map, name: 'map' }),
          conv2d({ filters: 3, ...place, useBias: false }),
          layers.averagePooling2d({ poolSize: 4 }),
          flatten(),
        ),
      ),
    'map',
    5,
  ],
  'a convolution of the size of the map': [
    () =>
      functional((x) => through(x, conv2d({ ...map, name: 'map' }), conv2d({ filters: 3, kernelSize: 4 }), flatten())),
    'map',
    80,
  ],
  'a 1 x 1 convolution at every place': [
    () => functional((x) => through(x, conv2d({ ...map, name: 'map' }), conv2d({ filters: 3, ...place }))),
    'map',
    5,
  ],
  'a Dense layer at every step': [
    () =>
      functional(
        (x) => through(x, dense({ units: 4, activation: 'tanh', name: 'h' }), dense({ units: 3 })),
        input({ shape: [5, 2] }),
      ),
    'h',
    4,
  ],
  'a TimeDistributed Dense layer': [
    () =>
      functional(
        (x) =>
          through(
            x,
            dense({ units: 4, name: 'h' }),
            layers.timeDistributed({ layer: dense({ units: 3, activation: 'softmax' }) }),
          ),
        input({ shape: [5, 2] }),
      ),
    'h',
    4,
    (z) => tf.softmax(z),
  ],
  'a Dense layer at every step, averaged over the steps after it': [
    () =>
      functional(
        (x) => through(x, dense({ units: 4, name: 'h' }), dense({ units: 3 }), layers.globalAveragePooling1d({})),
        input({ shape: [5, 2] }),
      ),
    'h',
    4,
  ],
  'a Dense layer without any layer before it': [
    () => sequential({ layers: [dense({ units: 3, inputShape: [4], name: 'logits' })] }),
    'logits_input',
    4,
  ],
};

onEveryBackend('splitAtEmbedding', () => {
  const rows = (model: LayersModel, n = 3) =>
    tf.randomNormal([n, ...(model.inputs[0].shape.slice(1) as number[])], 0, 1, 'float32', 1);
  /** Logits by the parts, [rows, C]. */
  const logits = ({ embedding, classifier }: ReturnType<typeof splitAtEmbedding>, x: tf.Tensor) => {
    const { weights, bias } = classifier!;
    const features = embedding(x);
    const products = tf.matMul(tf.reshape(features, [-1, weights.shape[0]]), weights);
    return bias ? tf.add(products, bias) : products;
  };

  describe.each(Object.entries(KINDS))('of %s', (_, [make, layer, width, act = (z) => z]) => {
    it('gives parts that make the output of the model, and follow its training', async () => {
      const model = make();
      const x = rows(model);
      const split = splitAtEmbedding(model);
      // The default names of TensorFlow.js carry a number.
      expect(split.layer.replace(/\d+$/, '')).toBe(layer);
      expect(split.classifier.weights.shape).toEqual([width, 3]);
      const output = () => (model.predict(x) as tf.Tensor).data();
      expectAllClose(await act(logits(split, x)).data(), await output(), 1e-5);
      const { weights } = split.classifier;
      const before = await output();
      model.setWeights(model.getWeights().map((weight) => tf.add(tf.mul(weight, 0.5), 0.1)));
      expect(await output()).not.toEqual(before);
      expectAllClose(await act(logits(split, x)).data(), await output(), 1e-5);
      expect(split.classifier.weights).toBe(weights);
      expect(splitAtEmbedding(model, { layer: split.layer }).layer).toBe(split.layer);
    });
  });

  it('keeps the shape of a layer that is asked for, wherever the layer is', () => {
    const model = sequential({ layers: [base(), head()] });
    const x = rows(model);
    expect(splitAtEmbedding(model, { layer: 'base' }).embedding(x).shape).toEqual([3, 5]);
    expect(splitAtEmbedding(model, { layer: 'hidden' }).embedding(x).shape).toEqual([3, 7]);
    expect(splitAtEmbedding(model, { layer: 'head/hidden' }).classifier?.weights.shape).toEqual([7, 3]);
    expect(splitAtEmbedding(model, { layer: 'drop' }).classifier?.weights.shape).toEqual([7, 3]);
    const logits = splitAtEmbedding(model, { layer: 'classes' });
    expect(logits.classifier).toBeUndefined();
    expect(logits.embedding(x).shape).toEqual([3, 3]);
    const inside = functional((y) => through(y, base(), head()));
    expect(splitAtEmbedding(inside, { layer: 'base/first' }).embedding(x).shape).toEqual([3, 4, 4, 5]);
  });

  it('follows a head that another model uses as well to the model that is split', async () => {
    const last = dense({ units: 2, name: 'classes' });
    const h = dense({ units: 3, name: 'embedding' });
    const x = input({ shape: [4] });
    const model = makeModel({ inputs: x, outputs: last.apply(h.apply(x)) as Symbols });
    const features = input({ shape: [3] });
    const student = makeModel({ inputs: features, outputs: last.apply(features) as Symbols });
    const batch = rows(model);
    for (const options of [{}, { layer: 'embedding' }]) {
      const split = splitAtEmbedding(model, options);
      expect(split.layer).toBe('embedding');
      expectAllClose(await logits(split, batch).data(), await (model.predict(batch) as tf.Tensor).data(), 1e-5);
    }
    expect(splitAtEmbedding(model, { layer: 'classes' }).embedding(batch).shape).toEqual([3, 2]);
    expect(splitAtEmbedding(student).classifier.weights).toBe(splitAtEmbedding(model).classifier.weights);
    // A whole head, shared: each model has its own application of it.
    const shared = head();
    const [one, two] = [1, 2].map(() => sequential({ layers: [base()] }));
    const models = [one, two].map((each) => functional((y) => through(y, each, shared)));
    for (const each of models) {
      const z = rows(each);
      expectAllClose(
        await tf.softmax(logits(splitAtEmbedding(each), z)).data(),
        await (each.predict(z) as tf.Tensor).data(),
        1e-5,
      );
    }
  });

  it('tells apart a layer that the model applies twice, by a number', async () => {
    const same = dense({ units: 4, name: 'same', activation: 'tanh' });
    const model = functional(
      (x) => through(x, same, same, dense({ units: 2, name: 'classes' })),
      input({ shape: [4] }),
    );
    const x = rows(model);
    const split = splitAtEmbedding(model);
    expect(split.layer).toBe('same:1');
    expectAllClose(await logits(split, x).data(), await (model.predict(x) as tf.Tensor).data(), 1e-5);
    expect(() => splitAtEmbedding(model, { layer: 'same' })).toThrow(
      "splitAtEmbedding: model must hold one layer 'same' in its graph, got same:0, same:1. Pass { layer } with one of",
    );
    expect(splitAtEmbedding(model, { layer: 'same:1' }).classifier?.weights.shape).toEqual([4, 2]);
    const [once, twice] = ['same:0', 'same:1'].map((layer) => splitAtEmbedding(model, { layer }).embedding(x));
    expectAllClose(await (same.apply(once) as tf.Tensor).data(), await twice.data(), 1e-6);
  });

  it.each([
    ['sigmoid', true],
    ['sigmoid', false],
    ['linear', true],
  ] as const)('gives one %s unit (bias: %s) as two columns, live, for two classes', async (activation, useBias) => {
    const model = sequential({
      layers: [
        dense({ inputShape: [2], units: 3, activation: 'tanh' }),
        dense({ units: 1, activation, useBias, biasInitializer: 'ones' }),
      ],
    });
    const x = tf.tensor2d([
      [1, 1],
      [2, 1],
      [-1, -1],
      [-2, -1],
    ]);
    const { embedding, classifier } = splitAtEmbedding(model);
    const { weights, bias } = classifier;
    expect([weights.shape, bias?.shape]).toEqual([[3, 2], useBias ? [2] : undefined]);
    for (const step of [0, 1]) {
      if (step) model.setWeights(model.getWeights().map((weight) => tf.sub(weight, 0.7)));
      const features = embedding(x); // brings the columns up to date, for whoever holds them
      const columns = tf.matMul(features as tf.Tensor2D, weights);
      const probability = tf.softmax(bias ? tf.add(columns, bias) : columns);
      const output = await (model.predict(x) as tf.Tensor).data();
      const expected = activation === 'sigmoid' ? [...output] : [...output].map((z) => 1 / (1 + Math.exp(-z)));
      expectAllClose(await tf.slice2d(probability as tf.Tensor2D, [0, 1], [4, 1]).data(), expected, 1e-5);
      const y = [0, 0, 1, 1];
      const right = y.filter((c, i) => c === (expected[i] > 0.5 ? 1 : 0)).length / 4;
      const { classifierAccuracy } = await neuralCollapse(features, y, { classifier });
      expectClose(classifierAccuracy as number, right);
    }
    await expectNoLeak(() => splitAtEmbedding(model)); // again: the columns belong to the model
  });

  it('follows the output that is asked for, of several, or the layer', async () => {
    const x = input({ shape: [4] });
    const h = dense({ units: 3, name: 'trunk' }).apply(x) as Symbols;
    const own = dense({ units: 5, name: 'own' }).apply(h) as Symbols;
    const model = makeModel({
      inputs: x,
      outputs: [
        dense({ units: 2, name: 'digits' }).apply(h),
        dense({ units: 6, name: 'parity' }).apply(own),
      ] as Symbols[],
    });
    expect(() => splitAtEmbedding(model)).toThrow(
      "splitAtEmbedding: model must be of one output, got 2 outputs ('digits', 'parity'). Pass { output: 'digits' } for the one",
    );
    expect(() => splitAtEmbedding(model)).toThrow('or { layer } with one of trunk, digits, own, parity.');
    expect(splitAtEmbedding(model, { output: 'digits' }).classifier.weights.shape).toEqual([3, 2]);
    expect(splitAtEmbedding(model, { output: 'parity' }).layer).toBe('own');
    expect(splitAtEmbedding(model, { layer: 'own' }).classifier?.weights.shape).toEqual([5, 6]);
    const batch = rows(model);
    const [digits, parity] = model.predict(batch) as tf.Tensor[];
    expectAllClose(
      await logits(splitAtEmbedding(model, { output: 'digits' }), batch).data(),
      await digits.data(),
      1e-5,
    );
    expectAllClose(await logits(splitAtEmbedding(model, { layer: 'own' }), batch).data(), await parity.data(), 1e-5);
    expect(() => splitAtEmbedding(model, { output: 'letters' })).toThrow(
      "output must be one of 'digits', 'parity', got \"letters\".",
    );
  });

  it('of two heads on one layer gives no classifier to the layer, and each to its output', () => {
    const x = input({ shape: [4] });
    const h = dense({ units: 3, name: 'trunk' }).apply(x) as Symbols;
    const outputs = ['a', 'b'].map((name) => dense({ units: 2, name }).apply(h) as Symbols);
    const model = makeModel({ inputs: x, outputs });
    expect(splitAtEmbedding(model, { layer: 'trunk' }).classifier).toBeUndefined();
    for (const output of ['a', 'b']) {
      const { classifier } = splitAtEmbedding(model, { layer: 'trunk', output });
      expect(classifier?.weights).toBe(model.getLayer(output).getWeights()[0]);
    }
  });

  it('of two inputs is a cut at a layer that one of them leads to, or an error that lists those', async () => {
    const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [2], name: 'b' })];
    const tower = dense({ units: 3, name: 'tower' });
    const sum = layers
      .add({ name: 'sum' })
      .apply([tower.apply(a), dense({ units: 3, name: 'other' }).apply(b)] as Symbols[]);
    const model = makeModel({ inputs: [a, b], outputs: dense({ units: 2, name: 'classes' }).apply(sum) as Symbols });
    expect(() => splitAtEmbedding(model)).toThrow(
      "splitAtEmbedding: model must be of one input, got 2 inputs ('a', 'b'). Write a function of the input that varies, the others " +
        "fixed: (x) => part.apply([x, other]), part = tf.model({ inputs: model.inputs, outputs: model.getLayer('sum').output }). " +
        'Or pass { layer } with one that a single input leads to: tower, other.',
    );
    const x = tf.randomNormal([3, 2]);
    const { embedding, classifier } = splitAtEmbedding(model, { layer: 'tower' });
    expect(classifier).toBeUndefined();
    expectAllClose(await embedding(x).data(), await (tower.apply(x) as tf.Tensor).data(), 1e-6);
    const part = makeModel({ inputs: model.inputs, outputs: model.getLayer('sum').output as Symbols });
    const other = tf.ones([1, 2]);
    const f = (z: tf.Tensor) => part.apply([z, tf.tile(other, [z.shape[0], 1])]) as tf.Tensor;
    const { mean } = await geometricComplexity(f, x, { estimator: 'exact' });
    const w = [...(await tower.getWeights()[0].data())];
    expectClose(
      mean,
      w.reduce((total, each) => total + each * each, 0),
      1e-5,
    );
  });

  it('tells apart the uses of a model that two inputs share', async () => {
    const [a, b] = ['a', 'b'].map((name) => input({ shape: [2], name }));
    const encoder = sequential({ layers: [dense({ inputShape: [2], units: 3, name: 'code' })], name: 'encoder' });
    const both = layers.concatenate({ name: 'both' }).apply([encoder.apply(a), encoder.apply(b)] as Symbols[]);
    const model = makeModel({ inputs: [a, b], outputs: dense({ units: 2, name: 'same' }).apply(both) as Symbols });
    expect(() => splitAtEmbedding(model)).toThrow('one that a single input leads to: encoder/code:0, encoder/code:1.');
    expect(() => splitAtEmbedding(model, { layer: 'encoder' })).toThrow(
      "must hold one layer 'encoder' in its graph, got encoder/code:0, encoder/code:1.",
    );
    const x = tf.randomNormal([3, 2]);
    for (const layer of ['encoder/code:0', 'code:1', 'encoder:1']) {
      const { embedding } = splitAtEmbedding(model, { layer });
      expectAllClose(await embedding(x).data(), await (encoder.predict(x) as tf.Tensor).data(), 1e-6);
    }
  });

  it('takes outputs that are made by one layer for one', async () => {
    const x = input({ shape: [4] });
    const h = dense({ units: 3, name: 'h', activation: 'tanh' }).apply(x) as Symbols;
    const z = dense({ units: 2, name: 'logits' }).apply(h) as Symbols;
    const model = makeModel({ inputs: x, outputs: [h, z, layers.softmax({ name: 'p' }).apply(z) as Symbols] });
    for (const options of [{}, { layer: 'h' }, { output: 'p' }]) {
      const split = splitAtEmbedding(model, options);
      expect([split.layer, split.classifier?.weights.shape]).toEqual(['h', [3, 2]]);
    }
  });

  it('keeps the masks of a sequence, and runs a model of a fixed batch of one row by row', async () => {
    const steps = layers.lstm({ units: 3, recurrentInitializer: 'glorotUniform', name: 'steps' });
    const model = sequential({ layers: [layers.masking({ inputShape: [4, 2] }), steps, dense({ units: 2 })] });
    const x = tf.mul(rows(model), tf.tensor3d([1, 1, 0, 0], [1, 4, 1]));
    expectAllClose(await logits(splitAtEmbedding(model), x).data(), await (model.predict(x) as tf.Tensor).data(), 1e-5);
    const one = sequential({ layers: [dense({ batchInputShape: [1, 2], units: 3 }), dense({ units: 2 })] });
    const batch = tf.randomNormal([3, 2]);
    const single = tf.concat([0, 1, 2].map((i) => one.predict(tf.slice(batch, [i, 0], [1, 2])) as tf.Tensor));
    expectAllClose(await logits(splitAtEmbedding(one), batch).data(), await single.data(), 1e-5);
    const five = sequential({ layers: [dense({ batchInputShape: [5, 2], units: 3 }), dense({ units: 2 })] });
    expect(() => splitAtEmbedding(five).embedding(batch)).toThrow('x must be of 5 rows, the batch of the network, got');
  });

  it('takes a model that was saved and loaded', async () => {
    const model = functional((x) => through(x, base(), head()));
    const x = rows(model);
    const expected = await (model.predict(x) as tf.Tensor).data();
    const again = await models.modelFromJSON(model.toJSON(undefined, false) as never);
    again.setWeights(model.getWeights());
    expectAllClose(await tf.softmax(logits(splitAtEmbedding(again), x)).data(), expected, 1e-5);
  });

  it('finds a name that Keras numbered, where one layer has it', () => {
    const model = functional((x) =>
      through(x, flatten(), dense({ units: 4, name: 'features_1' }), dense({ units: 2, name: 'dense_7' })),
    );
    expect(splitAtEmbedding(model, { layer: 'features' }).layer).toBe('features_1');
    expect(splitAtEmbedding(model, { layer: 'dense' }).layer).toBe('dense_7');
    expect(() => splitAtEmbedding(model, { layer: 'feature' })).toThrow(
      "must hold a layer 'feature' in its graph, got",
    );
  });

  it.each<[string, (x: Symbols) => Symbols, string]>([
    [
      'a ReLU',
      (x) => through(x, flatten(), dense({ units: 3, name: 'fc' }), layers.reLU({ name: 'act' })),
      "got 'act' (ReLU).",
    ],
    [
      'a ReLU in the Dense layer',
      (x) => through(x, flatten(), dense({ units: 3, name: 'fc', activation: 'relu' })),
      "got 'fc' (Dense) with the activation relu after the product.",
    ],
    [
      'no layer',
      (x) => through(x, conv2d({ ...map, name: 'map' }), flatten({ name: 'flat' })),
      "got 'flat' (Flatten), which mixes",
    ],
    [
      'the ReLU of SqueezeNet between convolution and average',
      (x) =>
        through(
          x,
          conv2d(map),
          conv2d({ filters: 3, ...place, activation: 'relu' }),
          layers.globalAveragePooling2d({}),
        ),
      "got 'classes' (Conv2D) with the activation relu",
    ],
    [
      'softmax at every place, then an average',
      (x) => through(x, conv2d({ filters: 3, ...place, activation: 'softmax' }), layers.globalAveragePooling2d({})),
      "got 'classes' (Conv2D), softmax, with an average after it.",
    ],
    [
      'softmax of softmax',
      (x) => through(x, flatten(), dense({ units: 3, name: 'fc', activation: 'softmax' }), layers.softmax({})),
      "got 'fc' (Dense), softmax, with softmax after it.",
    ],
    [
      'softmax of one unit',
      (x) => through(x, flatten(), dense({ units: 1, name: 'fc', activation: 'softmax' })),
      "got 'fc' (Dense), softmax of one unit, which is always 1.",
    ],
    [
      'a maximum over places',
      (x) => through(x, conv2d({ filters: 3, ...place }), layers.globalMaxPooling2d({ name: 'max' })),
      "got 'max' (GlobalMaxPooling2D).",
    ],
    [
      'steps laid side by side',
      (x) => through(x, layers.reshape({ targetShape: [36, 2] }), dense({ units: 3 }), flatten({ name: 'flat' })),
      "got 'flat' (Flatten), which mixes places and classes.",
    ],
    [
      'a sum of two heads',
      (x) => {
        const flat = through(x, flatten());
        const two = [1, 2].map((i) => dense({ units: 3, name: `head${i}` }).apply(flat) as Symbols);
        return layers.average({ name: 'vote' }).apply(two) as Symbols;
      },
      "got 'vote' (Average), of 2 inputs.",
    ],
    [
      'a convolution of 3 x 3',
      (x) => through(x, conv2d({ filters: 3, kernelSize: 3, name: 'conv' }), layers.globalAveragePooling2d({})),
      "got 'conv' (Conv2D) of size 3 x 3, which reads more than one place.",
    ],
  ])('that ends in %s is refused, and each layer that the error lists can be cut at', async (_, outputs, message) => {
    const model = functional(outputs);
    let text = '';
    await expectNoLeak(() => {
      expect(() => splitAtEmbedding(model)).toThrow(message);
      try {
        splitAtEmbedding(model);
      } catch (error) {
        text = (error as Error).message;
      }
    });
    const [, list] = /is the embedding: (.*)\.$/.exec(text)!;
    for (const layer of list.split(', ')) {
      const { embedding } = splitAtEmbedding(model, { layer });
      expect(embedding(rows(model)).shape[0]).toBe(3);
    }
  });

  it('refuses a mask that would be lost at a cut inside a model', () => {
    const inner = sequential({
      layers: [
        layers.lstm({ inputShape: [4, 2], units: 3, recurrentInitializer: 'glorotUniform' }),
        dense({ units: 2 }),
      ],
    });
    const model = functional((x) => through(x, layers.masking({ name: 'mask' }), inner), input({ shape: [4, 2] }));
    expect(() => splitAtEmbedding(model)).toThrow(
      /model must be without masks before the cut in '.*', got a mask that 'mask' makes/,
    );
  });

  it('refuses what is no network, options that there are not, and batches of another shape', () => {
    expect(() => splitAtEmbedding(sequential())).toThrow(
      'model must be of one input, got 0 inputs. Give its first layer',
    );
    for (const value of [undefined, null, {}, 3, 'vgg']) {
      expect(() => splitAtEmbedding(value as never)).toThrow(
        'splitAtEmbedding: model must be a LayersModel or a GraphModel, got',
      );
    }
    const model = KINDS['a chain with dropout, without a bias, that ends in softmax'][0]();
    expect(() => splitAtEmbedding(model, { Layer: 'drop' } as never)).toThrow(
      "options must be of known names (layer, output), got 'Layer'",
    );
    expect(() => splitAtEmbedding(model, { layer: 3 } as never)).toThrow(
      'splitAtEmbedding: layer must be a string, got 3.',
    );
    const { embedding } = splitAtEmbedding(model);
    expect(() => embedding(tf.ones([2, 6, 6]))).toThrow(
      'embedding: x must be a tensor of shape [n, 6, 6, 2], got a float32 tensor of',
    );
  });

  it('is what a measure asks for, of models of several inputs or outputs', async () => {
    const [a, b] = ['a', 'b'].map((name) => input({ shape: [2], name }));
    const z = dense({ units: 2 }).apply(layers.add().apply([a, b])) as Symbols;
    const two = makeModel({ inputs: [a, b], outputs: z });
    await expect(geometricComplexity(two, tf.ones([3, 2]))).rejects.toThrow(
      'geometricComplexity: f must be a LayersModel of one input and one output, got 2 inputs and 1 outputs. ' +
        'Write a function of the input that varies: (x) => model.apply([x, other], { training: false }).',
    );
    const x = input({ shape: [2] });
    const outputs = [1, 2].map(() => dense({ units: 2 }).apply(x) as Symbols);
    await expect(geometricComplexity(makeModel({ inputs: x, outputs }), tf.ones([3, 2]))).rejects.toThrow(
      '(x) => model.apply(x, { training: false })[0].',
    );
    await expect(geometricComplexity({ execute: () => {} } as never, tf.ones([3, 2]))).rejects.toThrow(
      'Of a GraphModel pass (x) => model.predict(x), or',
    );
  });

  it('takes a network of this library', async () => {
    const model = vgg({ depth: 11, inputShape: [6, 6, 2], width: 1 / 32 });
    const x = rows(model);
    const split = splitAtEmbedding(model);
    expect(split.layer).toBe('embedding');
    expectAllClose(await logits(split, x).data(), await (model.predict(x) as tf.Tensor).data(), 1e-5);
    await expectNoLeak(() => splitAtEmbedding(model).embedding(x).dispose());
  });
});
