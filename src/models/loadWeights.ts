import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Bytes } from '../input/asBytes.js';
import { describe, InputError, refuse } from '../input/checks.js';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { breachOf } from './checkConventions.js';
import { checkEpsilons } from './checkEpsilons.js';
import { checkOutputs, comparisons } from './checkOutputs.js';
import { isModel, type ModelLike } from './layerGraph.js';
import { LOAD_OPTIONS, type LoadOptions } from './loadOptions.js';
import { openSafetensors } from './openSafetensors.js';
import { planWeights } from './planWeights.js';
import { setWeights } from './setWeights.js';
import { checkedNames, storedWeights } from './storedWeights.js';
import { FLAX, TORCH, type WeightLayout } from './weightLayouts.js';
import { flaxNames, leaves, torchNames } from './weightNames.js';

/**
 * Puts the weights of a network that PyTorch trained into a model of the same layers, so that measures of the model are
 * those of the original. The weights are set in place, and kernels are transposed, also where a dense layer reads a
 * flattened map.
 *
 * What weights cannot tell is compared with what PyTorch does: padding, epsilon, slopes. Everything is read and checked
 * before the first weight is set, and where anything fails the model is as it was.
 *
 * @param model A LayersModel, such as {@link vgg}, {@link resnet} or `tf.model` makes.
 * @param file A safetensors file, `safetensors.torch.save_file(net.state_dict(), path)`: its bytes or, in Node, its
 *   path.
 * @throws InputError that lists all that is missing, of another shape or left over. Others name a value that is not
 *   finite, a layer that PyTorch would compute otherwise, or the first output that differs from `check`.
 * @example
 * const model = resnet({ depth: 18, inputShape: [224, 224, 3], classes: 1000, convention: 'torch' });
 * await loadTorchWeights(model, 'resnet18.safetensors'); // torchvision's
 * const narrow = vgg({ width: 1 / 8 });
 * await loadTorchWeights(narrow, 'narrow.safetensors', { names: { logits: 'head' } }); // its last layer is called head
 */
export async function loadTorchWeights(
  model: LayersModel,
  file: string | Bytes,
  options: LoadOptions = {},
): Promise<void> {
  return publicCall('loadTorchWeights', () => load(model, file, options, TORCH));
}

/**
 * Puts the weights of a network that Flax trained into a model of the same layers, so that measures of the model are
 * those of the original. All is checked as in {@link loadTorchWeights}, against what Flax does.
 *
 * @param model A LayersModel, such as {@link vgg}, {@link resnet} or `tf.model` makes.
 * @param file A safetensors file of the flattened variables, `save_file(flatten_dict(variables, sep='.'), path)`: its
 *   bytes or, in Node, its path. Names may be joined by `.` or `/`, with or without `params` and `batch_stats` before
 *   them.
 * @throws InputError as {@link loadTorchWeights} does. The model is then as it was.
 * @example
 * const model = resnet({ depth: 18, classes: 64, width: 1 / 8 });
 * await loadFlaxWeights(model, 'cifar-fs.safetensors', { ignore: /^opt_state/ });
 */
export async function loadFlaxWeights(
  model: LayersModel,
  file: string | Bytes,
  options: LoadOptions = {},
): Promise<void> {
  return publicCall('loadFlaxWeights', () => load(model, file, options, FLAX));
}

/** Sets every weight of the model, or none and throws. */
async function load(
  model: LayersModel,
  file: string | Bytes,
  options: LoadOptions,
  layout: WeightLayout,
): Promise<void> {
  const { names = {}, prefix, ignore, keep, epsilon, check } = readOptions(options, LOAD_OPTIONS);
  const graph = model as unknown as ModelLike;
  if (!isModel(graph) || graph.inputs.length === 0) {
    refuse(
      'model',
      'a LayersModel',
      describe(model),
      'Pass what vgg(), tf.model() or tf.sequential() makes, its first layer with an inputShape.',
    );
  }
  checkResnet(model, layout);
  const all = leaves(model);
  if (keep && !all.some(({ label }) => label.search(keep) >= 0)) {
    refuse(
      'keep',
      'a pattern of layers of the model',
      String(keep),
      `It has ${all
        .filter(({ layer }) => layer.weights.length > 0)
        .map(({ label }) => label)
        .join(', ')}.`,
    );
  }
  const layers = all.filter(({ layer, label }) => layer.weights.length > 0 && !(keep && label.search(keep) >= 0));
  checkEpsilons(layers, layout, epsilon);
  const breach = check ? undefined : breachOf(graph, layout);
  if (breach) throw new InputError('model', ...breach);
  if (check) comparisons(graph, check); // refuses names of layers that there are not, before anything is read
  const stored = storedWeights(await openSafetensors(file), layout, { prefix, ignore });
  const usual = layout === TORCH ? torchNames(model) : flaxNames(model);
  const named = Object.entries(checkedNames(usual, names, all, stored)).map(([label, name]) => [
    label,
    stored.bare(name),
  ]);
  const plans = planWeights(graph, layers, stored, Object.fromEntries(named), layout, check !== undefined);
  await setWeights(plans, async () => {
    if (check) await checkOutputs(graph, check);
  });
}

/** Refuses a ResNet of the other convention: its weights fit, and give other numbers, since the padding differs. */
function checkResnet(model: LayersModel, layout: WeightLayout): void {
  const has = (pattern: RegExp) => model.layers.some(({ name }) => pattern.test(name));
  if (!has(/^stage2_block1_add$/)) return;
  const convention = layout === TORCH ? 'torch' : 'flax';
  const found = has(/^stage2_block1_conv\d_pad$/) ? 'torch' : 'flax';
  if (found === convention) return;
  const remedy = `Build it with resnet({ convention: '${convention}' }): the two pad strided convolutions differently.`;
  refuse('model', `a ResNet of convention '${convention}'`, `one of convention '${found}'`, remedy);
}
