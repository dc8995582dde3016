import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { geometricComplexity, neuralCollapse, squaredJacobianNorms } from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { imageDataset } from 'geocollapse/data';
import { train } from 'geocollapse/training';
import { beforeAll, describe, it } from 'vitest';
import { readAll } from '../../src/input/read.js';
import { seededRandom } from '../../src/numeric/random.js';
import { record } from '../../src/tfjs/tape/record.js';
import collapseFixture from '../fixtures/c4_n60_d7_balanced.json';
import complexityFixture from '../fixtures/gc_small.json';
import { expectAllClose, expectClose } from '../support/close.js';
import { convolutionalFeatures, perceptron } from '../support/goldenNetworks.js';
import { gradients, secondGradient } from './differences.js';
import { type Operation, operations } from './operations.js';
import { type Plain, size } from './plain.js';

type Backend = 'cpu' | 'wasm' | 'webgl' | 'webgpu' | 'tensorflow';

/** Relative to the largest entry of each result: float32 sums in another order. */
const TOLERANCE = 1e-4;

const normals = (shape: number[], seed: number): Plain => {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: size(shape) }, random.normal);
  return { shape, values: Float64Array.from(values) };
};

/** What an operation gives by plain loops, once for all backends. */
const truthOf = once((operation: Operation) => {
  const { shapes, loops, twice } = operation;
  const inputs = shapes.map((shape, i) => normals(shape, i + 1));
  const forward = loops(...inputs);
  const cotangent = normals(forward.shape, 9);
  const first = gradients(loops, inputs, cotangent.values);
  const second = twice ? secondGradient(loops, inputs) : new Float64Array();
  return { inputs, forward, cotangent, first, second };
});

function once<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key) as V;
  };
}

/** Where the tensors come from: a kernel may take for granted what holds for one kind only. */
const ORIGINS = {
  '': ({ values, shape }: Plain) => tf.tensor(Float32Array.from(values), shape),
  // log leaves minus infinity wherever a backend keeps room beside the entries.
  ', of computed tensors': ({ values, shape }: Plain) => tf.log(tf.tensor(Float32Array.from(values, Math.exp), shape)),
};

/** Holds the tensors that `compute` makes to what plain loops give. */
async function expectSame(name: string, compute: () => tf.Tensor[], truth: Float64Array[]): Promise<void> {
  try {
    const values = await readAll(compute);
    for (const [i, expected] of truth.entries()) expectAllClose(values[i], expected, TOLERANCE);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}

/** What holds on every backend, in Node and in browsers. The titles are the rows of the table in docs/backends.md. */
export function contract(backend: Backend, options: { wasmPaths?: string | Record<string, string> } = {}): void {
  const mine = operations.filter(({ refusedBy }) => refusedBy !== backend);
  describe(`conformance, on ${backend}`, () => {
    beforeAll(async () => {
      await useBestBackend({ prefer: backend, ...options });
      // Webgl and webgpu would compute on the processor what is as small as most of this.
      for (const flag of ['WEBGL_CPU_FORWARD', 'WEBGPU_CPU_FORWARD']) {
        if (flag.startsWith(backend.toUpperCase())) tf.env().set(flag, false);
      }
    });

    for (const [origin, upload] of Object.entries(ORIGINS)) {
      it(`forward${origin}`, async () => {
        for (const operation of mine) {
          const { inputs, forward } = truthOf(operation);
          await expectSame(operation.name, () => [operation.f(...inputs.map(upload))], [forward.values]);
        }
      });

      it(`gradients${origin}`, async () => {
        for (const operation of mine) {
          const { inputs, cotangent, first } = truthOf(operation);
          const compute = () => tf.grads(operation.f)(inputs.map(upload), upload(cotangent));
          await expectSame(operation.name, compute, first);
        }
      });

      it(`second gradients${origin}`, async () => {
        for (const operation of mine.filter(({ twice }) => twice)) {
          const { inputs, second } = truthOf(operation);
          const compute = () => {
            const [x, ...rest] = inputs.map(upload);
            const slope = (input: tf.Tensor) => {
              const { outputs, pull } = record((u) => [operation.f(u, ...rest)], input);
              return pull(0, tf.mul(outputs[0], 2)) as tf.Tensor;
            };
            return [tf.grad((input) => tf.sum(tf.square(slope(input))))(x)];
          };
          await expectSame(operation.name, compute, [second]);
        }
      });
    }

    it('metrics of collapse', async () => {
      const { features, labels, W, b, textbook_float64: truth } = collapseFixture;
      const upload = ({ values, shape }: { values: number[]; shape: number[] }) =>
        tf.log(tf.exp(tf.tensor(values, shape)));
      const classifier = { weights: tf.transpose(upload(W)) as tf.Tensor2D, bias: upload(b) as tf.Tensor1D };
      const record = await neuralCollapse(upload(features) as tf.Tensor2D, labels, { classifier });
      expectClose(record.nc1!, truth.nc1_papyan, TOLERANCE);
      expectClose(record.cdnv!, truth.cdnv_galanti, TOLERANCE);
      const nc2 = truth.nc2_nc3_balanced_mu_G;
      expectClose(record.nc2!.equinormness!, nc2.equinorm_cv_ddof0, TOLERANCE);
      expectClose(record.nc2!.equiangularity!, nc2.equiangle_std_ddof0, TOLERANCE);
      expectClose(record.nc2!.etfDistance!, nc2.etf_error_means_fro, TOLERANCE);
      expectClose(record.nc2Classifier!.etfDistance!, truth.W.etf_error, TOLERANCE);
      expectClose(record.nc4!, truth.nc4.mismatch_papyan, 1e-12);
      expectClose(record.classifierAccuracy!, truth.nc4.linear_accuracy, 1e-12);
    });

    it('geometric complexity', async () => {
      const { mlp, cnn_bn: cnn } = complexityFixture;
      const upload = ({ values, shape }: { values: number[]; shape: number[] }) =>
        tf.log(tf.exp(tf.tensor(values, shape)));
      expectAllClose(
        await squaredJacobianNorms(perceptron(mlp, upload), upload(mlp.x)),
        mlp.per_sample.values,
        TOLERANCE,
      );
      const { mean } = await geometricComplexity(perceptron(mlp, upload), upload(mlp.x), { estimator: 'exact' });
      expectClose(mean, mlp.GC, TOLERANCE);
      const norms = await squaredJacobianNorms(convolutionalFeatures(cnn, upload), upload(cnn.x));
      expectAllClose(norms, cnn.per_sample_gc_flatten.values, TOLERANCE);
    });

    it('20 steps of training', async () => {
      const x = Array.from(normals([48, 8, 8, 1], 6).values);
      const labels = Array.from({ length: 48 }, (_, i) => i % 3);
      for (let i = 0; i < x.length; i++) x[i] = 0.5 * x[i] + labels[Math.floor(i / 64)];
      const images = Uint8Array.from(x, (value) => Math.max(0, Math.min(255, 80 + 50 * value)));
      const run = async (name: Backend) => {
        await tf.setBackend(name);
        const model = smallNetwork();
        const losses: number[] = [];
        const data = imageDataset({
          images,
          labels: Uint8Array.from(labels),
          shape: [8, 8, 1],
          classes: 3,
          normalisation: { mean: [0.5], std: [0.25] },
        });
        await train(model, data, {
          steps: 20,
          batchSize: 12,
          learningRate: 0.02,
          onStep: ({ loss }) => losses.push(loss),
        });
        return losses;
      };
      const losses = await run(backend);
      expectAllClose(losses, LOSSES, 1e-4);
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

/** Of that network: what cpu, wasm and tfjs-node agree on to 1e-6. */
const LOSSES = [
  1.4712621, 1.4710202, 1.3266789, 1.1620046, 0.9830247, 0.9013258, 0.9466376, 0.7682071, 0.8701047, 0.588699,
  0.5848951, 0.7531713, 0.5902899, 0.3504525, 0.5155235, 0.3986445, 0.2906588, 0.3785874, 0.5270891, 0.3100963,
];
