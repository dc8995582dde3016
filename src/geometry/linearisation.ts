import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { InputError, refuse } from '../internal/checks.js';
import { inputGradientsOnly } from '../internal/inputGradientsOnly.js';
import { type Recording, record } from '../internal/tape.js';
import { checkFeatures } from './embedding.js';
import { withFastStepOnTfjsNode } from './fastStepOnTfjsNode.js';
import { refusingWrongPooling } from './wrongPooling.js';

/** Several embeddings of one x, with one forward pass. */
export type Maps = (x: Tensor) => Tensor[];

/** Embeddings at x, and products of cotangents with their Jacobians. */
export interface Linearisation {
  readonly outputs: readonly Tensor[];
  readonly kernels: Recording['kernels'];
  readonly bytes: number;
  /** J^T v of embedding k: cotangents v [n, ...] of any shape with n . d entries -> x's shape, each example by itself. */
  product(k: number, cotangents: Float32Array): Tensor;
  dispose(): void;
}

/**
 * Runs the embeddings once and keeps the way back to x. Gradients in convolution filters, which layers compute along with
 * those in their input, are left out.
 */
export function linearise(where: string, maps: Maps, x: Tensor): Linearisation {
  const checked: Maps = (input) => maps(input).map((y) => checkFeatures(where, y, input));
  const { outputs, kernels, bytes, pull, dispose } = record(checked, x);
  return {
    outputs,
    kernels,
    bytes,
    product: (k, cotangents) =>
      tidy(() => {
        const cotangent = tensor(cotangents, outputs[k].shape);
        const work = () => inputGradientsOnly(() => pull(k, cotangent) ?? refuseConstant(where));
        return explaining(where, () => withFastStepOnTfjsNode(work));
      }),
    dispose,
  };
}

/** Runs work that takes gradients; errors of TensorFlow.js that have a remedy come with it. */
export function explaining<T>(where: string, work: () => T): T {
  try {
    return refusingWrongPooling(where, work);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!/gradient function not found/i.test(message)) throw error;
    throw new InputError(
      `${where}: TensorFlow.js has no gradient registered (${message}). @tensorflow/tfjs-core brings none by itself: ` +
        `add import '@tensorflow/tfjs-layers' (or '@tensorflow/tfjs') before you measure.`,
    );
  }
}

export function refuseConstant(where: string): never {
  const remedy = 'Compute f(x) from x with TensorFlow.js operations inside f; values read with dataSync are constants.';
  return refuse(where, 'f(x)', 'computed from x by recorded operations', 'an output that does not depend on x', remedy);
}
