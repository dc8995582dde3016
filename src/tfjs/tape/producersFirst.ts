import type { TapeNode } from './tapeNode.js';

/**
 * The nodes in an order in which each comes after those that make its inputs.
 *
 * TensorFlow.js 4.22.0 records the clone of an output that is saved for a gradient (that of tanh, for one) before the
 * operation that makes the output. A walk then misses that the gradient depends on the output, and a second derivative
 * comes out wrong without an error. An order by dependence is what a tape promises, so nothing else changes.
 */
export function producersFirst(nodes: readonly TapeNode[]): TapeNode[] {
  const madeAt = new Map<number, number>();
  for (const [at, { outputs }] of nodes.entries()) for (const { id } of outputs) madeAt.set(id, at);
  const waiting = new Map<number, TapeNode[]>(); // for the node of this index
  const ordered: TapeNode[] = [];
  for (const [at, node] of nodes.entries()) {
    const latest = Math.max(...Object.values(node.inputs).map((input) => madeAt.get(input?.id) ?? -1));
    if (latest > at) waiting.set(latest, [...(waiting.get(latest) ?? []), node]);
    else ordered.push(node);
    ordered.push(...(waiting.get(at) ?? []));
  }
  return ordered;
}
