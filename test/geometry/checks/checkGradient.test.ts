import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import {
  geometricComplexity,
  geometricComplexityOfBatches,
  geometricComplexityOfLayers,
  geometricComplexityPenalty,
  InputError,
  jacobian,
  squaredJacobianNorms,
} from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { splitAtEmbedding, vgg } from 'geocollapse/models';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../../support/backends.js';
import { expectNoLeak } from '../../support/leaks.js';
import { network } from '../../support/network.js';

type F = (x: tf.Tensor) => tf.Tensor;
const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** The map f with a gradient of our own. */
function withGradient(f: F, gradient: (dy: tf.Tensor) => tf.Tensor): F {
  return (x) => tf.customGrad((z) => ({ value: f(z as tf.Tensor), gradFunc: (dy: tf.Tensor) => gradient(dy) }))(x);
}

const same: F = (x) => tf.mul(x, 1);
/** Which entries of an example are kept: every other one. */
const everyOther = (dy: tf.Tensor) => {
  const size = dy.size / dy.shape[0];
  return tf.tensor(
    Float32Array.from({ length: size }, (_, j) => j % 2),
    dy.shape.slice(1),
  );
};
const square = [...Array(6)].map((_, i) => [...Array(6)].map((_, j) => Math.sin(1 + 3 * i + 7 * j)));

/** Gradients that are wrong on purpose, as the last operation of f or, of the inputs, as the first. */
const wrong: Record<string, (f: F) => F> = {
  'half again too large': (f) => (x) => withGradient(same, (dy) => tf.mul(dy, 1.5))(f(x)),
  'a tenth too large': (f) => (x) => withGradient(same, (dy) => tf.mul(dy, 1.1))(f(x)),
  'of the wrong sign': (f) => (x) => withGradient(tf.neg, (dy) => dy)(f(x)),
  'without every other component of x': (f) => (x) => f(withGradient(same, (dy) => tf.mul(dy, everyOther(dy)))(x)),
  'without every other feature': (f) => (x) => withGradient(same, (dy) => tf.mul(dy, everyOther(dy)))(f(x)),
  'by the matrix for its transpose': (f) => (x) =>
    withGradient(
      (z) => tf.matMul(z as tf.Tensor2D, square),
      (dy) => tf.matMul(dy as tf.Tensor2D, square),
    )(f(x)),
  'of nothing': (f) => (x) => withGradient(same, tf.zerosLike)(f(x)),
};

onEveryBackend('a gradient that is wrong', () => {
  beforeAll(registerWasmKernels);
  const weights = () => tf.tidy(() => tf.mul(normal([8, 6], 3), 0.5)) as tf.Tensor2D;
  const dense = (): F => {
    const w = weights();
    return (x) => tf.tanh(tf.matMul(x as tf.Tensor2D, w));
  };
  const image = (): F => {
    const net = network();
    return (x) => tf.slice(net.apply(x, { training: false }) as tf.Tensor, [0, 0], [-1, 6]);
  };
  const maps: Record<string, { f: () => F; x: () => tf.Tensor }> = {
    'a dense layer and tanh': { f: dense, x: () => normal([5, 8], 1) },
    'a residual network': { f: image, x: () => normal([5, 6, 6, 2], 1) },
    'a residual network, of images with black borders': {
      f: image,
      x: () =>
        tf.pad(tf.abs(normal([5, 4, 4, 2], 1)), [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]),
    },
    'one example': { f: dense, x: () => normal([1, 8], 1) },
  };

  it.each(Object.keys(maps).flatMap((map) => Object.keys(wrong).map((fault) => [map, fault] as const)))(
    'of %s is refused, %s',
    async (map, fault) => {
      const { f, x } = maps[map];
      const at = x();
      const sound = f();
      await geometricComplexity(sound, at);
      await expect(geometricComplexity(wrong[fault](sound), at, { probes: 3 })).rejects.toThrow(
        'geometricComplexity: f must have the gradient of its values, got J^T v that differs from central differences',
      );
    },
  );

  it('is refused at every entrance, and let through by check: false', async () => {
    const sound = dense();
    const x = normal([4, 8], 1);
    const faulty = () => wrong['half again too large'](sound);
    const message = (name: string) => new RegExp(`^${name}: f must have the gradient of its values`);
    const layersOf = (f: F) => (t: tf.Tensor) => ({ one: tf.sin(t), two: f(t) });
    await expect(squaredJacobianNorms(faulty(), x)).rejects.toThrow(message('squaredJacobianNorms'));
    await expect(geometricComplexityOfBatches(faulty(), [x])).rejects.toThrow(message('geometricComplexityOfBatches'));
    await expect(geometricComplexityOfLayers(layersOf(faulty()), x)).rejects.toThrow(
      message('geometricComplexityOfLayers'),
    );
    expect(() => jacobian(faulty(), x)).toThrow(message('jacobian'));
    expect(() => geometricComplexityPenalty(faulty(), x)).toThrow(message('geometricComplexityPenalty'));
    await squaredJacobianNorms(faulty(), x, { check: false });
    await geometricComplexity(faulty(), x, { check: false });
    await geometricComplexityOfBatches(faulty(), [x], { check: false });
    await geometricComplexityOfLayers(layersOf(faulty()), x, { check: false });
    jacobian(faulty(), x, { check: false });
    geometricComplexityPenalty(faulty(), x, { check: false });
  });

  it('says by how much, and at which operation', async () => {
    const x = normal([4, 8], 1);
    const sound = dense();
    const error = await geometricComplexity(wrong['half again too large'](sound), x).catch((e) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(error.got).toMatch(/by 33% of its size along itself, most of it in \S+.* \(operation 3 of 4\)/);
    const stock = tf.getGradient('Sin');
    tf.unregisterGradient('Sin');
    tf.registerGradient({
      ...stock,
      gradFunc: (dy, [z]) => ({ x: () => tf.mul(tf.sin(z as tf.Tensor), dy as tf.Tensor) }),
    });
    try {
      const f = (t: tf.Tensor) => tf.tanh(tf.sin(tf.square(t)));
      await expect(geometricComplexity(f, x)).rejects.toThrow('most of it in Sin (operation 2 of 4)');
    } finally {
      tf.unregisterGradient('Sin');
      tf.registerGradient(stock);
    }
  });

  it('is found again when a gradient is registered anew after f was found sound', async () => {
    const x = normal([4, 3], 1);
    const f = (t: tf.Tensor) => tf.cos(t);
    await geometricComplexity(f, x);
    const stock = tf.getGradient('Cos');
    tf.unregisterGradient('Cos');
    tf.registerGradient({
      ...stock,
      gradFunc: (dy, [z]) => ({ x: () => tf.mul(tf.sin(z as tf.Tensor), dy as tf.Tensor) }),
    });
    try {
      await expect(geometricComplexity(f, x)).rejects.toThrow('the gradient of its values');
    } finally {
      tf.unregisterGradient('Cos');
      tf.registerGradient(stock);
    }
    await geometricComplexity(f, x);
  });

  it('is looked for once in a function, at no more than 40 rows forward', async () => {
    const x = normal([64, 8], 1);
    const f = dense();
    let rows = 0;
    const counted: F = (t) => {
      rows += t.shape[0];
      return f(t);
    };
    const spent = async (options: Parameters<typeof geometricComplexity>[2]) => {
      rows = 0;
      await geometricComplexity(counted, x, options);
      return rows;
    };
    const first = await spent({ check: false });
    expect((await spent({})) - (await spent({ check: false }))).toBeLessThanOrEqual(40);
    expect(await spent({})).toBe(64 + 2);
    expect(first - 64 - 2).toBeLessThanOrEqual(128); // examples in other company
  });

  it('leaves the tape of an outer gradient alone, and no tensor behind', async () => {
    const x = normal([3, 8], 1);
    const w = tf.variable(weights());
    const penalty = (check: boolean) =>
      tf.variableGrads(
        () =>
          geometricComplexityPenalty((t) => tf.tanh(tf.matMul(t as tf.Tensor2D, w as unknown as tf.Tensor2D)), x, {
            check,
          }),
        [w],
      ).grads[w.name];
    expect([...penalty(true).dataSync()]).toEqual([...penalty(false).dataSync()]);
    const state = tf.engine().state;
    expect([state.gradientDepth, state.activeTape]).toEqual([0, null]);
    await expectNoLeak(() => tf.tidy(() => void penalty(true)));
    await expectNoLeak(() => tf.tidy(() => void tf.grad((t) => tf.sum(jacobian(tf.tanh, t)))(x)));
    for (const fault of Object.values(wrong)) {
      const f = fault(dense());
      await expectNoLeak(() => geometricComplexity(f, x), 'f must have the gradient');
      await expectNoLeak(() => geometricComplexityPenalty(f, x), 'f must have the gradient');
    }
    expect([state.gradientDepth, state.activeTape]).toEqual([0, null]);
    w.dispose();
  });

  it('is not seen at ties of a maximum, of which a constant border makes thousands', async () => {
    const border: [number, number][] = [[0, 0], [8, 8], [8, 8], [0, 0]]; // biome-ignore format: a table
    const x = tf.pad(tf.abs(normal([4, 8, 8, 1], 5)), border, -0.42); // [4, 24, 24, 1], as normalised digits are
    for (let seed = 0; seed < 6; seed++) {
      const { embedding } = splitAtEmbedding(vgg({ depth: 11, width: 1 / 16, inputShape: [24, 24, 1], seed }));
      const { mean } = await geometricComplexity(embedding, x);
      expect(mean).toBeGreaterThan(0);
    }
  });

  it('is not seen where there is none: sound maps of every kind', async () => {
    const x = normal([6, 8], 1);
    const bias = tf.fill([6], 1e3);
    const sound: Record<string, F> = {
      'far from zero': (t) => tf.add(dense()(t), bias),
      'of large inputs': (t) => tf.tanh(tf.mul(t, 1e-6)),
      constant: (t) => tf.mul(t, 0),
      'dead units': (t) => tf.relu(tf.sub(t, 100)),
      steps: (t) => tf.add(t, tf.floor(tf.mul(t, 3))),
      softmax: (t) => tf.softmax(tf.mul(t, 30)),
      'a root': (t) => tf.sqrt(tf.abs(t)),
    };
    for (const [name, f] of Object.entries(sound)) {
      const scale = name === 'of large inputs' ? 1e6 : 1;
      await geometricComplexity(f, tf.mul(x, scale));
    }
    for (const at of [tf.zeros([4, 8]), tf.ones([4, 8]), tf.ones([1, 8]), tf.add(tf.mul(x, 1e-3), 1e4)]) {
      await geometricComplexity((t) => tf.relu(dense()(t)), at);
    }
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [6, 6, 2], activation: 'relu' }),
        layers.batchNormalization(),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
      ],
    });
    for (const at of [normal([3, 6, 6, 2], 1), tf.zeros([3, 6, 6, 2]), tf.fill([3, 6, 6, 2], 0.5)]) {
      await geometricComplexity((t) => model.apply(t, { training: false }) as tf.Tensor, at);
    }
  });
});
