import { reshape, type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { InputError } from '../input/checks.js';
import { firstNonFinite } from '../input/finite.js';
import { type Order, orderOf } from './flattenedMap.js';
import { inputsOf, keyOf, type ModelLike, outputsOf, type Point, pointsOf } from './layerGraph.js';
import type { StoredTensor } from './parseSafetensors.js';
import type { StoredWeights } from './storedWeights.js';
import type { WeightLayout } from './weightLayouts.js';
import type { Leaf, WeightNames } from './weightNames.js';

/** Values for the weights of a layer that are not read yet. */
export interface Plan {
  leaf: Leaf;
  /** Each reads the values of one weight as a tensor in our order, and refuses what is no finite number. */
  read: (() => Tensor)[];
}

/**
 * Finds the tensor of a file for every weight of a model. An error lists all that is missing, of another shape or type,
 * or left over.
 */
export function planWeights(
  model: ModelLike,
  layers: readonly Leaf[],
  { tensors }: StoredWeights,
  names: WeightNames,
  layout: WeightLayout,
  trusting: boolean,
): Plan[] {
  const unused = new Set(tensors.keys());
  const faults: string[] = [];
  const order = layout.framework === 'PyTorch' ? ordersOf(model) : () => 'plain' as const;
  const plans = layers.map((leaf): Plan => {
    const { layer, label } = leaf;
    const read: (() => Tensor)[] = [];
    for (const { originalName, shape } of layer.weights) {
      const kind = originalName.split('/').at(-1)!;
      if (!Object.hasOwn(layout.suffixes, kind)) {
        faults.push(`no name for the weight '${kind}' of layer '${label}'`);
        continue;
      }
      const name = `${names[label]}.${layout.suffixes[kind]}`;
      // A bias counts outputs, and everything else the inputs.
      const reads = kind === 'kernel' || /^(Batch|Layer)Normalization$/.test(layer.getClassName());
      const from = reads ? order(leaf) : 'plain';
      if (typeof from === 'object' && 'unknown' in from && !trusting) {
        faults.push(
          `a layer '${label}' that reads a map flattened through ${from.unknown}, where the order of PyTorch is not ` +
            'known (flatten it directly, or pass { check })',
        );
      }
      const stored = layout.stored(kind, shape as number[], Array.isArray(from) ? from : undefined);
      const found = tensors.get(name);
      unused.delete(name);
      if (!found) faults.push(`no ${name} [${stored.file}] (for layer '${label}')`);
      else if (String(found.shape) !== String(stored.file))
        faults.push(`${name} [${found.shape}] instead of [${stored.file}]`);
      else if (!/^(F64|F32|F16|BF16)$/.test(found.dtype))
        faults.push(`${name} of dtype ${found.dtype}, not F64, F32, F16 or BF16`);
      else
        read.push(() =>
          tidy(() =>
            reshape(transpose(tensor(finite(found, name, kind), stored.view), stored.axes), shape as number[]),
          ),
        );
    }
    return { leaf, read };
  });
  for (const name of unused) faults.push(`${name} [${tensors.get(name)!.shape}], which the model has no place for`);
  if (faults.length === 0) return plans;
  const [shown, more] = [faults.slice(0, 20).join('; '), faults.length - 20];
  throw new InputError(
    'file',
    `hold the weights of '${model.name}' and no others`,
    `${shown}${more > 0 ? `; and ${more} more` : ''}`,
    'Build the model with the depth, classes and head of the file; pass { names } for modules of other names, ' +
      '{ prefix } for a part of the file, { ignore } for what is not needed of it, { keep } for layers that keep the ' +
      'weights they have.',
  );
}

/** The values of a weight. Those that no network computes with are refused. */
function finite(stored: StoredTensor, name: string, kind: string): Float32Array {
  const values = stored.values();
  const bad =
    kind === 'moving_variance'
      ? values.findIndex((value) => !(value >= 0 && value < Infinity))
      : firstNonFinite(values);
  if (bad < 0) return values;
  const large = stored.dtype === 'F64' && Math.abs(values[bad]) === Infinity ? ' (or beyond float32)' : '';
  const expected = kind === 'moving_variance' ? 'finite variances of at least 0' : 'finite';
  const remedy = 'Look for a diverged run, or a file that was damaged; the model is as it was.';
  throw new InputError(`'${name}'`, `be ${expected}`, `${values[bad]}${large} at index ${bad}`, remedy);
}

/** The order of what each layer reads, which is the same wherever the model applies the layer. */
function ordersOf(model: ModelLike): (leaf: Leaf) => Order {
  const found = new Map<unknown, Order>();
  for (const point of pointsOf(outputsOf(model))) {
    const [input] = inputsOf(point);
    if (input === undefined || input.symbol.shape.length !== 2) continue;
    const order = orderOf(input);
    const before = found.get(point.symbol.sourceLayer);
    const same = before === undefined || JSON.stringify(before) === JSON.stringify(order);
    found.set(point.symbol.sourceLayer, same ? order : twoOrders(point));
  }
  return ({ layer }) => found.get(layer) ?? 'plain';
}

function twoOrders(point: Point): Order {
  return { unknown: `'${point.symbol.sourceLayer.name}', in two ways (${keyOf(point)})` };
}
