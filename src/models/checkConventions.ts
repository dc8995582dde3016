import { inputsOf, type LayerLike, type ModelLike, outputsOf, pointsOf } from './layerGraph.js';
import type { WeightLayout } from './weightLayouts.js';

/** What is looked at in the description of a layer. */
interface Config {
  padding?: string | number[] | number[][];
  kernelSize?: number | number[];
  poolSize?: number | number[];
  strides?: number | number[];
  dilationRate?: number | number[] | null;
  alpha?: number;
  activation?: string;
  dataFormat?: string;
}

const CONVOLUTION = /^(DepthwiseConv2D|SeparableConv2D|Conv[123]D)$/;
const TRANSPOSED = /^Conv[23]DTranspose$/;
const POOL = /^(Max|Average)Pooling[123]D$/;

/** The first convention of a framework that a model does not keep, as `expected`, `got` and `remedy` of a refusal. */
export type Breach = [expected: string, got: string, remedy: string];

const DECIDE = 'or pass { check: { input, output } } with a batch of the original, which decides.';

/**
 * Compares padding, slopes and activations with what a framework does. Weights cannot tell these, and where they differ
 * the numbers are others, without an error.
 */
export function breachOf(model: ModelLike, { framework }: WeightLayout): Breach | undefined {
  for (const point of pointsOf(outputsOf(model))) {
    const { sourceLayer } = point.symbol;
    const [input] = inputsOf(point);
    const breach = input && paddingBreach(sourceLayer, input.symbol.shape.slice(1, -1), framework);
    const found = breach ?? activationBreach(sourceLayer, framework);
    if (found) return found;
  }
  return undefined;
}

function paddingBreach(layer: LayerLike, places: readonly (number | null)[], framework: string): Breach | undefined {
  const kind = layer.getClassName();
  const config = configOf(layer);
  const torch = framework === 'PyTorch';
  if (config.dataFormat === 'channelsFirst') {
    return ['have its channels last', `'${layer.name}' with channels first`, `Build it with channels last, ${DECIDE}`];
  }
  if (kind === 'ZeroPadding2D' && torch) {
    const uneven = (config.padding as number[][]).some(([before, after]) => before !== after);
    const got = `'${layer.name}', which pads ${JSON.stringify(config.padding)}`;
    const remedy = `Pad as much before as after, zeroPadding2d({ padding: 1 }), ${DECIDE}`;
    return uneven ? ['pad evenly, as PyTorch does', got, remedy] : undefined;
  }
  if (TRANSPOSED.test(kind) && !torch) {
    const remedy = `Flax turns its kernels, and pads them in its own way: ${DECIDE.slice(3)}`;
    return ['be without transposed convolutions', `'${layer.name}'`, remedy];
  }
  const pool = POOL.test(kind);
  if (!pool && !TRANSPOSED.test(kind) && !CONVOLUTION.test(kind)) return undefined;
  for (const [axis, size] of places.entries()) {
    const stride = at(config.strides ?? config.poolSize, axis) ?? 1;
    const window = (at(config.kernelSize ?? config.poolSize, axis)! - 1) * (at(config.dilationRate, axis) ?? 1) + 1;
    if (
      TRANSPOSED.test(kind)
        ? turnedFits(window, stride, config.padding)
        : fits({ kind, size, window, stride, torch, config })
    )
      continue;
    const on = `${size ?? 'any number of'} places`;
    const got = `'${layer.name}' with padding '${config.padding}', window ${window} and stride ${stride} on ${on}`;
    const symmetric = Math.floor((window - 1) / 2);
    const remedy = pool
      ? `Use padding: 'valid' (after zeroPadding2d, which a maximum after a ReLU does not see), ${DECIDE}`
      : `Put zeroPadding2d({ padding: ${symmetric} }) before it and use padding: 'valid', ${DECIDE}`;
    return [`pad as ${framework} does`, got, remedy];
  }
  return undefined;
}

/**
 * Whether 'same' pads in a way that the framework has. PyTorch pads as much before as after, by (window - 1) / 2 or not
 * at all.
 */
function fits({ kind, size, window, stride, torch, config }: Window): boolean {
  if (config.padding !== 'same' || window === 1) return true;
  const pool = POOL.test(kind);
  if (pool && size === 1) return true; // the one place
  if (stride === 1 && (!pool || (kind.startsWith('Max') && (window % 2 === 1 || !torch)))) return true;
  if (!torch && !kind.startsWith('Average')) return true;
  if (size === null) return false;
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + window - size, 0);
  if (kind.startsWith('Average')) return total === 0; // both frameworks count the zeros around the map
  return (total === 0 && window <= stride) || (total === window - 1 && total % 2 === 0);
}

interface Window {
  kind: string;
  size: number | null;
  window: number;
  stride: number;
  torch: boolean;
  config: Config;
}

/** The same of a transposed convolution, whose padding is cut from its result. */
function turnedFits(window: number, stride: number, padding: unknown): boolean {
  return window >= stride && (padding !== 'same' || (window - stride) % 2 === 0);
}

function activationBreach(layer: LayerLike, framework: string): Breach | undefined {
  const { alpha, activation } = configOf(layer);
  if (layer.getClassName() === 'LeakyReLU' && Math.abs((alpha ?? 0.3) - 0.3) < 1e-6) {
    const remedy = `Pass alpha: 0.01 if the original has its default, ${DECIDE}`;
    return [
      'have the slopes of the original',
      `'${layer.name}' of slope .3, the default of TensorFlow.js, where ${framework} has .01`,
      remedy,
    ];
  }
  const others: Record<string, string> = {
    hardSigmoid: 'which is max(0, min(1, x / 5 + 1 / 2)) here and has x / 6 there',
    [framework === 'Flax' ? 'gelu' : 'gelu_new']:
      `where ${framework} has the ${framework === 'Flax' ? 'approximate' : 'exact'} one`,
  };
  const other = typeof activation === 'string' && Object.hasOwn(others, activation) ? others[activation] : undefined;
  return other
    ? ['have the activations of the original', `'${layer.name}' with ${activation}, ${other}`, `Use another, ${DECIDE}`]
    : undefined;
}

function configOf(layer: LayerLike): Config {
  const { getConfig } = layer as LayerLike & { getConfig?: () => Config };
  return getConfig ? getConfig.call(layer) : {};
}

function at(value: number | number[] | null | undefined, axis: number): number | undefined {
  return Array.isArray(value) ? value[axis] : (value ?? undefined);
}
