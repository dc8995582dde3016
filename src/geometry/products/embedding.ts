import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, isTensor, refuse } from '../../input/checks.js';
import { readTensor } from '../../input/features.js';
import { lastActivation } from '../../input/lastActivation.js';
import { usersCode } from '../../input/publicCall.js';

/** What of a `tf.LayersModel` is used; any object of this shape will do. */
export interface ModelLike {
  /** Maps inputs [n, ...] to features [n, ...]. */
  apply(x: Tensor, options: { training: boolean }): unknown;
  /** The inputs of the model, where it lists them. There has to be one. */
  readonly inputs?: readonly unknown[];
  /** The outputs of the model, where it lists them. There has to be one. */
  readonly outputs?: readonly unknown[];
}

/**
 * What is measured: a map f from inputs x [n, ...] to features [n, ...] that treats each example on its own. It is a
 * function of tensors that takes any number of rows, or a LayersModel, which is run in inference mode (batch norm with
 * moving statistics, no dropout).
 *
 * A LayersModel is measured at its output. Of a classifier passed whole that is the logits, not the embedding, and one
 * that ends in softmax is refused: pass `splitAtEmbedding(model).embedding` of geocollapse/models.
 */
export type Embedding = ((x: Tensor) => Tensor) | ModelLike;

const WHOLE =
  'Pass splitAtEmbedding(model).embedding of geocollapse/models for the embedding, or (x) => model.predict(x) to ' +
  'measure the probabilities on purpose.';

/**
 * The embedding as a function. It refuses a classifier passed whole where it ends in softmax: its features lie further
 * back.
 */
export function asFunction(f: Embedding): (x: Tensor) => Tensor {
  if (typeof f === 'function') return (x) => usersCode(() => f(x));
  if (typeof f?.apply === 'function') {
    const [inputs, outputs] = [f.inputs?.length ?? 1, f.outputs?.length ?? 1];
    if (inputs !== 1 || outputs !== 1) {
      const [call, result] = [inputs === 1 ? 'x' : '[x, other]', outputs === 1 ? '' : '[0]'];
      const written = `(x) => model.apply(${call}, { training: false })${result}`;
      const remedy = `Write a function of the input that varies: ${written}.`;
      refuse('f', 'a LayersModel of one input and one output', `${inputs} inputs and ${outputs} outputs`, remedy);
    }
    if (lastActivation(f) === 'softmax')
      refuse('f', 'an embedding', 'a LayersModel that ends in softmax (probabilities)', WHOLE);
    return (x) => f.apply(x, { training: false }) as Tensor;
  }
  const graph = typeof (f as { execute?: unknown })?.execute === 'function';
  const way = '(x) => model.predict(x), or splitAtEmbedding(model).embedding of geocollapse/models';
  const remedy = graph ? `Of a GraphModel pass ${way}.` : 'Pass the embedding.';
  return refuse('f', 'a function (x: Tensor) => Tensor or a LayersModel', describe(f), remedy);
}

const WHOLE_INPUT =
  'Images of whole numbers: pass tf.cast(x, "float32"). Token ids have no derivative: measure from the looked-up ' +
  'vectors on, with the output of the Embedding layer as x and the rest of the network as f.';
/** Not a cast, which would drop the imaginary part. */
const COMPLEX_INPUT =
  'Pass tf.concat([tf.real(x), tf.imag(x)], -1), the real values of the input, and let f take the two halves apart.';
const TEXT_INPUT =
  'Text has no derivative: look its tokens up first, and pass the vectors as x and the rest of the network as f.';

/** Refuses an x that cannot be differentiated with respect to. */
export function checkInput(x: Tensor): void {
  const expected = 'a tensor of shape [n, ...] with n >= 1';
  const batch = 'Pass a batch of inputs, not one input.';
  readTensor('x', x, expected, batch);
  if (x.rank < 2 || x.size === 0) refuse('x', expected, describe(x), batch);
  if (x.dtype !== 'float32') {
    const remedy = x.dtype === 'complex64' ? COMPLEX_INPUT : x.dtype === 'string' ? TEXT_INPUT : WHOLE_INPUT;
    refuse('x', 'of dtype float32', x.dtype, remedy);
  }
}

/** Refuses features that are not one row for each of x; returns them. */
export function checkFeatures(y: unknown, x: Tensor): Tensor {
  if (!isTensor(y)) refuse('f(x)', 'one tensor', describe(y), 'Return the embedding alone.');
  if (y.rank < 2 || y.shape[0] !== x.shape[0] || y.size === 0) {
    const remedy = 'The first dimension counts examples: keep it, and keep a second one.';
    refuse('f(x)', `of shape [${x.shape[0]}, ...]`, describe(y), remedy);
  }
  if (y.dtype !== 'float32') {
    const remedy =
      y.dtype === 'complex64'
        ? 'Return tf.concat([tf.real(y), tf.imag(y)], -1) of the result y, or tf.abs(y).'
        : 'Whole numbers have no derivative: return the features before argMax, round or a cast.';
    refuse('f(x)', 'of dtype float32', y.dtype, remedy);
  }
  return y;
}
