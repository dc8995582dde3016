import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { geometricComplexityPenalty, jacobian, squaredJacobianNorms } from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { measuringScope } from '../../../src/tfjs/tape/measuringScope.js';
import { onEveryBackend } from '../../support/backends.js';
import { expectAllClose } from '../../support/close.js';
import { random } from '../operations.js';

/** What a measure may change while it runs. */
const engineState = () => {
  const names = new Set(tf.getKernelsForBackend(tf.getBackend()).map(({ kernelName }) => kernelName));
  const { gradientDepth, kernelDepth } = (tf.engine() as unknown as { state: Record<string, number> }).state;
  return {
    gradients: new Map([...names].map((name) => [name, tf.getGradient(name)])),
    own: Object.hasOwn(tf.engine(), 'runKernel'),
    tensors: tf.memory().numTensors,
    gradientDepth,
    kernelDepth,
  };
};

/** Of the batch, by central differences of f in every entry: the squared norm of each example. */
async function differences(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, step = 2e-3): Promise<number[]> {
  const [n, size] = [x.shape[0], x.size / x.shape[0]];
  const norms = new Array<number>(n).fill(0);
  for (let moved = 0; moved < size; moved++) {
    const at = (h: number) =>
      tf.tidy(() =>
        f(
          tf.tensor(
            x.dataSync().map((v, i) => (i % size === moved ? v + h : v)),
            x.shape,
          ),
        ).dataSync(),
      );
    const [up, down] = [at(step), at(-step)];
    for (let i = 0; i < up.length; i++) norms[Math.floor((i * n) / up.length)] += ((up[i] - down[i]) / (2 * step)) ** 2;
  }
  return norms;
}

onEveryBackend('measuring', (backend) => {
  beforeAll(() => registerWasmKernels());

  it('leaves gradients, engine and tensors as they were, after a result and after every kind of error', async () => {
    const x = random([2, 3], 1);
    const before = engineState();
    for (const f of [
      (t: tf.Tensor) => tf.max(t, 1, true),
      (t: tf.Tensor) => tf.reshape(tf.unique(tf.reshape(t, [-1])).values, [2, 3]),
      (t: tf.Tensor) => tf.cumprod(t, 1),
      () => tf.ones([2, 3]),
      (t: tf.Tensor) => {
        tf.max(t, 1);
        throw new Error('of the user');
      },
    ]) {
      await squaredJacobianNorms(f, x).then(
        () => {},
        () => {},
      );
      try {
        jacobian(f, x).dispose();
      } catch {
        // the state after it is what counts
      }
      expect(engineState()).toEqual(before);
    }
  });

  it('takes batch norm without scale or offset, and layer norm without both', async () => {
    const x = random([2, 6, 6, 1], 1);
    for (const options of [{ scale: false }, { center: false }, { scale: false, center: false }]) {
      const net = sequential({
        layers: [
          layers.conv2d({ inputShape: [6, 6, 1], filters: 3, kernelSize: 3, useBias: false }),
          layers.batchNormalization(options),
          layers.activation({ activation: 'tanh' }),
          layers.globalAveragePooling2d({}),
        ],
      });
      const tensors = tf.memory().numTensors;
      const norms = await squaredJacobianNorms(net, x);
      expect(tf.memory().numTensors).toBe(tensors);
      expectAllClose(norms, await differences((t) => net.apply(t) as tf.Tensor, x, 5e-3), 1e-2);
      net.dispose();
    }
    const norm = sequential({
      layers: [layers.layerNormalization({ inputShape: [4, 5], scale: false, center: false })],
    });
    const rows = random([2, 4, 5], 2);
    expectAllClose(
      await squaredJacobianNorms(norm, rows),
      await differences((t) => norm.apply(t) as tf.Tensor, rows),
      1e-2,
    );
  });

  it('takes models with masks, comparisons and thresholds', async () => {
    const x = random([2, 4, 3], 5);
    const masked = sequential({
      layers: [
        layers.masking({ inputShape: [4, 3], maskValue: 0 }),
        layers.thresholdedReLU({ theta: 0.1 }),
        layers.dense({ units: 2, activation: 'tanh' }),
      ],
    });
    expectAllClose(
      await squaredJacobianNorms(masked, x),
      await differences((t) => masked.apply(t) as tf.Tensor, x, 5e-3),
      1e-2,
    );
  });

  it('gives an operation with a gradient of its own the input that it holds', () => {
    const snake = tf.customGrad((...args) => {
      const h = args[0] as tf.Tensor;
      return {
        value: tf.add(h, tf.square(tf.sin(h))),
        gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.add(1, tf.sin(tf.mul(h, 2)))),
      };
    });
    const x = tf.tensor2d([[0.5, -1]]);
    const tensors = tf.memory().numTensors;
    const found = tf.tidy(() => jacobian((t) => snake(tf.mul(t, 2)), x).dataSync());
    expectAllClose(found, [2 * (1 + Math.sin(2)), 0, 0, 2 * (1 + Math.sin(-4))]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('refuses an operation without a gradient by name, backend and a way round', () => {
    const call = (f: (x: tf.Tensor) => tf.Tensor) => () => jacobian(f, random([2, 3], 1));
    expect(call((t) => tf.cumprod(t, 1))).toThrow(
      `jacobian: f must be made of operations that have a gradient in TensorFlow.js, got 'Cumprod' on the backend '${backend}'`,
    );
    expect(call((t) => tf.reshape(tf.unique(tf.reshape(t, [-1])).values, [2, 3]))).toThrow('outside of f');
  });

  it('knows what to do with every kernel of the backend: none gives an error of TensorFlow.js', () => {
    const names = tf.getKernelsForBackend(tf.getBackend()).map(({ kernelName }) => kernelName);
    expect(names.length).toBeGreaterThan(100);
    expect(measuringScope(true)(() => names.filter((name) => !tf.getGradient(name)))).toEqual([]);
  });

  it('refuses a second derivative through a gradient that saves what is neither input nor output', () => {
    const x = tf.tensor2d([[0.5, -1]]);
    const f = (how: 'inside' | 'input') =>
      tf.customGrad((...args) => {
        const [h, save] = args as [tf.Tensor, tf.GradSaveFunc];
        const s = tf.sin(h);
        save([how === 'input' ? h : s]);
        const slope = ([saved]: tf.Tensor[]) => (how === 'input' ? tf.sin(saved) : saved);
        return {
          value: tf.square(s),
          gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
            tf.mul(dy, tf.mul(tf.mul(slope(saved), 2), tf.cos(how === 'input' ? saved[0] : h))),
        };
      });
    const derivative = (how: 'inside' | 'input') => () =>
      tf.grad((w) => geometricComplexityPenalty((t) => f(how)(tf.mul(t, w)), x))(tf.tensor2d([[1, 2]]));
    expect(derivative('inside')).toThrow('neither its input nor its output');
    expect(derivative('input')).not.toThrow();
  });

  it('refuses a kernel that the backend lacks by name, and says which backend has it', async () => {
    if (backend !== 'wasm') return;
    const x = random([2, 3, 3], 1);
    const call = () => jacobian((t) => tf.einsum('bij,jk->bik', t, tf.ones([3, 2])), x);
    expect(call).toThrow(/jacobian: f must .*backend 'wasm' has.*got 'Einsum'.*'cpu' has it: .*setBackend\('cpu'\)/);
    await tf.setBackend('cpu');
    try {
      expect(call().shape).toEqual([2, 6, 3, 3]);
    } finally {
      await tf.setBackend('wasm');
    }
  });

  it('gives the penalty the derivative through LeakyReLU and a layer norm of tf.layers', () => {
    const net = sequential({
      layers: [
        layers.dense({ inputShape: [3], units: 4, kernelInitializer: layersOnes() }),
        layers.leakyReLU({ alpha: 0.2 }),
        layers.layerNormalization(),
      ],
    });
    const x = random([3, 3], 4);
    const kernel = net.getWeights()[0];
    const variable = net.layers[0].getWeights().length > 0 ? (net.layers[0] as never as Kernel).kernel.val : undefined;
    const start = kernel.dataSync().slice();
    const at = (h: number) => {
      variable!.assign(
        tf.tensor(
          start.map((v, i) => (i === 0 ? v + h : v)),
          kernel.shape,
        ),
      );
      const value = tf.tidy(() => geometricComplexityPenalty(net, x, { seed: 1 }).dataSync()[0]);
      variable!.assign(tf.tensor(start, kernel.shape));
      return value;
    };
    const gradient = tf.variableGrads(() => geometricComplexityPenalty(net, x, { seed: 1 }), [variable!]).grads;
    expectAllClose([gradient[variable!.name].dataSync()[0]], [(at(2e-3) - at(-2e-3)) / 4e-3], 2e-2);
  });
});

interface Kernel {
  kernel: { val: tf.Variable };
}

const layersOnes = () => 'glorotNormal' as const;
