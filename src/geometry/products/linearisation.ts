import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import { inputGradientsOnly } from '../../tfjs/tape/inputGradientsOnly.js';
import { record } from '../../tfjs/tape/record.js';
import type { Recording, Watch } from '../../tfjs/tape/recording.js';
import { withFastStepOnTfjsNode } from '../../tfjs/withFastStepOnTfjsNode.js';
import { checkFeatures } from './embedding.js';

/** Several embeddings of one input x [n, ...], from one forward pass. */
export type Maps = (x: Tensor) => Tensor[];

/** The embeddings at x, and products of cotangents with their Jacobians there. */
export interface Linearisation {
  /** The features [n, ...] of each embedding. */
  readonly outputs: readonly Tensor[];
  /** The names of the operations that lead to each embedding. */
  readonly kernels: Recording['kernels'];
  /** The number of bytes that the tape holds. */
  readonly bytes: number;
  /** J^T v of embedding k, of the shape of x, where each of the n examples has its own cotangent v [d]. */
  product(k: number, cotangents: Float32Array, watch?: Watch): Tensor;
  /** Disposes of the tape. */
  dispose(): void;
}

/**
 * Runs the embeddings once, and keeps the tape on which products with their Jacobians are computed. Gradients in
 * convolution filters, which layers compute together with those in their input, are left out.
 */
export function linearise(maps: Maps, x: Tensor): Linearisation {
  const checked: Maps = (input) => maps(input).map((y) => checkFeatures(y, input));
  const { outputs, kernels, bytes, pull, dispose } = record(checked, x);
  return {
    outputs,
    kernels,
    bytes,
    product: (k, cotangents, watch) =>
      tidy(() => {
        const cotangent = tensor(cotangents, outputs[k].shape);
        const work = () => inputGradientsOnly(() => pull(k, cotangent, watch) ?? refuseConstant());
        return withFastStepOnTfjsNode(work);
      }),
    dispose,
  };
}

/** The refusal of an embedding that does not depend on x. */
export function refuseConstant(): never {
  const remedy = 'Compute f(x) from x with TensorFlow.js operations inside f; values read with dataSync are constants.';
  return refuse('f(x)', 'computed from x by recorded operations', 'an output that does not depend on x', remedy);
}
