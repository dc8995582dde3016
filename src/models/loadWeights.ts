import { dispose, reshape, type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { asBytes, type Bytes } from '../input/asBytes.js';
import { describe, InputError, refuse } from '../input/checks.js';
import { readOptions, regularExpression, stringsByName } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { parseSafetensors, type StoredTensor } from './parseSafetensors.js';
import { FLAX, flattenedMap, TORCH, type WeightLayout } from './weightLayouts.js';
import { flaxNames, leaves, torchNames, type WeightNames } from './weightNames.js';

/** Options of {@link loadTorchWeights} and {@link loadFlaxWeights}. */
export interface LoadOptions {
  /** Module of the file by layer of the model, over those of {@link torchNames} or {@link flaxNames}. */
  names?: WeightNames;
  /** Names of the file that the model has no use for; any other is an error. */
  ignore?: RegExp;
}

const LOAD_OPTIONS = { names: stringsByName, ignore: regularExpression };

/**
 * Puts the weights of a network that PyTorch trained into a model of the same layers, in place. Kernels are transposed, also
 * where a dense layer reads a flattened map.
 *
 * @param file a safetensors file, `safetensors.torch.save_file(net.state_dict(), path)`: its bytes or, in Node, its path
 * @throws InputError that lists all that is missing, of another shape or left over; the model is then as it was
 * @example
 * const model = resnet({ depth: 18, inputShape: [224, 224, 3], classes: 1000, convention: 'torch' });
 * await loadTorchWeights(model, 'resnet18.safetensors'); // torchvision's
 * await loadTorchWeights(vgg(), 'mine.safetensors', { names: { logits: 'head' } }); // its last layer is called head
 */
export async function loadTorchWeights(
  model: LayersModel,
  file: string | Bytes,
  options: LoadOptions = {},
): Promise<void> {
  return publicCall('loadTorchWeights', async () => {
    const { names, ignore } = readOptions(options, LOAD_OPTIONS);
    checkConvention(model, 'torch');
    load(model, await open(file), TORCH, { ...torchNames(model), ...names }, ignore);
  });
}

/**
 * Puts the weights of a network that Flax trained into a model of the same layers, in place.
 *
 * @param file a safetensors file of the flattened variables, `save_file(flatten_dict(variables, sep='.'), path)`: its bytes or, in Node,
 *   its path. Names may be joined by `.` or `/`, with or without `params` and `batch_stats` before them
 * @throws InputError that lists all that is missing, of another shape or left over; the model is then as it was
 * @example
 * const model = resnet({ depth: 18, classes: 64 });
 * await loadFlaxWeights(model, 'cifar-fs.safetensors', { ignore: /^opt_state/ });
 */
export async function loadFlaxWeights(
  model: LayersModel,
  file: string | Bytes,
  options: LoadOptions = {},
): Promise<void> {
  return publicCall('loadFlaxWeights', async () => {
    const { names, ignore } = readOptions(options, LOAD_OPTIONS);
    checkConvention(model, 'flax');
    load(model, await open(file), FLAX, { ...flaxNames(model), ...names }, ignore);
  });
}

/** Weights of one convention fit the layers of the other, and give other numbers: the padding differs. */
function checkConvention(model: LayersModel, convention: 'torch' | 'flax'): void {
  const has = (pattern: RegExp) => model.layers.some(({ name }) => pattern.test(name));
  if (!has(/^stage2_block1_add$/)) return;
  const found = has(/^stage2_block1_conv\d_pad$/) ? 'torch' : 'flax';
  if (found === convention) return;
  const remedy = `Build it with resnet({ convention: '${convention}' }): the two pad strided convolutions differently.`;
  refuse('model', `a ResNet of convention '${convention}'`, `one of convention '${found}'`, remedy);
}

/** The tensors of a file by name. */
async function open(file: string | Bytes): Promise<Record<string, StoredTensor>> {
  const bytes = asBytes(file);
  if (bytes) return parseSafetensors(bytes);
  if (typeof file !== 'string') {
    refuse('file', 'a path or the bytes of a file', describe(file), 'Pass an ArrayBuffer or a Uint8Array.');
  }
  // Not literal: bundlers for the browser would trip over a node: module that is never reached there.
  const load = <T>(module: string): Promise<T> => import(/* @vite-ignore */ /* webpackIgnore: true */ module);
  try {
    const { readFile } = await load<typeof import('node:fs/promises')>('node:fs/promises');
    return parseSafetensors(await readFile(file));
  } catch (error) {
    if (error instanceof InputError) throw error;
    const remedy = 'Check the path; in a browser pass the bytes.';
    return refuse('file', 'a file that can be read', (error as Error).message, remedy);
  }
}

/** Fills every weight of the model, or none and throws. */
function load(
  model: LayersModel,
  file: Record<string, StoredTensor>,
  layout: WeightLayout,
  names: WeightNames,
  ignore?: RegExp,
): void {
  const stored = new Map<string, StoredTensor>();
  for (const [name, value] of Object.entries(file)) {
    if ((!ignore || name.search(ignore) < 0) && !layout.besides.test(name)) stored.set(layout.bare(name), value);
  }
  const unused = new Set(stored.keys());
  const faults: string[] = [];
  const plans: { layer: layers.Layer; read: () => Tensor[] }[] = [];
  for (const layer of leaves(model)) {
    const values: (() => Tensor)[] = [];
    for (const { originalName, shape } of layer.weights) {
      const kind = originalName.split('/').at(-1)!;
      if (!(kind in layout.suffixes)) {
        faults.push(`no name for the weight '${kind}' of layer '${layer.name}'`);
        continue;
      }
      const name = `${layout.bare(names[layer.name] ?? layer.name)}.${layout.suffixes[kind]}`;
      const ours = shape as number[];
      const reads = kind === 'kernel' || layer.getClassName() === 'BatchNormalization'; // a bias counts outputs
      const plan = layout.stored(ours, reads ? flattenedMap(layer) : undefined);
      const spread = plan.shape.length > ours.length; // the file has the axes of a map as one
      const expected = spread ? [...plan.shape.slice(0, ours.length - 1), ours[0]] : plan.shape;
      const found = stored.get(name);
      unused.delete(name);
      if (!found) faults.push(`no ${name} [${expected}] (for layer '${layer.name}')`);
      else if (String(found.shape) !== String(expected))
        faults.push(`${name} [${found.shape}] instead of [${expected}]`);
      else values.push(() => reshape(transpose(tensor(found.values(), plan.shape), plan.axes), ours));
    }
    plans.push({ layer, read: () => values.map((value) => value()) });
  }
  for (const name of unused) faults.push(`${name} [${stored.get(name)!.shape}], which the model has no place for`);
  if (faults.length > 0) {
    const [shown, more] = [faults.slice(0, 20).join('; '), faults.length - 20];
    throw new InputError(
      'file',
      `hold the weights of '${model.name}' and no others`,
      `${shown}${more > 0 ? `; and ${more} more` : ''}`,
      'Build the model with the depth, classes and head of the file; ' +
        'pass { names } for modules of other names, { ignore } for what is not needed.',
    );
  }
  for (const { layer, read } of plans) {
    const values = tidy(read);
    layer.setWeights(values);
    dispose(values);
  }
}
