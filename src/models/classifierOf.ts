import { reshape, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { followedTensor } from './followedTensor.js';
import { inputsOf, keyOf, type LayerLike, type Point } from './layerGraph.js';

/** The layer that makes the logits, and what makes one row of features an example of its input. */
export interface Head {
  /** What the layer reads. */
  readonly input: Point;
  /**
   * Makes features h [n, d] of what the layer reads: places are averaged or flattened, which commutes with the layer.
   */
  readonly gather: (x: Tensor) => Tensor;
  /** Whether `gather` averages over places, so that the features are not what the layer reads. */
  readonly pooled: boolean;
  readonly weights: () => Tensor2D;
  readonly bias?: () => Tensor1D;
  readonly units: number;
}

/** Layers that do nothing in inference. */
const IDLE = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'];
const POOLS = /^(GlobalAveragePooling[12]D|AveragePooling[123]D)$/;
/** Activations that turn logits into probabilities. */
const PROBABILITIES = ['softmax', 'sigmoid', 'logSoftmax'];

interface AnyLayer extends LayerLike {
  apply(x: Tensor): Tensor;
  getWeights(): Tensor[];
  getConfig(): Record<string, unknown>;
  readonly layer?: AnyLayer;
}

/** The reason why an output is not rows of features times a matrix. */
class NoHead extends Error {}

/**
 * Walks back from an output to the layer that makes its logits, h W + b, through what may come after that layer:
 * softmax or sigmoid, dropout, a reshape that drops axes of one entry, and averages over places, which commute with it.
 *
 * @returns The head, or the reason why there is none, in words.
 */
export function classifierOf(output: Point, label: (point: Point) => string): Head | string {
  const pools: AnyLayer[] = [];
  let probabilities: string | undefined;
  let point = output;
  const fail = (why: string): never => {
    throw new NoHead(`'${label(point)}' (${point.symbol.sourceLayer.getClassName()})${why}`);
  };
  /** Takes the activation of the layer at hand, which only the last one may have. */
  const activate = (name: string) => {
    if (name === 'linear') return;
    if (!PROBABILITIES.includes(name)) fail(` with the activation ${name} after the product`);
    if (probabilities !== undefined) fail(`, ${name}, with ${probabilities} after it`);
    if (pools.length > 0) fail(`, ${name}, with an average after it`);
    probabilities = name;
  };
  try {
    for (;;) {
      const layer = point.symbol.sourceLayer as AnyLayer;
      const kind = layer.getClassName();
      const inputs = inputsOf(point);
      if (inputs.length !== 1) fail(inputs.length === 0 ? ', the input itself' : `, of ${inputs.length} inputs`);
      const [input] = inputs;
      if (POOLS.test(kind)) {
        if (layer.getConfig().dataFormat === 'channelsFirst') fail(', channels first');
        pools.unshift(layer);
      } else if (kind === 'Reshape' || kind === 'Flatten') {
        if (!dropsOnes(input, point)) fail(', which mixes places and classes');
      } else if (kind === 'Softmax') {
        const { axis } = layer.getConfig();
        if (axis !== undefined && axis !== -1 && axis !== point.symbol.shape.length - 1) fail(` over axis ${axis}`);
        activate('softmax');
      } else if (kind === 'Activation') activate(layer.getConfig().activation as string);
      else if (!IDLE.includes(kind)) {
        const head = headOf(layer, input, point, pools, fail);
        activate((layer.layer ?? layer).getConfig().activation as string);
        if (head.units === 1 && probabilities === 'softmax') fail(', softmax of one unit, which is always 1');
        return head;
      }
      point = input;
    }
  } catch (error) {
    if (error instanceof NoHead) return error.message;
    throw error;
  }
}

/** The point whose values a point has in inference. */
export function withoutIdle(point: Point): Point {
  const [input] = inputsOf(point);
  return input && IDLE.includes(point.symbol.sourceLayer.getClassName()) ? withoutIdle(input) : point;
}

function headOf(layer: AnyLayer, input: Point, output: Point, pools: AnyLayer[], fail: (why: string) => never): Head {
  const kind = layer.getClassName();
  const dense = kind === 'Dense' || (kind === 'TimeDistributed' && layer.layer?.getClassName() === 'Dense');
  const shape = input.symbol.shape.slice(1); // of an example
  const whole = /^Conv[123]D$/.test(kind) ? wholeMap(layer, shape, output, fail) : false;
  if (!dense && !/^Conv[123]D$/.test(kind)) fail('');
  const [kernel, bias] = layer.getWeights();
  const units = kernel.shape.at(-1)!;
  const matrix = (w: Tensor) => reshape(w, [w.size / units, units]);
  const weights = dense ? () => kernel as Tensor2D : followedTensor<Tensor2D>(kernel, 'matrix', matrix); // [d, C]
  const gather = (x: Tensor): Tensor => {
    const y = pools.reduce((map, pool) => pool.apply(map), x);
    const [n, ...rest] = y.shape;
    const places = rest.slice(0, -1).reduce((product, size) => product * size, 1);
    return rest.length > 1 && (whole || places === 1) ? reshape(y, [n, places * rest.at(-1)!]) : y; // [n, d]
  };
  const flat = bias && { bias: () => bias as Tensor1D };
  return { input, gather, pooled: pools.length > 0, weights, ...flat, units };
}

/** Whether a convolution reads the whole map at once. One that reads neither that nor one place is refused. */
function wholeMap(layer: AnyLayer, shape: (number | null)[], output: Point, fail: (why: string) => never): boolean {
  const { kernelSize, strides, dataFormat } = layer.getConfig() as { [key: string]: number[] | string };
  if (dataFormat === 'channelsFirst') fail(', channels first');
  const ones = (sizes: readonly (number | null)[]) => sizes.every((size) => size === 1);
  if (ones(kernelSize as number[]) && ones(strides as number[])) return false;
  const all = String(kernelSize) === String(shape.slice(0, -1)) && ones(output.symbol.shape.slice(1, -1));
  return all || fail(` of size ${[kernelSize].flat().join(' x ')}, which reads more than one place`);
}

/** Whether a reshape only adds or drops axes of one entry. */
function dropsOnes(from: Point, to: Point): boolean {
  const sizes = ({ symbol }: Point) => symbol.shape.slice(1).filter((size) => size !== 1);
  const last = ({ symbol }: Point) => symbol.shape.at(-1);
  return last(from) === last(to) && String(sizes(from)) === String(sizes(to)) && !sizes(from).includes(null);
}

/** Whether two heads are one: that of two outputs such as logits and probabilities. */
export function isSame(a: Head, b: Head): boolean {
  return keyOf(a.input) === keyOf(b.input) && a.weights() === b.weights() && a.pooled === b.pooled;
}

/** Whether a head reads what is made at a point, unchanged. */
export function reads(head: Head, point: Point): boolean {
  return !head.pooled && keyOf(withoutIdle(head.input)) === keyOf(withoutIdle(point));
}
