import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, refuse } from '../input/checks.js';
import { isPlainObject, readOptions, strings } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { estimatesOf } from './estimatesOf.js';
import { ESTIMATE_OPTIONS, type GeometricComplexityOptions, settingsOf } from './options.js';
import { type LayeredModel, layerOutputs } from './products/layerOutputs.js';
import type { Maps } from './products/linearisation.js';
import { type GeometricComplexity, probesFor, recordOf } from './record.js';

/** Options of {@link geometricComplexityOfLayers}. */
export interface GeometricComplexityOfLayersOptions extends GeometricComplexityOptions {
  /**
   * Names of the layers of a LayersModel whose outputs are measured. A function needs none, since it names what it
   * returns.
   */
  layers?: readonly string[];
}

/**
 * Shows where in a network complexity arises: the geometric complexity of several layers on a batch, all from one
 * forward pass.
 *
 * @param f A LayersModel of one input, which is run in inference mode, or a function from x [n, ...] to named features
 * [n, ...].
 * @param x Inputs [n, ...], float32.
 * @returns The record of {@link geometricComplexity} for each name.
 * @throws InputError where {@link geometricComplexity} throws one, and for a name that no layer has; it lists the names
 * that there are.
 * @example
 * const f = (x) => ({ once: tf.square(x), twice: tf.square(tf.square(x)) });
 * const { once, twice } = await geometricComplexityOfLayers(f, tf.tensor2d([[1]]), { estimator: 'exact' });
 * once.mean; // 4: (2 x)^2
 * twice.mean; // 16: (4 x^3)^2
 * const record = await geometricComplexityOfLayers(model, images, { layers: ['dense1', 'embedding'] });
 * Object.keys(record); // ['dense1', 'embedding']
 */
export async function geometricComplexityOfLayers(
  f: LayeredModel | ((x: Tensor) => Record<string, Tensor>),
  x: Tensor,
  options: GeometricComplexityOfLayersOptions = {},
): Promise<Record<string, GeometricComplexity>> {
  return publicCall('geometricComplexityOfLayers', async () => {
    const { layers = [], ...estimate } = readOptions(options, { ...ESTIMATE_OPTIONS, layers: strings });
    const settings = settingsOf(estimate, probesFor(x));
    let names = [...layers];
    let maps: Maps;
    if (typeof f === 'function') {
      maps = (input) => {
        const features = f(input);
        if (!isPlainObject(features) || Object.keys(features).length === 0) {
          refuse('f(x)', 'an object of named features', describe(features), 'Return { name: tensor, ... }.');
        }
        names = Object.keys(features);
        return Object.values(features);
      };
    } else {
      if (names.length === 0) refuse('layers', 'names of layers', 'none', "Pass, say, layers: ['embedding'].");
      maps = layerOutputs(f, names);
    }
    const estimates = await estimatesOf(maps, x, settings, f);
    return Object.fromEntries(estimates.map((estimate, k) => [names[k], recordOf(estimate, settings)]));
  });
}
