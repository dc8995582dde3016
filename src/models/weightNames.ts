import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { describe, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';

/** Names of modules in a file, by names of layers of a model. */
export type WeightNames = Record<string, string>;

/**
 * Tells which tensor of a PyTorch file goes into which layer: the name of the file for each layer that has weights. For
 * {@link vgg} and {@link resnet} that is the name of torchvision (`layer1.0.conv1`, `features.3`), `classifier` for the
 * one linear layer of a VGG with the CIFAR head, and for any other layer its own name.
 *
 * @param model A LayersModel.
 * @returns The names, by the names of the layers.
 * @throws InputError for what is no LayersModel.
 * @example
 * torchNames(resnet({ depth: 18, convention: 'torch' })).stage2_block1_shortcut_bn; // 'layer2.0.downsample.1'
 */
export function torchNames(model: LayersModel): WeightNames {
  return publicCall('torchNames', () => {
    requireLayers(model);
    const names: WeightNames = {};
    const ours = (pattern: RegExp) => model.layers.some(({ name }) => pattern.test(name));
    const [vgg, resnet] = [ours(/^block1_conv1$/), ours(/^stage1_block1_conv1$/)];
    const hidden = ours(/^fc2$/);
    let features = 0;
    for (const { layer, label } of leaves(model)) {
      const [, stage, block, part, norm] =
        /^stage(\d)_block(\d+)_(conv\d|shortcut)(_bn)?$/.exec(layer.name) ?? ([] as string[]);
      let name = label.replaceAll('/', '.');
      if (stage && part === 'shortcut') name = `layer${stage}.${+block - 1}.downsample.${norm ? 1 : 0}`;
      else if (stage) name = `layer${stage}.${+block - 1}.${norm ? part.replace('conv', 'bn') : part}`;
      else if (vgg && layer.name.startsWith('block')) name = `features.${features++}`;
      else if (vgg && hidden) name = { fc1: 'classifier.0', fc2: 'classifier.3', logits: 'classifier.6' }[name] ?? name;
      else if (vgg && name === 'logits') name = 'classifier';
      else if (resnet) name = { stem_conv: 'conv1', stem_conv_bn: 'bn1', logits: 'fc' }[name] ?? name;
      if (layer.weights.length > 0) names[label] = name;
    }
    return names;
  });
}

/**
 * Tells which tensor of a Flax file goes into which layer: the name of the file for each layer that has weights. For
 * {@link resnet} that is the name of the Flax ImageNet example (`conv_init`, `ResNetBlock_0.Conv_0`). For any other
 * model it is what `@nn.compact` gives: `Conv_0`, `BatchNorm_0`, `Dense_0` and so on, in the order of the layers.
 *
 * @param model A LayersModel.
 * @returns The names, by the names of the layers.
 * @throws InputError for what is no LayersModel.
 * @example
 * flaxNames(resnet({ depth: 18 })).stage2_block1_shortcut_bn; // 'ResNetBlock_2.norm_proj'
 */
export function flaxNames(model: LayersModel): WeightNames {
  return publicCall('flaxNames', () => {
    requireLayers(model);
    const names: WeightNames = {};
    const blocks: string[] = []; // in the order of the network, from the layers that end them
    for (const { name } of model.layers) if (/^stage\d_block\d+$/.test(name)) blocks.push(name);
    const kind = model.layers.some(({ name }) => name === 'stage1_block1_conv3')
      ? 'BottleneckResNetBlock'
      : 'ResNetBlock';
    const counts: Record<string, number> = {};
    for (const { layer, label } of leaves(model)) {
      if (layer.weights.length === 0) continue;
      const [, block, part, norm] = /^(stage\d_block\d+)_(conv\d|shortcut)(_bn)?$/.exec(layer.name) ?? ([] as string[]);
      if (block) {
        const short =
          part === 'shortcut' ? `${norm ? 'norm' : 'conv'}_proj` : `${norm ? 'BatchNorm' : 'Conv'}_${+part[4] - 1}`;
        names[label] = `${kind}_${blocks.indexOf(block)}.${short}`;
      } else if (blocks.length > 0 && /^stem_conv(_bn)?$/.test(layer.name)) {
        names[label] = layer.name === 'stem_conv' ? 'conv_init' : 'bn_init';
      } else {
        const type = layer
          .getClassName()
          .replace(/^(Depthwise)?Conv[123]D$/, 'Conv')
          .replace(/^Conv[23]DTranspose$/, 'ConvTranspose')
          .replace(/(Batch|Layer)Normalization/, '$1Norm')
          .replace(/^Embedding$/, 'Embed');
        counts[type] ??= 0;
        names[label] = `${type}_${counts[type]++}`;
      }
    }
    return names;
  });
}

/** A layer of a model and its name there, with the models around it where others have the same name. */
export interface Leaf {
  layer: layers.Layer;
  label: string;
}

/** Refuses what is no model of layers. */
function requireLayers(model: LayersModel): void {
  if (Array.isArray((model as LayersModel | null | undefined)?.layers)) return;
  refuse('model', 'a LayersModel', describe(model), 'Pass the model itself.');
}

/** The layers of a model, with those of models inside in their place. Each comes once, though models may share it. */
export function leaves(model: { layers: layers.Layer[] }): Leaf[] {
  const within = (level: { layers: layers.Layer[] }, prefix: string): [layers.Layer, string][] =>
    level.layers.flatMap((layer) => {
      const path = `${prefix}${layer.name}`;
      return 'layers' in layer
        ? within(layer as unknown as LayersModel, `${path}/`)
        : [[layer, path] as [layers.Layer, string]];
    });
  const found = new Map(within(model, '').reverse()); // the first path of each
  const all = [...found].reverse();
  const alone = (name: string) => all.filter(([layer]) => layer.name === name).length === 1;
  return all.map(([layer, path]) => ({ layer, label: alone(layer.name) ? layer.name : path }));
}
