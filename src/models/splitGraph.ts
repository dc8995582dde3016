import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, InputError, isTensor, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { graphArtifacts } from '../tfjs/graphArtifacts.js';
import { classifierOfColumns } from './binaryColumns.js';
import { type GraphHead, graphClassifier, withoutIdle } from './graphClassifier.js';
import { type GraphModelLike, type GraphNode, graphNodes, type Nodes } from './graphNodes.js';
import { listOf } from './pointNames.js';
import { runGraph } from './runGraph.js';
import type { SplitAtEmbeddingOptions, SplitModel } from './splitModel.js';

/** Does what {@link splitAtEmbedding} does, for a GraphModel: it runs the graph up to a node. */
export function splitGraph(model: GraphModelLike, { layer, output }: SplitAtEmbeddingOptions): SplitModel {
  const nodes = graphNodes(model);
  const ends = outputsOf(model, nodes, output);
  if (layer !== undefined) return cutAt(model, nodes, nodes.find(layer), ends);
  if (ends.length > 1) {
    const list = ends.map(({ name }) => `'${name}'`);
    const follow = `Pass { output: ${list[0]} } for the one to follow back to its product`;
    const remedy = `${follow}, or { layer } with one of ${nodes.names}.`;
    refuse('model', 'of one output', `${list.length} outputs (${list.join(', ')})`, remedy);
  }
  const head = graphClassifier(model, nodes, ends[0]);
  if (typeof head !== 'string') return cutAt(model, nodes, head.input, ends, head);
  const expected =
    'end in a product with a constant matrix or a 1 x 1 convolution, whose input is the embedding, ' +
    'then softmax or sigmoid at most';
  const remedy = `Pass { layer } with the node whose output is the embedding: ${nodes.names}.`;
  throw new InputError('model', expected, head, remedy);
}

/** The nodes of the outputs, or that of the one that is named, by its node or by the name in the signature. */
function outputsOf(model: GraphModelLike, nodes: Nodes, output?: string): GraphNode[] {
  const all = [...new Set(model.outputs.flatMap(({ name }) => nodes.get(name) ?? []))];
  if (all.length === 0) refuse('model', 'a GraphModel with outputs', 'none', 'Convert it with its signature.');
  if (output === undefined) return all;
  const names = graphArtifacts(model).outputs;
  const named = nodes.get(Object.hasOwn(names, output) ? names[output] : output);
  if (named && all.includes(named)) return [named];
  const list = all.map(({ name }) => `'${name}'`).join(', ');
  return refuse('output', `one of ${list}`, describe(output), 'Pass one of these names.');
}

function cutAt(model: GraphModelLike, nodes: Nodes, cut: GraphNode, ends: GraphNode[], chosen?: GraphHead): SplitModel {
  const input = inputOf(nodes, cut, ends);
  const heads = chosen ? [chosen] : ends.map((end) => graphClassifier(model, nodes, end));
  const same = (node: GraphNode) => withoutIdle(nodes, node) === withoutIdle(nodes, cut);
  const reading = heads.filter(
    (head): head is GraphHead => typeof head !== 'string' && (head === chosen || (!head.pooled && same(head.input))),
  );
  const head = reading.length === 1 ? reading[0] : undefined;
  const run = runGraph(model, nodes, input, cut);
  const embedding = (x: Tensor): Tensor =>
    publicCall('embedding', () => {
      if (!isTensor(x)) refuse('x', 'a tensor', describe(x), 'Pass a batch as the graph takes it.');
      return tidy(() => (head ? head.gather(run(x)) : run(x)));
    });
  return { embedding, layer: cut.name, ...(head && { classifier: classifierOfColumns(head.weights, head.bias) }) };
}

/** The one input that a node depends on. */
function inputOf(nodes: Nodes, cut: GraphNode, ends: GraphNode[]): GraphNode {
  const inputs = placeholders(nodes, cut);
  if (inputs.length === 1) return inputs[0];
  const list = inputs.map(({ name }) => `'${name}'`).join(', ');
  if (inputs.length === 0) refuse('layer', 'a node that an input leads to', `'${cut.name}'`, 'Pass another.');
  const all = new Set(ends.flatMap((end) => [...nodes.behind(end)]));
  const single = nodes.all.filter((node) => all.has(node) && !isInput(node) && placeholders(nodes, node).length === 1);
  const others =
    single.length > 0
      ? ` Or pass { layer } with one that a single input leads to: ${listOf(single.map(({ name }) => name))}.`
      : '';
  const feeds = inputs.map(({ name }, i) => `'${name}': ${i === 0 ? 'x' : 'other'}`).join(', ');
  const call = `(x) => model.execute({ ${feeds} }, '${cut.name}')`;
  const remedy = `Write a function of the input that varies, ${call}.${others}`;
  return refuse('model', 'of one input', `${inputs.length} inputs (${list})`, remedy);
}

function isInput({ op }: GraphNode): boolean {
  return op.startsWith('Placeholder');
}

/**
 * The inputs that lead to a node. One with a default, such as a switch for training, counts where there is no other.
 */
function placeholders(nodes: Nodes, node: GraphNode): GraphNode[] {
  const behind = nodes.behind(node);
  const inputs = nodes.all.filter((each) => isInput(each) && behind.has(each));
  const needed = inputs.filter(({ op }) => op === 'Placeholder');
  return needed.length > 0 ? needed : inputs;
}
