import type { Tensor } from '@tensorflow/tfjs-core';
import type { TapeNode } from './tapeNode.js';

/** A node on the way from x to y, with the names of those of its inputs that depend on x. */
export type PathNode = TapeNode & { fromX: string[] };

/** Whole numbers and bool carry no derivative, so a comparison needs no gradient. */
const carriesDerivative = ({ dtype }: Tensor) => dtype === 'float32' || dtype === 'complex64';

/** The nodes that lead from x to y, in the order of the forward pass. */
export function pathBetween(nodes: readonly TapeNode[], x: Tensor, y: Tensor): PathNode[] {
  const fromX = new Set([x.id]);
  const reached: PathNode[] = [];
  for (const node of nodes) {
    const names = Object.keys(node.inputs).filter((name) => fromX.has(node.inputs[name]?.id));
    if (names.length === 0 || !node.outputs.some(carriesDerivative)) continue;
    reached.push({ ...node, fromX: names });
    for (const output of node.outputs) if (carriesDerivative(output)) fromX.add(output.id);
  }
  const toY = new Set([y.id]);
  return reached
    .reverse()
    .filter((node) => {
      if (!node.outputs.some(({ id }) => toY.has(id))) return false;
      for (const name of node.fromX) toY.add(node.inputs[name].id);
      return true;
    })
    .reverse();
}
