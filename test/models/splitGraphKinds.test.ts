import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity } from 'geocollapse';
import { splitAtEmbedding } from 'geocollapse/models';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose } from '../support/close.js';
import { CONV, graphModel, listOf, placeholder } from '../support/graphModel.js';
import { expectNoLeak } from '../support/leaks.js';

const values = (n: number) => Array.from({ length: n }, (_, i) => Math.sin(1 + 2 * i));
const constant = (...shape: number[]) => ({ shape, values: values(shape.reduce((a, b) => a * b, 1)) });
const whole = (...list: number[]) => ({ shape: [list.length], values: list, dtype: 'int32' as const });
const plain = { transpose_a: { b: false }, transpose_b: { b: false } };
const F = { DstT: { type: 'DT_FLOAT' }, SrcT: { type: 'DT_INT32' } };

onEveryBackend('splitAtEmbedding of a graph', () => {
  /** Expects that features and classifier give the logits, which `act` makes the output. */
  const meets = async (model: GraphModel, x: tf.Tensor, act = (z: tf.Tensor) => z, options = {}) => {
    const { embedding, classifier, layer } = splitAtEmbedding(model, options);
    const products = tf.matMul(embedding(x) as tf.Tensor2D, classifier!.weights);
    const output = model.predict(x) as tf.Tensor;
    expectAllClose(
      await act(classifier!.bias ? tf.add(products, classifier!.bias) : products).data(),
      await output.data(),
      1e-5,
    );
    return layer;
  };
  const rows = (...shape: number[]) => tf.randomNormal(shape, 0, 1, 'float32', 3);

  it('that takes bytes takes floats after its cast, and has a complexity', async () => {
    const model = await graphModel(
      [
        placeholder('image', [-1, 3], 'DT_UINT8'),
        ['ToFloat', 'Cast', ['image'], F],
        ['embedding', 'MatMul', ['ToFloat', 'w'], plain],
        ['logits', 'MatMul', ['embedding', 'v'], plain],
      ],
      { w: { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] }, v: constant(2, 4) },
      { logits: 'logits' },
    );
    const bytes = tf.tensor2d(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [2, 3],
      'int32',
    );
    expect(await meets(model, bytes)).toBe('embedding');
    const { embedding } = splitAtEmbedding(model);
    const floats = tf.cast(bytes, 'float32');
    expect(await embedding(floats).data()).toEqual(await embedding(bytes).data());
    const { perExample } = await geometricComplexity(embedding, floats, { estimator: 'exact' });
    expectAllClose(perExample, [91, 91], 1e-6);
    await expect(geometricComplexity(embedding, bytes)).rejects.toThrow('pass tf.cast(x, "float32")');
    await expectNoLeak(() => embedding(floats).dispose());
    expect(await splitAtEmbedding(model, { layer: 'ToFloat' }).embedding(floats).data()).toEqual(await floats.data());
  });

  it('that uses its whole numbers as such is refused: they have no derivative', async () => {
    const model = await graphModel(
      [
        placeholder('ids', [-1, 3], 'DT_INT32'),
        ['twice', 'AddV2', ['ids', 'ids'], { T: { type: 'DT_INT32' } }],
        ['floats', 'Cast', ['twice'], F],
        ['logits', 'MatMul', ['floats', 'w'], plain],
      ],
      { w: constant(3, 2) },
      { logits: 'logits' },
    );
    expect(() => splitAtEmbedding(model)).toThrow(
      "splitAtEmbedding: model must be a graph that makes floats of its input 'ids' at once, got 'twice' (AddV2). Start after it:",
    );
  });

  it('with a 1 x 1 convolution, averaged and softmaxed after it, is cut at the map', async () => {
    const model = await graphModel(
      [
        placeholder('image', [-1, 3, 3, 2]),
        ['map', 'Relu', ['image']],
        ['net/classes/Conv2D', 'Conv2D', ['map', 'w'], CONV],
        ['net/classes/BiasAdd', 'BiasAdd', ['net/classes/Conv2D', 'b']],
        ['mean', 'Mean', ['net/classes/BiasAdd', 'axes'], { keep_dims: { b: false } }],
        ['Identity', 'Softmax', ['mean']],
      ],
      { w: constant(1, 1, 2, 4), b: constant(4), axes: whole(1, 2) },
      { out: 'Identity' },
    );
    const x = rows(2, 3, 3, 2);
    expect(await meets(model, x, (z) => tf.softmax(z))).toBe('map');
    expect(splitAtEmbedding(model, { layer: 'map' }).embedding(x).shape).toEqual([2, 3, 3, 2]);
    expect(splitAtEmbedding(model, { layer: 'map' }).classifier).toBeUndefined();
    // A layer of several nodes is the one whose value leaves it.
    expect(splitAtEmbedding(model, { layer: 'classes' }).layer).toBe('net/classes/BiasAdd');
  });

  it('with a convolution of one place, squeezed and reshaped, has features [n, d]', async () => {
    const model = await graphModel(
      [
        placeholder('image', [-1, 3, 3, 2]),
        ['pooled', 'Mean', ['image', 'axes'], { keep_dims: { b: true } }],
        [
          'conv',
          '_FusedConv2D',
          ['pooled', 'w', 'b'],
          { ...CONV, fused_ops: { list: { s: [btoa('BiasAdd')] } }, num_args: { i: '1' } },
        ],
        ['squeezed', 'Squeeze', ['conv'], { squeeze_dims: listOf(1, 2) }],
        ['shaped', 'Reshape', ['squeezed', 'shape']],
      ],
      { w: constant(1, 1, 2, 4), b: constant(4), axes: whole(1, 2), shape: whole(-1, 4) },
      { out: 'shaped' },
    );
    expect(await meets(model, rows(2, 3, 3, 2))).toBe('pooled');
  });

  it('with a transposed matrix, a sum as an Add, one sigmoid unit: two columns', async () => {
    const model = await graphModel(
      [
        placeholder('x', [-1, 3]),
        ['h', 'Tanh', ['x']],
        ['z', 'MatMul', ['h', 'w'], { ...plain, transpose_b: { b: true } }],
        ['sum', 'AddV2', ['b', 'z']],
        ['p', 'Sigmoid', ['sum']],
      ],
      { w: constant(1, 3), b: constant(1, 1) },
      { p: 'p' },
    );
    expect(splitAtEmbedding(model).classifier.weights.shape).toEqual([3, 2]);
    expect(await meets(model, rows(4, 3), (z) => tf.slice2d(tf.softmax(z) as tf.Tensor2D, [0, 1], [4, 1]))).toBe('h');
    await expectNoLeak(() => splitAtEmbedding(model));
  });

  it('of a fixed batch of one runs row by row', async () => {
    const model = await graphModel(
      [placeholder('x', [1, 3]), ['h', 'Tanh', ['x']], ['z', 'MatMul', ['h', 'w'], plain]],
      { w: constant(3, 2) },
      { z: 'z' },
    );
    const x = rows(4, 3);
    expectAllClose(await splitAtEmbedding(model).embedding(x).data(), await tf.tanh(x).data(), 1e-5);
    expect(() => splitAtEmbedding(model).embedding(rows(4, 2))).toThrow('x must be a tensor of shape [n, 3], got');
  });

  it('with a switch of a default takes the other input alone', async () => {
    const model = await graphModel(
      [
        placeholder('x', [-1, 3]),
        [
          'training',
          'PlaceholderWithDefault',
          ['scale'],
          { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: [] } } },
        ],
        ['h', 'Mul', ['x', 'training']],
        ['z', 'MatMul', ['h', 'w'], plain],
      ],
      { w: constant(3, 2), scale: { shape: [], values: [2] } },
      { z: 'z' },
    );
    const x = rows(4, 3);
    expectAllClose(await splitAtEmbedding(model).embedding(x).data(), await tf.mul(x, 2).data(), 1e-5);
  });

  it('of several outputs or inputs lists what is possible, and each works', async () => {
    const model = await graphModel(
      [
        placeholder('a', [-1, 3]),
        placeholder('b', [-1, 3]),
        ['one', 'Tanh', ['a']],
        ['both', 'AddV2', ['one', 'b']],
        ['first', 'MatMul', ['one', 'w'], plain],
        ['second', 'MatMul', ['both', 'w'], plain],
      ],
      { w: constant(3, 2) },
      { first: 'first', other: 'second' },
    );
    expect(() => splitAtEmbedding(model)).toThrow("must be of one output, got 2 outputs ('first', 'second').");
    expect(splitAtEmbedding(model, { output: 'first' }).layer).toBe('one');
    expect(splitAtEmbedding(model, { layer: 'one' }).classifier?.weights.shape).toEqual([3, 2]);
    expect(splitAtEmbedding(model, { layer: 'one' }).embedding(rows(2, 3)).shape).toEqual([2, 3]);
    expect(() => splitAtEmbedding(model, { output: 'other' })).toThrow(
      /must be of one input, got 2 inputs \('a', 'b'\). Write a function .* model.execute\({ 'a': x, 'b': other }, 'both'\). Or pass { layer } with one that a single input leads to: one\./,
    );
    expect(() => splitAtEmbedding(model, { output: 'third' })).toThrow(
      "output must be one of 'first', 'second', got \"third\"",
    );
  });

  it.each([
    ['a ReLU', [['out', 'Relu', ['z']]], "got 'out' (Relu)."],
    [
      'a fused ReLU',
      [['out', '_FusedMatMul', ['h', 'w', 'b'], { fused_ops: { list: { s: [btoa('BiasAdd'), btoa('Relu')] } } }]],
      'with BiasAdd and Relu',
    ],
    ['a sum of two values', [['out', 'AddV2', ['z', 'z']]], "got 'out' (AddV2), a sum without a constant."],
    [
      'a product of two values',
      [['out', 'MatMul', ['h', 'h'], { transpose_b: { b: true } }]],
      'of two values, neither constant',
    ],
    [
      'a reshape into two axes',
      [['out', 'Reshape', ['z', 'shape']]],
      "got 'out' (Reshape), which may mix places and classes.",
    ],
    [
      'softmax of softmax',
      [
        ['s', 'Softmax', ['z']],
        ['out', 'Softmax', ['s']],
      ],
      "got 's' (Softmax), with Softmax after it.",
    ],
  ] as const)('that ends in %s is refused, and lists nodes that can be cut at', async (_, end, message) => {
    const model = await graphModel(
      [placeholder('x', [-1, 3]), ['h', 'Tanh', ['x']], ['z', 'MatMul', ['h', 'w'], plain], ...(end as never)],
      { w: constant(3, 4), b: constant(4), shape: whole(-1, 2, 2) },
      { out: 'out' },
    );
    expect(() => splitAtEmbedding(model)).toThrow(message);
    const { classifier, embedding } = splitAtEmbedding(model, { layer: 'h' });
    expect(classifier).toBeUndefined();
    expect(embedding(rows(2, 3)).shape).toEqual([2, 3]);
  });

  it('finds a layer that Keras numbered', async () => {
    const model = await graphModel(
      [
        placeholder('x', [-1, 3]),
        ['functional_3_1/embedding_1/Tanh', 'Tanh', ['x']],
        ['functional_3_1/dense_1/MatMul', 'MatMul', ['functional_3_1/embedding_1/Tanh', 'w'], plain],
      ],
      { w: constant(3, 4) },
      { out: 'functional_3_1/dense_1/MatMul' },
    );
    expect(splitAtEmbedding(model, { layer: 'embedding' }).layer).toBe('functional_3_1/embedding_1/Tanh');
    expect(splitAtEmbedding(model, { layer: 'embedding' }).classifier?.weights.shape).toEqual([3, 4]);
  });
});
