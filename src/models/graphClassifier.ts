import { mean, reshape, type Tensor, type Tensor1D, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import { followedTensor } from './followedTensor.js';
import { type GraphModelLike, type GraphNode, type Nodes, texts } from './graphNodes.js';

/** The product that makes the logits of a graph, and what makes one row of features an example of its input. */
export interface GraphHead {
  /** The node that the product reads. */
  readonly input: GraphNode;
  readonly gather: (x: Tensor) => Tensor;
  readonly pooled: boolean;
  readonly weights: () => Tensor2D;
  readonly bias?: () => Tensor1D;
}

const IDLE = ['Identity', 'StopGradient', 'PreventGradient', 'CheckNumerics', 'Snapshot'];
const PROBABILITIES = ['Softmax', 'Sigmoid', 'LogSoftmax'];

/**
 * Walks back from an output of a graph to the product with a constant that makes its logits, through softmax or
 * sigmoid, the sum with a constant row, axes of one entry that are dropped, and averages over places.
 *
 * @returns The head, or the reason why there is none, in words.
 */
export function graphClassifier(model: GraphModelLike, nodes: Nodes, output: GraphNode): GraphHead | string {
  let node = output;
  let probabilities: string | undefined;
  let bias: Tensor | undefined;
  let pooled = false;
  const shapes: GraphNode[] = [];
  for (;;) {
    const why = (reason: string) => `'${node.name}' (${node.op})${reason}`;
    const inputs = nodes.inputsOf(node);
    const constants = inputs.map(({ name }) => model.weights[name]?.[0]);
    const fused = texts(node.attr?.fused_ops);
    const { op } = node;
    if (IDLE.includes(op) || op === 'Squeeze') node = inputs[0];
    else if (PROBABILITIES.includes(op)) {
      if (probabilities) return why(`, with ${probabilities} after it`);
      if (pooled || bias) return why(', with a sum or an average after it');
      probabilities = op;
      node = inputs[0];
    } else if (op === 'Reshape') {
      shapes.push(node);
      node = inputs[0];
    } else if (['BiasAdd', 'Add', 'AddV2'].includes(op)) {
      const place = constants.findIndex((value) => value);
      if (inputs.length !== 2 || place < 0) return why(', a sum without a constant');
      if (bias) return why(', a second sum');
      bias = constants[place]!;
      if (bias.size !== bias.shape.at(-1)) return why(' of a constant that is not a row');
      node = inputs[1 - place];
    } else if (op === 'Mean') {
      if (!constants[1] || String(read(constants[1])) !== '1,2') return why(' over other axes than height and width');
      pooled = true;
      node = inputs[0];
    } else {
      const product = ['MatMul', '_FusedMatMul'].includes(op);
      const convolution = ['Conv2D', '_FusedConv2D'].includes(op);
      if (!product && !convolution) return why('');
      const [, kernel, added] = constants;
      if (!kernel) return why(' of two values, neither constant');
      if (fused.some((each) => each !== 'BiasAdd' && each !== 'Sigmoid')) return why(` with ${fused.join(' and ')}`);
      if (fused.includes('Sigmoid') && (probabilities || bias || pooled))
        return why(' with Sigmoid, and more after it');
      if (node.attr?.transpose_a?.b) return why(' of a transposed input');
      if (convolution && !readsOnePlace(node, kernel)) return why(` of size ${kernel.shape.slice(0, 2).join(' x ')}`);
      if (fused.includes('BiasAdd')) {
        if (bias) return why(', and a second sum');
        if (!added) return why(' with a sum of no constant');
        bias = added;
      }
      const turned = product && node.attr?.transpose_b?.b;
      const units = turned ? kernel.shape[0] : kernel.shape.at(-1)!;
      if (bias && bias.size !== units) return why(` of ${units} units and a sum of ${bias.size}`);
      if (units === 1 && probabilities === 'Softmax') return why(', softmax of one unit, which is always 1');
      for (const shape of shapes) {
        const sizes = lastSize(model, nodes, nodes.inputsOf(shape)[1]);
        if (sizes !== units) return `'${shape.name}' (Reshape), which may mix places and classes`;
      }
      return {
        input: inputs[0],
        pooled,
        gather: (x) => gather(pooled ? mean(x, [1, 2]) : x),
        weights: matrix(kernel, units, Boolean(turned)),
        ...(bias && { bias: row(bias) }),
      };
    }
    if (!node) return `'${output.name}' (${output.op}), which is not made in the graph`;
  }
}

/** The node whose value a node has. */
export function withoutIdle(nodes: Nodes, node: GraphNode): GraphNode {
  const [input] = nodes.inputsOf(node);
  return input && IDLE.includes(node.op) ? withoutIdle(nodes, input) : node;
}

/** Features [n, 1, ..., d] -> [n, d]. */
function gather(x: Tensor): Tensor {
  const places = x.shape.slice(1, -1).reduce((product, size) => product * size, 1);
  return places === 1 && x.rank > 2 ? reshape(x, [x.shape[0], x.shape.at(-1)!]) : x;
}

function readsOnePlace(node: GraphNode, kernel: Tensor): boolean {
  const format = texts(node.attr?.data_format)[0] ?? 'NHWC';
  const strides = node.attr?.strides?.list?.i ?? [];
  return (
    format === 'NHWC' && kernel.shape[0] === 1 && kernel.shape[1] === 1 && strides.every((each) => Number(each) === 1)
  );
}

function matrix(kernel: Tensor, units: number, turned: boolean): () => Tensor2D {
  if (turned) return followedTensor<Tensor2D>(kernel, 'transposed', (w) => transpose(w)); // [d, C]
  if (kernel.rank === 2) return () => kernel as Tensor2D;
  return followedTensor<Tensor2D>(kernel, 'matrix', (w) => reshape(w, [w.size / units, units]));
}

function row(bias: Tensor): () => Tensor1D {
  if (bias.rank === 1) return () => bias as Tensor1D;
  return followedTensor<Tensor1D>(bias, 'row', (b) => reshape(b, [b.size]));
}

/** The last entry of a shape that is constant, or that is packed of sizes of which the last is constant. */
function lastSize(model: GraphModelLike, nodes: Nodes, shape: GraphNode | undefined): number | undefined {
  if (!shape) return undefined;
  const constant = model.weights[shape.name]?.[0];
  if (constant) return read(constant).at(-1);
  return shape.op === 'Pack' ? lastSize(model, nodes, nodes.inputsOf(shape).at(-1)) : undefined;
}

/** A constant of a few whole numbers. Empty where the backend holds it and does not return it at once (WebGPU). */
function read(constant: Tensor): number[] {
  try {
    return Array.from(constant.dataSync());
  } catch {
    return [];
  }
}
