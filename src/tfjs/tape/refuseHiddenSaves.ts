import { getGradient, scalar } from '@tensorflow/tfjs-core';
import { InputError } from '../../input/checks.js';
import { quotedName } from './operationName.js';
import type { TapeNode } from './tapeNode.js';

/** Operations of TensorFlow.js whose gradients use nothing of what they save besides inputs and outputs. */
const SOUND = new Set(['fusedConv2d__op', 'fusedDepthwiseConv2d__op', 'fusedMatMul__op']);

/** The id of the next tensor that is made. Those with smaller ids exist already. */
export function nextTensorId(): number {
  const probe = scalar(0);
  probe.dispose();
  return probe.id + 1;
}

/**
 * Refuses operations with a gradient of their own (`tf.customGrad`) that save something which they computed on the way,
 * and which is neither input nor output. TensorFlow.js 4.22.0 does not record how such a tensor came about. In a second
 * derivative it would be a constant, and the gradient of a penalty would be wrong without an error.
 *
 * @param path The nodes that the gradient is taken through.
 * @param nodes All nodes of the recording, clones of saved tensors among them.
 * @param firstId The id of the first tensor that the recording made.
 */
export function refuseHiddenSaves(path: readonly TapeNode[], nodes: readonly TapeNode[], firstId: number): void {
  const origin = new Map(nodes.flatMap(({ inputs, outputs }) => outputs.map(({ id }) => [id, inputs.x] as const)));
  const recorded = new Set(nodes.flatMap(({ outputs }) => outputs.map(({ id }) => id)));
  for (const { kernelName, inputs, saved = [] } of path) {
    if (!('0' in inputs) || getGradient(kernelName) || SOUND.has(kernelName)) continue;
    const hidden = saved.some(({ id }) => {
      const source = origin.get(id);
      return source !== undefined && source.id >= firstId && !recorded.has(source.id);
    });
    if (!hidden) continue;
    const own = 'whose own gradient (tf.customGrad) saves a tensor that is neither its input nor its output';
    throw new InputError(
      'f',
      'be made of operations that can be differentiated twice',
      `${quotedName(kernelName)}, ${own}`,
      'Save inputs and outputs alone, and compute the rest in gradFunc; or write it with operations of TensorFlow.js.',
    );
  }
}
