import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { InputError, refuse } from '../input/checks.js';
import type { SplitModel } from './splitAtEmbedding.js';

/** What of a `tf.GraphModel` (of `@tensorflow/tfjs-converter`) is used. */
export interface GraphModelLike {
  execute(inputs: Tensor, outputs: string): Tensor | Tensor[];
  readonly inputs: readonly unknown[];
  /** Constants by the name of their node. */
  readonly weights: Record<string, Tensor[]>;
}

/** A node of the graph as model.json has it. */
interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr?: { transpose_a?: { b?: boolean }; transpose_b?: { b?: boolean } };
}

/** {@link splitAtEmbedding} of a GraphModel: it runs the graph up to a node. */
export function splitGraph(model: GraphModelLike, name?: string): SplitModel {
  if (model.inputs.length !== 1) {
    const remedy = 'Write the embedding as a function, (x) => model.execute({ ... }, node).';
    refuse('model', 'of one input', `${model.inputs.length} inputs`, remedy);
  }
  const nodes = nodesOf(model);
  const products = nodes.filter((node) => classifierOf(model, nodes, node));
  const product = products.at(-1);
  const there = nodes.filter((node) => !['Const', 'Placeholder', 'NoOp'].includes(node.op)).map((node) => node.name);
  const named = there.includes(name!) ? [name!] : there.filter((node) => node.split('/').includes(name!));
  const layer = name === undefined ? product?.input?.[0] : named.length === 1 ? named[0] : undefined;
  if (layer === undefined) {
    const expected =
      name === undefined
        ? 'hold a product with a constant matrix, whose input is the embedding'
        : `hold one node '${name}'`;
    const found = (named.length > 1 ? named : there).join(', ');
    throw new InputError('model', expected, found, 'Pass { layer } with one of these names.');
  }
  const next = products.find((node) => source(node.input![0]) === source(layer));
  return {
    embedding: (x) => model.execute(x, source(layer)) as Tensor,
    layer: source(layer),
    ...(next && { classifier: classifierOf(model, nodes, next) }),
  };
}

/** The constants of a node that multiplies features [n, d] by weights [d, C], and adds a bias there or in the next node. */
function classifierOf(model: GraphModelLike, nodes: GraphNode[], node: GraphNode): SplitModel['classifier'] {
  if (!['MatMul', '_FusedMatMul'].includes(node.op) || node.attr?.transpose_a?.b || node.attr?.transpose_b?.b) return;
  const constant = (input: string, rank: number) => {
    const [value] = model.weights[source(input)] ?? [];
    return value?.rank === rank ? value : undefined;
  };
  const [, matrix, added] = node.input!;
  const weights = constant(matrix, 2) as Tensor2D | undefined;
  if (!weights) return;
  const sum = nodes.find(
    ({ op, input }) => ['BiasAdd', 'Add', 'AddV2'].includes(op) && input!.some((each) => source(each) === node.name),
  );
  const addends = added === undefined ? (sum?.input ?? []) : [added];
  const bias = addends.map((input) => constant(input, 1)).find((value) => value) as Tensor1D | undefined;
  return { weights, ...(bias && { bias }) };
}

/** The node of an input: without the number of the output. */
function source(input: string): string {
  return input.replace(/:\d+$/, '');
}

/** The graph is not public in a GraphModel, but kept as it was loaded. */
function nodesOf(model: GraphModelLike): GraphNode[] {
  const { artifacts } = model as unknown as { artifacts?: { modelTopology?: { node?: GraphNode[] } } };
  const nodes = artifacts?.modelTopology?.node;
  if (!nodes) refuse('model', 'a GraphModel that is loaded', 'one without a graph', 'Load it first.');
  return nodes;
}
