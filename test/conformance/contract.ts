import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { geometricComplexity, neuralCollapse, squaredJacobianNorms } from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { vgg } from 'geocollapse/models';
import { train } from 'geocollapse/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import features from '../fixtures/c4_n60_d7_balanced.json';
import { expectAllClose, expectClose } from '../support/close.js';
import { operations } from './operations.js';

type Backend = 'cpu' | 'wasm' | 'webgl' | 'tensorflow';
type Values = Record<string, Float32Array>;

/** Relative to the largest entry: float32 sums in another order. */
const TOLERANCE = 1e-4;

const normals = (shape: number[], seed: number) => {
  const random = seededRandom(seed);
  return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random.normal), shape);
};

/** Runs `compute` on the backend and on the plain JavaScript one; leaves the former current. */
async function onBoth(backend: Backend, compute: () => Record<string, tf.Tensor>): Promise<[Values, Values]> {
  const results: Values[] = [];
  for (const name of ['cpu', backend]) {
    await tf.setBackend(name);
    const tensors = tf.tidy(() => compute());
    const values: Values = {};
    for (const [key, tensor] of Object.entries(tensors)) values[key] = (await tensor.data()) as Float32Array;
    tf.dispose(tensors);
    results.push(values);
  }
  return [results[1], results[0]];
}

async function expectSame(backend: Backend, compute: () => Record<string, tf.Tensor>) {
  const [ours, truth] = await onBoth(backend, compute);
  for (const key of Object.keys(truth)) {
    try {
      expectAllClose(ours[key], truth[key], TOLERANCE);
    } catch (error) {
      throw new Error(`${key}: ${(error as Error).message}`);
    }
  }
}

/** What holds on every backend, in Node and in browsers. The titles are the rows of the table in docs/backends.md. */
export function contract(backend: Backend, options: { wasmPaths?: string | Record<string, string> } = {}): void {
  describe(`conformance, on ${backend}`, () => {
    beforeAll(async () => {
      await useBestBackend({ prefer: 'cpu', print: false });
      await useBestBackend({ prefer: backend, print: false, ...options });
    });

    it('forward', () =>
      expectSame(backend, () =>
        Object.fromEntries(
          operations.map(({ name, shapes, f }) => [name, f(...shapes.map((s, i) => normals(s, i + 1)))]),
        ),
      ));

    it('gradients', () =>
      expectSame(backend, () => {
        const gradients: Record<string, tf.Tensor> = {};
        for (const { name, shapes, f } of operations) {
          const inputs = shapes.map((shape, i) => normals(shape, i + 1));
          const cotangent = normals(f(...inputs).shape, 9);
          tf.grads(f)(inputs, cotangent).forEach((gradient, i) => {
            gradients[`${name}, input ${i}`] = gradient;
          });
        }
        return gradients;
      }));

    it('gradients against differences', async () => {
      await tf.setBackend(backend);
      for (const { name, shapes, f } of operations) {
        const [slope, difference] = tf.tidy(() => {
          const inputs = shapes.map((shape, i) => normals(shape, i + 1));
          const along = shapes.map((shape, i) => tf.div(normals(shape, i + 20), 10));
          const cotangent = normals(f(...inputs).shape, 9);
          const value = (step: number) =>
            tf.sum(tf.mul(f(...inputs.map((x, i) => tf.add(x, tf.mul(along[i], step)))), cotangent)).dataSync()[0];
          const gradients = tf.grads(f)(inputs, cotangent);
          const products = gradients.map((gradient, i) => tf.sum(tf.mul(gradient, along[i])).dataSync()[0]);
          return [products.reduce((sum, product) => sum + product, 0), (value(0.05) - value(-0.05)) / 0.1];
        });
        expect(Math.abs(slope - difference), `${name}: ${slope}, by differences ${difference}`).toBeLessThan(
          0.02 * Math.abs(difference) + 0.01,
        );
      }
    });

    it('second gradients', () =>
      expectSame(backend, () => {
        const gradients: Record<string, tf.Tensor> = {};
        for (const { name, shapes, f, twice } of operations) {
          if (!twice) continue;
          const [x, ...rest] = shapes.map((shape, i) => normals(shape, i + 1));
          const slope = tf.grad((input) => tf.sum(tf.square(f(input, ...rest))));
          gradients[name] = tf.grad((input) => tf.sum(tf.square(slope(input))))(x);
        }
        return gradients;
      }));

    it('metrics of collapse', async () => {
      await tf.setBackend(backend);
      const { values, shape } = features.features;
      const classifier = {
        weights: tf.transpose(tf.tensor(features.W.values, features.W.shape as [number, number])) as tf.Tensor2D,
        bias: tf.tensor(features.b.values, features.b.shape as [number]) as tf.Tensor1D,
      };
      const record = await neuralCollapse(tf.tensor(values, shape as [number, number]), features.labels, {
        classifier,
      });
      await tf.setBackend('cpu');
      const again = await neuralCollapse(tf.tensor(values, shape as [number, number]), features.labels, { classifier });
      await tf.setBackend(backend);
      expectSameRecord(record, again);
      expectClose(record.cdnv!, features.textbook_float64.cdnv_galanti, 1e-5);
    });

    it('geometric complexity', async () => {
      const model = vgg({ depth: 11, width: 1 / 16, inputShape: [8, 8, 2], classes: 3 });
      const measure = async (name: Backend) => {
        await tf.setBackend(name);
        const x = normals([4, 8, 8, 2], 5);
        const exact = await squaredJacobianNorms(model, x);
        const { mean, standardError } = await geometricComplexity(model, x, { probes: 4, seed: 3 });
        return [...exact, mean, standardError];
      };
      const truth = await measure('cpu');
      for (const [i, value] of (await measure(backend)).entries()) expectClose(value, truth[i], 1e-3);
    });

    it('20 steps of training', async () => {
      const x = Array.from(normals([48, 8, 8, 1], 6).dataSync());
      const labels = Array.from({ length: 48 }, (_, i) => i % 3);
      for (let i = 0; i < x.length; i++) x[i] = 0.5 * x[i] + labels[Math.floor(i / 64)];
      const images = Uint8Array.from(x, (value) => Math.max(0, Math.min(255, 80 + 50 * value)));
      const run = async (name: Backend) => {
        await tf.setBackend(name);
        const model = smallNetwork();
        const losses: number[] = [];
        const data = {
          images,
          labels: Uint8Array.from(labels),
          shape: [8, 8, 1] as [number, number, number],
          classes: 3,
          mean: [0.5],
          std: [0.25],
        };
        await train(model, data, {
          steps: 20,
          batchSize: 12,
          learningRate: 0.02,
          onStep: ({ loss }) => losses.push(loss),
        });
        return losses;
      };
      const truth = await run('cpu');
      const losses = await run(backend);
      expect(losses.length).toBe(20);
      expect(losses[19]).toBeLessThan(0.7 * losses[0]);
      expectAllClose(losses, truth, 1e-4);
    });
  });
}

/** Convolutions, batch norm and max pooling, [n, 8, 8, 1] -> [n, 3]. */
function smallNetwork() {
  const initial = (seed: number) => ({ kernelInitializer: initializers.heNormal({ seed }) });
  return sequential({
    layers: [
      layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', inputShape: [8, 8, 1], ...initial(1) }),
      layers.batchNormalization({ momentum: 0.9 }),
      layers.activation({ activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, activation: 'relu', ...initial(2) }),
      layers.flatten(),
      layers.dense({ units: 3, ...initial(3) }),
    ],
  });
}

/** Every number of two records, at any depth. */
function expectSameRecord(ours: unknown, truth: unknown, path = 'record'): void {
  if (typeof truth === 'number' && Number.isFinite(truth)) {
    const error = Math.abs((ours as number) - truth);
    expect(error <= 1e-5 * Math.max(Math.abs(truth), 1e-2), `${path}: ${ours}, on cpu ${truth}`).toBe(true);
  } else if (truth && typeof truth === 'object') {
    for (const [key, value] of Object.entries(truth)) {
      expectSameRecord((ours as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else {
    expect(ours, path).toEqual(truth);
  }
}
