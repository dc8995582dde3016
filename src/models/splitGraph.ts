import { cast, clone, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, InputError, isTensor, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { classifierOfColumns } from './binaryColumns.js';
import { byBatches } from './byBatches.js';
import { type GraphHead, graphClassifier, withoutIdle } from './graphClassifier.js';
import { type GraphModelLike, type GraphNode, graphNodes, type Nodes } from './graphNodes.js';
import { listOf } from './pointNames.js';
import type { SplitModel, SplitOptions } from './splitAtEmbedding.js';

/** {@link splitAtEmbedding} of a GraphModel: it runs the graph up to a node. */
export function splitGraph(model: GraphModelLike, { layer, output }: SplitOptions): SplitModel {
  const nodes = graphNodes(model);
  const ends = outputsOf(model, nodes, output);
  if (layer !== undefined) return cutAt(model, nodes, nodes.find(layer), ends);
  if (ends.length > 1) {
    const list = ends.map(({ name }) => `'${name}'`);
    const remedy = `Pass { output: ${list[0]} } for the one to follow back to its product, or { layer } with one of ${nodes.names}.`;
    refuse('model', 'of one output', `${list.length} outputs (${list.join(', ')})`, remedy);
  }
  const head = graphClassifier(model, nodes, ends[0]);
  if (typeof head !== 'string') return cutAt(model, nodes, head.input, ends, head);
  const expected =
    'end in a product with a constant matrix or a 1 x 1 convolution, whose input is the embedding, then softmax or sigmoid at most';
  const remedy = `Pass { layer } with the node whose output is the embedding: ${nodes.names}.`;
  throw new InputError('model', expected, head, remedy);
}

/** The nodes of the outputs, or of the one that is named, as a node or as the signature has it. */
function outputsOf(model: GraphModelLike, nodes: Nodes, output?: string): GraphNode[] {
  const all = [...new Set(model.outputs.flatMap(({ name }) => nodes.get(name) ?? []))];
  if (all.length === 0) refuse('model', 'a GraphModel with outputs', 'none', 'Convert it with its signature.');
  if (output === undefined) return all;
  const { signature } = model as unknown as { signature?: { outputs?: Record<string, { name: string }> } };
  const named = nodes.get(signature?.outputs?.[output]?.name ?? output);
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
  const run = runTo(model, nodes, input, cut);
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
  const remedy = `Write a function of the input that varies, (x) => model.execute({ ${feeds} }, '${cut.name}').${others}`;
  return refuse('model', 'of one input', `${inputs.length} inputs (${list})`, remedy);
}

function isInput({ op }: GraphNode): boolean {
  return op.startsWith('Placeholder');
}

/** The inputs that lead to a node; one with a default, such as a switch for training, counts where there is no other. */
function placeholders(nodes: Nodes, node: GraphNode): GraphNode[] {
  const behind = nodes.behind(node);
  const inputs = nodes.all.filter((each) => isInput(each) && behind.has(each));
  const needed = inputs.filter(({ op }) => op === 'Placeholder');
  return needed.length > 0 ? needed : inputs;
}

/** The graph from its input to a node, as a function of floats. */
function runTo(model: GraphModelLike, nodes: Nodes, input: GraphNode, cut: GraphNode): (x: Tensor) => Tensor {
  const casts = isWhole(input) ? castsOf(nodes, input, cut) : [];
  const execute = (x: Tensor): Tensor => {
    if (casts.includes(cut)) return x.dtype === 'float32' ? clone(x) : cast(x, 'float32');
    if (casts.length === 0) return run(model, { [input.name]: x }, cut.name);
    // After its casts the graph is one of floats, which have derivatives. The input itself is asked for its shape at most.
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

/** Whether a type of a node is one of whole numbers, by name or, in older files, by number. */
function isWhole({ attr }: GraphNode, of = 'dtype'): boolean {
  const type = attr?.[of]?.type;
  return /INT|BOOL/.test(String(type)) || [3, 4, 5, 6, 9, 10, 17, 22, 23].includes(Number(type));
}

/** The nodes that make floats of a graph's whole numbers; refuses a graph that reckons with whole numbers first. */
function castsOf(nodes: Nodes, input: GraphNode, cut: GraphNode): GraphNode[] {
  const casts: GraphNode[] = [];
  const whole = new Set([input]);
  const used = [...nodes.behind(cut)];
  for (const node of whole) {
    for (const user of used.filter((each) => nodes.inputsOf(each).includes(node))) {
      if (user.op === 'Cast' && !isWhole(user, 'DstT')) casts.push(user);
      else if (['Cast', 'Identity'].includes(user.op)) whole.add(user);
      else if (!['Shape', 'Size', 'Rank'].includes(user.op)) {
        const remedy = `Start after it: (x) => model.execute({ node: x }, '${cut.name}') with a node that holds floats.`;
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

export type { GraphModelLike };
