import { cast, clone, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, refuse } from '../input/checks.js';
import { byBatches } from './byBatches.js';
import type { GraphModelLike, GraphNode, Nodes } from './graphNodes.js';

/** The graph from its input to a node, as a function of floats. */
export function runGraph(model: GraphModelLike, nodes: Nodes, input: GraphNode, cut: GraphNode): (x: Tensor) => Tensor {
  const casts = isWhole(input) ? castsOf(nodes, input, cut) : [];
  const execute = (x: Tensor): Tensor => {
    if (casts.includes(cut)) return x.dtype === 'float32' ? clone(x) : cast(x, 'float32');
    if (casts.length === 0) return run(model, { [input.name]: x }, cut.name);
    // After its casts the graph is one of floats, which have derivatives. The input itself is asked for its shape at
    // most.
    const floats = cast(x, 'float32');
    const feeds = Object.fromEntries(casts.map(({ name }) => [name, floats]));
    return run(model, { [input.name]: cast(x, 'int32'), ...feeds }, cut.name);
  };
  const sizes = (input.attr?.shape?.shape?.dim ?? []).map(({ size }) => Number(size ?? -1));
  const batched = byBatches(execute, sizes[0]);
  return (x) => {
    const fits =
      sizes.length === 0 ||
      (x.rank === sizes.length && sizes.slice(1).every((size, i) => size < 0 || size === x.shape[i + 1]));
    if (!fits) {
      const expected = `a tensor of shape [n, ${sizes
        .slice(1)
        .map((size) => (size < 0 ? 'any' : size))
        .join(', ')}]`;
      refuse('x', expected, describe(x), `Pass a batch as the graph takes it at '${input.name}'.`);
    }
    return batched(x);
  };
}

function run(model: GraphModelLike, feeds: Record<string, Tensor>, node: string): Tensor {
  try {
    return tidy(() => model.execute(feeds, node) as Tensor);
  } catch (error) {
    const { message } = error as Error;
    if (!/executeAsync|dynamic op/.test(message)) throw error;
    const remedy = 'Pass { layer } with a node before it, or convert the network without it.';
    return refuse('model', `without control flow before '${node}'`, message.split('. ')[0], remedy);
  }
}

/** Whether the type of a node is one of whole numbers. Older files have types by number in place of the name. */
function isWhole({ attr }: GraphNode, of = 'dtype'): boolean {
  const type = attr?.[of]?.type;
  return /INT|BOOL/.test(String(type)) || [3, 4, 5, 6, 9, 10, 17, 22, 23].includes(Number(type));
}

/**
 * The nodes that make floats of a graph's whole numbers. A graph that computes with whole numbers before is refused.
 */
function castsOf(nodes: Nodes, input: GraphNode, cut: GraphNode): GraphNode[] {
  const casts: GraphNode[] = [];
  const whole = new Set([input]);
  const used = [...nodes.behind(cut)];
  for (const node of whole) {
    for (const user of used.filter((each) => nodes.inputsOf(each).includes(node))) {
      if (user.op === 'Cast' && !isWhole(user, 'DstT')) casts.push(user);
      else if (['Cast', 'Identity'].includes(user.op)) whole.add(user);
      else if (!['Shape', 'Size', 'Rank'].includes(user.op)) {
        const call = `(x) => model.execute({ node: x }, '${cut.name}')`;
        const remedy = `Start after it: ${call} with a node that holds floats.`;
        refuse(
          'model',
          `a graph that makes floats of its input '${input.name}' at once`,
          `'${user.name}' (${user.op})`,
          remedy,
        );
      }
    }
  }
  return casts;
}
