import type { Tensor } from '@tensorflow/tfjs-core';
import { refuse } from '../input/checks.js';
import type { TapeNode } from './tape.js';

/** Operations that look something up, by the input that says where. */
const LOOKUPS: Record<string, string> = { GatherV2: 'indices', GatherNd: 'indices', OneHot: 'indices' };

/**
 * Refuses an embedding of which some input is cast to whole numbers, used to look rows up, and used for nothing else: token ids. TensorFlow.js
 * 4.22 gives the ids themselves for a gradient in them. Indices that come from argMax, topk or a floor whose fraction counts too are
 * constant almost everywhere, and fine.
 */
export function refuseIds(nodes: readonly TapeNode[], x: Tensor, y: Tensor): void {
  const fromX = new Set([x.id]);
  const cast = new Map<number, number>(); // whole numbers -> the tensor that was cast to them
  const lookups: { node: TapeNode; from: number }[] = [];
  for (const node of nodes) {
    const inputs = Object.values(node.inputs).filter((input) => fromX.has(input?.id));
    if (inputs.length === 0) continue;
    const index = node.inputs[LOOKUPS[node.kernelName]];
    if (index && cast.has(index.id)) lookups.push({ node, from: cast.get(index.id)! });
    for (const output of node.outputs) {
      fromX.add(output.id);
      if (output.dtype !== 'int32') continue;
      const whole = inputs.find(({ id }) => cast.has(id));
      if (node.kernelName === 'Cast' && inputs[0].dtype === 'float32') cast.set(output.id, inputs[0].id);
      else if (whole) cast.set(output.id, cast.get(whole.id)!);
    }
  }
  if (lookups.length === 0) return;
  const toY = new Set([y.id]); // by any operation
  const smooth = new Set([y.id]); // by operations on floats alone
  for (const node of [...nodes].reverse()) {
    const reaches = node.outputs.some(({ id }) => toY.has(id));
    const passes = node.outputs.some(({ id, dtype }) => dtype === 'float32' && smooth.has(id));
    for (const [name, input] of Object.entries(node.inputs)) {
      if (reaches && input) toY.add(input.id);
      if (passes && input?.dtype === 'float32' && name !== LOOKUPS[node.kernelName]) smooth.add(input.id);
    }
  }
  const lost = lookups.find(({ node, from }) => toY.has(node.outputs[0].id) && !smooth.has(from));
  if (!lost) return;
  refuse(
    'x',
    'what f can be differentiated in',
    `token ids or the like: f casts them to whole numbers to look rows up (${lost.node.kernelName})`,
    'Look the vectors up first, and measure from there on: pass tf.gather(table, ids), or the output of the Embedding layer, as x, ' +
      'and the rest of the network as f.',
  );
}
