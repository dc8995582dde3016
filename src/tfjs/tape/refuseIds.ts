import type { Tensor } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import type { TapeNode } from './tapeNode.js';

/** Operations that look something up, each with the input that says where. */
const LOOKUPS: Record<string, string> = { GatherV2: 'indices', GatherNd: 'indices', OneHot: 'indices' };

/** Operations that keep the values of x, in any order. */
const REARRANGING = new Set(['Identity', 'Reshape', 'ExpandDims', 'Squeeze', 'Transpose']);

/**
 * Refuses an embedding of which some input is cast to whole numbers, used to look rows up, and used for nothing else:
 * token ids, which have no derivative. For the gradient of a gather in its indices TensorFlow.js 4.22.0 returns the
 * indices themselves. Indices that come from argMax, topk or a floor whose fraction counts too are constant almost
 * everywhere, and are allowed.
 */
export function refuseIds(nodes: readonly TapeNode[], x: Tensor, y: Tensor): void {
  const fromX = new Set([x.id]);
  const cast = new Map<number, number>(); // whole numbers -> the tensor that was cast to them
  const lookups: { node: TapeNode; from: number }[] = [];
  const madeOf = new Map<number, number[]>(); // floats that come from x, without x itself in another order
  const whole = new Set([x.id]); // x itself, in any order
  const asLarge = new Set<number>(); // as many entries as x: not some of its columns
  for (const node of nodes) {
    const inputs = Object.values(node.inputs).filter((input) => fromX.has(input?.id));
    if (inputs.length === 0) continue;
    const index = node.inputs[LOOKUPS[node.kernelName]];
    if (index && cast.has(index.id)) lookups.push({ node, from: cast.get(index.id)! });
    for (const output of node.outputs) {
      fromX.add(output.id);
      if (output.size === x.size) asLarge.add(output.id);
      if (REARRANGING.has(node.kernelName) && whole.has(inputs[0].id)) whole.add(output.id);
      else madeOf.set(output.id, [...(madeOf.get(output.id) ?? []), ...inputs.map(({ id }) => id)]);
      if (output.dtype !== 'int32') continue;
      const indices = inputs.find(({ id }) => cast.has(id));
      if (node.kernelName === 'Cast' && inputs[0].dtype === 'float32') cast.set(output.id, inputs[0].id);
      else if (indices) cast.set(output.id, cast.get(indices.id)!);
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
  /** Whether a number, or one that it is made of, counts for itself too. */
  const counts = (id: number, seen = new Set<number>()): boolean => {
    if (whole.has(id) || seen.has(id)) return false;
    seen.add(id);
    const parents = madeOf.get(id) ?? [];
    if (smooth.has(id) || parents.some((each) => counts(each, seen))) return true;
    return asLarge.has(id) && parents.some((each) => whole.has(each) && smooth.has(each));
  };
  const lost = lookups.find(({ node, from }) => {
    const alone = whole.has(from) ? !smooth.has(from) : !counts(from);
    return toY.has(node.outputs[0].id) && alone;
  });
  if (!lost) return;
  refuse(
    'x',
    'what f can be differentiated in',
    `token ids or the like: f casts them to whole numbers to look rows up (${lost.node.kernelName})`,
    'Look the vectors up first, and measure from there on: pass tf.gather(table, ids), or the output of the ' +
      'Embedding layer, as x, and the rest of the network as f.',
  );
}
