import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import { inputGradientsOnly } from '../../tfjs/tape/inputGradientsOnly.js';
import { record } from '../../tfjs/tape/record.js';
import type { Recording, Watch } from '../../tfjs/tape/recording.js';
import { withFastStepOnTfjsNode } from '../../tfjs/withFastStepOnTfjsNode.js';
import { checkFeatures } from './embedding.js';

/** Several embeddings of one x, with one forward pass. */
export type Maps = (x: Tensor) => Tensor[];

/** Embeddings at x, and products of cotangents with their Jacobians. */
export interface Linearisation {
  readonly outputs: readonly Tensor[];
  readonly kernels: Recording['kernels'];
  readonly bytes: number;
  /** J^T v of embedding k: cotangents v [n, ...] of any shape with n . d entries -> x's shape, each example by itself. */
  product(k: number, cotangents: Float32Array, watch?: Watch): Tensor;
  dispose(): void;
}

/**
 * Runs the embeddings once and keeps the way back to x. Gradients in convolution filters, which layers compute along with
 * those in their input, are left out.
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

export function refuseConstant(): never {
  const remedy = 'Compute f(x) from x with TensorFlow.js operations inside f; values read with dataSync are constants.';
  return refuse('f(x)', 'computed from x by recorded operations', 'an output that does not depend on x', remedy);
}
