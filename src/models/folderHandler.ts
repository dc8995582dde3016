import type { io } from '@tensorflow/tfjs-core';
import { readPath } from '../files/readPath.js';
import { publicCall } from '../input/publicCall.js';
import { readSavedModel } from './readSavedModel.js';
import { writeSavedModel } from './writeSavedModel.js';

/**
 * Saves a model to a folder and loads it again, in Node without tfjs-node. It is what `model.save` and
 * `tf.loadLayersModel` or `tf.loadGraphModel` take in place of a URL.
 *
 * The folder holds one whole model at any time. The weights are written under a new name, and `model.json`, which names
 * them, takes the place of the one before in one step. A process that is killed in the middle of a save leaves the
 * model before it; of two that save to one folder at once, the later one stays. `model.json` is as TensorFlow.js writes
 * it, and carries the SHA-256 of the weights too, so that damaged weights are refused. The training configuration
 * and the weights of the optimizer are kept where they are saved (`includeOptimizer`).
 *
 * @param folder The path of the folder. It is made when a model is saved, and its other files stay.
 * @returns The handler.
 * @throws InputError when a model is saved and the folder cannot be written to, and when one is loaded and the folder
 * has no model, or a damaged one.
 * @example
 * import { loadLayersModel } from '@tensorflow/tfjs-layers';
 *
 * const network = mlp({ hidden: [8], inputShape: [4], classes: 3 });
 * await network.save(folderHandler('runs/network'));
 * const again = await loadLayersModel(folderHandler('runs/network'));
 * again.countParams(); // 67
 */
export function folderHandler(folder: string): io.IOHandler {
  return publicCall('folderHandler', () => {
    readPath('folder', folder, 'folder');
    return {
      save: (artifacts: io.ModelArtifacts) => publicCall('folderHandler', () => writeSavedModel(folder, artifacts)),
      load: () => publicCall('folderHandler', () => readSavedModel(folder)),
    };
  });
}
