import { getGradient, scalar } from '@tensorflow/tfjs-core';
import { InputError } from '../input/checks.js';
import { nameOf } from './missing.js';
import type { TapeNode } from './tapeNode.js';

/** Of TensorFlow.js: what these save besides inputs and outputs is not used by the gradients that are taken here. */
const SOUND = new Set(['fusedConv2d__op', 'fusedDepthwiseConv2d__op', 'fusedMatMul__op']);

/** Of the next tensor that is made: those with smaller ids are there already. */
export function nextTensorId(): number {
  const probe = scalar(0);
  probe.dispose();
  return probe.id + 1;
}

/**
 * Refuses operations with a gradient of their own (`tf.customGrad`) that save what they computed on the way, neither input nor output. TensorFlow.js
 * 4.22 does not record how it came about: in a second derivative it would be a constant, and the gradient of a penalty wrong without a word.
 *
 * @param path nodes that the gradient is taken through
 * @param nodes all of the recording, clones of saved tensors among them
 * @param firstId of the tensors that the recording made
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
    throw new InputError(
      'f',
      'be made of operations that can be differentiated twice',
      `${nameOf(kernelName)}, whose own gradient (tf.customGrad) saves a tensor that is neither its input nor its output`,
      'Save inputs and outputs alone, and compute the rest in gradFunc; or write it with operations of TensorFlow.js.',
    );
  }
}
