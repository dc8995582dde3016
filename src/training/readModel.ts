import { type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { allBatchesOf } from '../data/dataset/datasetBatches.js';
import type { ImageDataset } from '../data/dataset/types.js';
import { describe, isTensor, refuse } from '../input/checks.js';
import { lastActivation } from '../input/lastActivation.js';
import type { TrainableModel } from './trainableModel.js';

/** What of a LayersModel is looked at where there is one. */
interface Layered {
  inputs?: readonly { shape?: readonly (number | null)[] }[];
}

/** Reads a model, and refuses one that does not map images of the size that the data set has. */
export function readModel<M extends Pick<TrainableModel, 'apply'>>(model: M, data: ImageDataset): M {
  if (typeof model !== 'object' || model === null || typeof model.apply !== 'function') {
    refuse('model', 'a LayersModel', describe(model), 'Pass the model, or an object with its function apply.');
  }
  const { inputs } = model as Layered;
  if (!Array.isArray(inputs)) return model;
  if (inputs.length !== 1) refuse('model', 'of one input', `${inputs.length} inputs`, 'Pass a model of images alone.');
  const wanted = inputs[0]?.shape?.slice(1) as (number | null)[] | undefined;
  if (!wanted || (wanted.length === 3 && wanted.every((size, i) => size === null || size === data.shape[i])))
    return model;
  const remedy = `Build the model with inputShape: [${data.shape}].`;
  return refuse('model', `of inputs [${data.shape}], the images of the data set`, `one of [${wanted}]`, remedy);
}

/** The weights of a model that are trained, and all of its weights. */
export function readWeights(model: TrainableModel): { variables: Variable[]; weights: Variable[] } {
  if (typeof model.getWeights !== 'function') {
    refuse('model', 'a LayersModel', 'an object without getWeights', 'Pass the model itself.');
  }
  const [variables, weights] = [model.getWeights(true), model.getWeights()] as Variable[][];
  if (!Array.isArray(variables) || variables.length === 0) {
    refuse('model', 'one with weights to train', 'none', 'Set `trainable` of a layer to true.');
  }
  return { variables, weights };
}

/** Refuses an output that is not logits [n, C] for a batch of n. */
export function checkLogits(output: unknown, n: number, classes: number): Tensor {
  if (!isTensor(output)) refuse('model', 'a map of images to one tensor', describe(output), 'Return the logits alone.');
  if (output.rank === 2 && output.shape[0] === n && output.shape[1] === classes) return output;
  const single =
    output.rank === 2 && output.shape[1] === 1 ? ' One sigmoid unit has to become a Dense layer of 2.' : '';
  const remedy = `End the model in a Dense layer of ${classes} units, without activation.${single}`;
  return refuse(
    'model',
    `a map to logits of shape [${n}, ${classes}], data.classes = ${classes}`,
    describe(output),
    remedy,
  );
}

/** The number of images that tell whether outputs are probabilities. */
const FEW = 8;

/**
 * Refuses a model whose outputs are probabilities: the loss would take their softmax once more, and training would go
 * astray without a word.
 */
export async function refuseProbabilities(model: TrainableModel, data: ImageDataset): Promise<void> {
  const remedy = 'End the model in a Dense layer without activation: the loss takes the softmax itself.';
  const last = lastActivation(model);
  if (last) refuse('model', 'a map to logits', `one that ends in ${last}`, remedy);
  for await (const { x, y } of allBatchesOf(data, FEW, { ahead: 0 })) {
    const n = y.length;
    const logits = tidy(() => checkLogits(model.apply(x, { training: false }), n, data.classes).clone());
    const values = await logits.data().finally(() => logits.dispose());
    for (let i = 0; i < n; i++) {
      const row = values.subarray(i * data.classes, (i + 1) * data.classes) as Float32Array;
      const total = row.reduce((sum, value) => sum + value, 0);
      if (!(Math.abs(total - 1) < 1e-4 && row.every((value) => value >= 0))) return;
    }
    refuse('model', 'a map to logits', 'outputs that are probabilities: not negative, of sum 1', remedy);
  }
}
