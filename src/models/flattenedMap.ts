import { inputsOf, type Point } from './layerGraph.js';

/**
 * How the values of a row [n, f] are ordered: as they come, places before channels of a map [...places, c], or in an
 * unknown way.
 */
export type Order = 'plain' | readonly number[] | { readonly unknown: string };

/** Layers that keep each value where it is. */
const IN_PLACE = new RegExp(
  '^(Dropout|SpatialDropout1D|GaussianNoise|GaussianDropout|AlphaDropout|BatchNormalization|LayerNormalization|' +
    'Activation|ReLU|LeakyReLU|ELU|ThresholdedReLU|PReLU|Softmax)$',
);
/** Layers that work on places, whatever made the channels. */
const ON_MAPS = /^(Max|Average)Pooling[123]D$|^(ZeroPadding2D|Cropping2D|UpSampling2D)$/;
const CONVOLUTION = /Conv([123]D|2DTranspose|3DTranspose|LSTM2D)$/;
const MERGE = /^(Add|Multiply|Average|Maximum|Minimum)$/;

/**
 * The order of the features [n, f] that a layer reads. PyTorch has the channels of a map before its places, so the
 * weights of a layer that reads a flattened map are ordered otherwise there. Steps [t, d] of a sequence are ordered
 * alike.
 */
export function orderOf(point: Point): Order {
  const kind = point.symbol.sourceLayer.getClassName();
  const inputs = inputsOf(point);
  if (kind === 'Flatten' || kind === 'Reshape') return orderOfFlattened(inputs[0]);
  if (inputs.length === 0 || /^(Dense|Global|LSTM|GRU|SimpleRNN|RNN|Bidirectional)/.test(kind)) return 'plain';
  const orders = inputs.map((input) => (input.symbol.shape.length === 2 ? orderOf(input) : 'plain'));
  if (orders.every((order) => order === 'plain')) return 'plain';
  const same = orders.every((order) => Array.isArray(order) && String(order) === String(orders[0]));
  return same && (IN_PLACE.test(kind) || MERGE.test(kind)) ? orders[0] : unknown(point);
}

function orderOfFlattened(point: Point): Order {
  const { shape, sourceLayer } = point.symbol;
  const kind = sourceLayer.getClassName();
  const [input] = inputsOf(point);
  if (shape.length === 2) return orderOf(point);
  if ((kind === 'Flatten' || kind === 'Reshape') && input) return orderOfFlattened(input);
  const map = shape.slice(1);
  const channels = map.at(-1);
  if (channels === 1 || map.slice(0, -1).every((size) => size === 1)) return 'plain';
  if (map.includes(null)) return unknown(point);
  if (kind === 'Permute') {
    // Channels brought to the front, as PyTorch has them.
    const { dims } = (sourceLayer as unknown as { getConfig(): { dims: number[] } }).getConfig();
    return String(dims) === String([dims.length, ...dims.slice(1).map((_, i) => i + 1)]) ? 'plain' : unknown(point);
  }
  const made = madeBy(point);
  if (made === 'convolution') return map as number[];
  return made === 'steps' ? 'plain' : unknown(point);
}

/** What the last axis counts: the channels of a convolution or of an image, or the features of a step. */
function madeBy(point: Point): 'convolution' | 'steps' | undefined {
  const kind = point.symbol.sourceLayer.getClassName();
  const inputs = inputsOf(point);
  if (CONVOLUTION.test(kind)) return 'convolution';
  if (inputs.length === 0) return point.symbol.shape.length > 3 ? 'convolution' : 'steps';
  if (/^(Dense|Embedding|LSTM|GRU|SimpleRNN|RNN|Bidirectional|TimeDistributed|RepeatVector)$/.test(kind))
    return 'steps';
  if (!IN_PLACE.test(kind) && !ON_MAPS.test(kind) && !MERGE.test(kind) && kind !== 'Concatenate') return undefined;
  const made = new Set(inputs.map(madeBy));
  return made.size === 1 ? [...made][0] : undefined;
}

function unknown(point: Point): Order {
  const { name } = point.symbol.sourceLayer;
  return { unknown: `'${name}' (${point.symbol.sourceLayer.getClassName()})` };
}
