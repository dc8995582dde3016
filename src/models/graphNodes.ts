import type { Tensor } from '@tensorflow/tfjs-core';
import { InputError, refuse } from '../input/checks.js';
import { graphArtifacts } from '../tfjs/graphArtifacts.js';
import { listOf } from './pointNames.js';

/** What is used of a `tf.GraphModel` of `@tensorflow/tfjs-converter`. */
export interface GraphModelLike {
  /** Runs the graph from some of its nodes to another. */
  execute(inputs: Record<string, Tensor>, outputs: string): Tensor | Tensor[];
  /** The inputs of the graph, by the names of their nodes. */
  readonly inputs: readonly { readonly name: string }[];
  /** The outputs of the graph, by the names of their nodes. */
  readonly outputs: readonly { readonly name: string }[];
  /** Constants, by the name of their node. */
  readonly weights: Record<string, Tensor[]>;
}

/** A node of the graph, as model.json has it. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Record<string, Attribute | undefined>;
}

interface Attribute {
  readonly b?: boolean;
  readonly s?: string;
  readonly type?: string | number;
  readonly list?: { readonly s?: readonly string[]; readonly i?: readonly (string | number)[] };
  readonly shape?: { readonly unknownRank?: boolean; readonly dim?: readonly { readonly size?: string | number }[] };
}

/** The nodes of a graph by their names, and what they are made of. */
export interface Nodes {
  readonly all: readonly GraphNode[];
  get(name: string): GraphNode | undefined;
  /** The nodes that a node takes, without those that it only waits for. */
  inputsOf(node: GraphNode): GraphNode[];
  /** A node, and all that it is made of. */
  behind(node: GraphNode): Set<GraphNode>;
  /**
   * The node with this full name. It may also be a part of the name between slashes, if one node has it, or if one node
   * gives the result of those that do.
   */
  find(name: string): GraphNode;
  /** The names for an error. */
  readonly names: string;
}

/** The nodes of a loaded GraphModel. */
export function graphNodes(model: GraphModelLike): Nodes {
  const { nodes: all } = graphArtifacts<GraphNode>(model);
  if (!all) return refuse('model', 'a GraphModel that is loaded', 'one without a graph', 'Load it first.');
  const byName = new Map(all.map((node) => [node.name, node]));
  const get = (name: string) => byName.get(name.replace(/:\d+$/, ''));
  const inputsOf = (node: GraphNode) =>
    (node.input ?? []).flatMap((input) => (input.startsWith('^') ? [] : (get(input) ?? [])));
  const behind = (node: GraphNode) => {
    const found = new Set<GraphNode>([node]);
    for (const each of found) for (const input of inputsOf(each)) found.add(input); // a Set grows while it is walked
    return found;
  };
  const cuts = all.filter(({ op }) => !['Const', 'Placeholder', 'PlaceholderWithDefault', 'NoOp'].includes(op));
  const names = listOf(cuts.map(({ name }) => name));
  const find = (name: string): GraphNode => {
    const exact = cuts.find((node) => node.name === name);
    if (exact) return exact;
    const part = (fits: (segment: string) => boolean) => cuts.filter((node) => node.name.split('/').some(fits));
    let found = part((segment) => segment === name);
    // Keras numbers the names that it was not given: dense_1, functional_3.
    if (found.length === 0) found = part((segment) => /^(.*)_\d+$/.exec(segment)?.[1] === name);
    // A layer of several nodes, `dense/MatMul` and `dense/BiasAdd`: the one whose value leaves it.
    const layer = found.map((node) => node.name.split('/').slice(0, -1).join('/'));
    if (found.length > 1 && layer.every((each) => each === layer[0])) {
      const within = new Set(found.flatMap(inputsOf));
      found = found.filter((node) => !within.has(node));
    }
    if (found.length === 1) return found[0];
    const there = found.length > 1 ? listOf(found.map((node) => node.name)) : names;
    throw new InputError('model', `hold one node '${name}'`, there, 'Pass { layer } with one of these names.');
  };
  return { all, get, inputsOf, behind, find, names };
}

/** The texts of an attribute, which are in base64 in model.json. */
export function texts(attribute: Attribute | undefined): string[] {
  const coded = attribute?.list?.s ?? (attribute?.s === undefined ? [] : [attribute.s]);
  return coded.map((text) => (typeof text === 'string' ? plain(text) : String.fromCharCode(...(text as number[]))));
}

function plain(text: string): string {
  const known = /^(NHWC|NCHW|BiasAdd|Relu6?|Elu|Prelu|LeakyRelu|Sigmoid|Tanh|SAME|VALID)$/;
  if (known.test(text)) return text;
  try {
    return atob(text);
  } catch {
    return text;
  }
}
